"""Who gets a lead: rules in order, how many a person can have, and what happens when everybody is full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import ALWAYS, Compiled, Id, Positive, Ref, Validity, Words
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

WithinHours = Annotated[Positive, Field(le=2000)]
Member = Annotated[str, Field(min_length=1, max_length=200)]


class Receiver(Strict):
    """Who gets it: one of some people, one of a team, or a public pool, where whoever is first takes it.

    分给谁：指定的人之一、团队成员之一，或公海（先领先得）。
    """

    people: Sequence[Member] = ()
    """People, by their e-mail addresses. / 人员（邮箱）。"""
    team: Member | None = None
    """A team. / 团队。"""
    pool: Annotated[str, Ref("public_pools")] | None = None
    """A public pool. / 公海。"""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum((bool(self.people), self.team is not None, self.pool is not None)) != 1:
            text = Text(
                zh="请写 people（人员）、team（团队）或 pool（公海），三者择一",
                en="write one of `people`, `team` and `pool`",
            )
            raise problem("receiver", text)
        if len(set(self.people)) < len(self.people):
            text = Text(zh="同一个人写了两次，请删去一个", en="somebody stands here twice; remove one of them")
            raise problem("receiver", text, below=("people",))
        return self


class AssignmentRule(Strict):
    """One rule: which leads, and who gets them.

    一条分配规则：哪些线索分给谁。
    """

    text: Words
    """The reason that people read. / 给人看的原因。"""
    when: Annotated[Expression | None, Compiled("assignment", Bool())] = None
    """Which leads; every one if left out. / 哪些线索；不写为全部。"""
    to: Receiver
    """Who gets them. / 分给谁。"""
    choose: Literal["round_robin", "least_loaded"] = "round_robin"
    """Of several, the one whose turn it is, or the one who has the fewest open leads. / 多人时轮流，或给在手线索最少的人。"""
    respond_within: WithinHours | None = None
    """Working hours in which somebody must have answered; if left out, those of the policy. / 首次响应时限（工作小时），不写则用策略的。"""


class AssignmentPolicy(Entity):
    """Who gets new leads. The first rule that holds and has somebody free decides.

    线索分配策略：依次看规则，第一条成立且有人可接的规则决定。
    """

    name: Words
    """What people call it. / 名称。"""
    valid: Validity = ALWAYS
    """When it applies. / 生效日期。"""
    working_hours: Annotated[str, Ref("working_hours")]
    """The hours that time limits count in. / 时限所用的工作时间。"""
    respond_within: WithinHours
    """Working hours in which somebody must have answered. / 首次响应时限（工作小时）。"""
    capacity: Annotated[int, Field(ge=1, le=100_000)]
    """How many open leads a person can have. / 每人在手线索上限。"""
    capacities: Mapping[str, Annotated[int, Field(ge=0, le=100_000)]] = Field(default_factory=dict[str, int])
    """Person → how many this one can have instead. / 个别人的上限。"""
    rules: Annotated[Mapping[Id, AssignmentRule], Field(min_length=1)]
    """The rules, in order. / 规则，按先后。"""
    otherwise: Annotated[str, Ref("public_pools")]
    """The pool for what no rule has somebody for. / 无人可接时进入的公海。"""

    @model_validator(mode="after")
    def _every_rule_can_be_reached(self) -> Self:
        *before, last = self.rules
        for id in before:
            if self.rules[id].when is None and self.rules[id].to.pool is not None:
                text = Text(
                    zh=f"这条规则把一切都放进公海，其后的“{last}”永远轮不到；请写 when 或移到最后",
                    en=f'this rule puts everything into a pool, so "{last}" behind it is never reached; write `when`, or move it last',
                )
                raise problem("unreachable", text, below=("rules", id))
        return self


class ClaimLimits(Strict):
    """How much one person may take out of a pool.

    每人可领取的数量。
    """

    per_day: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """On one day. / 每天。"""
    in_all: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Open ones at the same time. / 同时在手。"""


class PublicPool(Entity):
    """Leads that belong to nobody: whoever is first may take them, and what is not worked on comes back.

    公海：无主线索，先领先得；长期不跟进的会退回。
    """

    name: Words
    """What people call it. / 名称。"""
    claims: ClaimLimits = ClaimLimits()
    """How much one person may take. / 领取上限。"""
    recycle_after: Annotated[int, Field(ge=1, le=3650)] | None = None
    """Days without any activity after which a lead comes back to the pool; never if left out. / 多少天无跟进即退回公海，不写则不退回。"""
    warn_before: Annotated[int, Field(ge=1, le=3650)] = 1
    """How many days before that its owner is told. / 提前几天提醒负责人。"""
    claim_again_after: Annotated[int, Field(ge=0, le=3650)] = 0
    """For how many days who lost it cannot take it again. / 被退回者多少天内不得再领。"""

    @model_validator(mode="after")
    def _warns_in_time(self) -> Self:
        if self.recycle_after is not None and self.warn_before >= self.recycle_after:
            text = Text(
                zh=f"提前 {self.warn_before} 天提醒，但 {self.recycle_after} 天就退回；请写小一些",
                en=f"a warning {self.warn_before} days before is not before: it comes back after {self.recycle_after}; write fewer",
            )
            raise problem("warn_before", text, below=("warn_before",))
        return self
