"""Scores of leads: of what a lead is (attributes), and of what it does (behaviour)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from ipaddress import ip_network
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import ALWAYS, Compiled, Id, Number, Positive, Validity, Words
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text
from cpq.selling.version import content_hash

Percent = Annotated[Number, Field(ge=0, le=100)]


class LeadScores(Entity):
    """A set of rules that scores leads from 0 to 100, and the grades that the score is read as.

    线索评分规则集：得分 0 至 100，并按分数划档。
    """

    name: Words
    """What people call the score. / 名称。"""
    valid: Validity = ALWAYS
    """When it applies. / 生效日期。"""
    grades: Mapping[Id, Percent] = Field(default_factory=dict[str, Percent])
    """Grade → the score from which it is given, the best first, the last from 0. / 档次 → 起始分数，从高到低，末档为 0。"""

    @model_validator(mode="after")
    def _grades_go_down(self) -> Self:
        for (better, high), (worse, low) in pairwise(self.grades.items()):
            if low >= high:
                text = Text(
                    zh=f"档次“{worse}”从 {low} 分起，不低于前一档“{better}”的 {high}；请从高到低写",
                    en=f'grade "{worse}" begins at {low}, not below "{better}" at {high}; write the best first',
                )
                raise problem("grades", text, below=("grades", worse))
        last = list(self.grades)[-1:]
        if last and self.grades[last[0]] != 0:
            text = Text(
                zh=f"末档“{last[0]}”须从 0 分起，否则低分没有档次；请写 {last[0]}: 0 或再加一档",
                en=f'the last grade, "{last[0]}", must begin at 0, or low scores have none; write {last[0]}: 0 or add a grade',
            )
            raise problem("grades", text, below=("grades", last[0]))
        return self

    @property
    def version(self) -> str:
        """SHA-256 (hex) of all that the set says: the same rules give the same scores."""
        return content_hash(self)

    def grade_of(self, value: Decimal) -> str | None:
        """The grade of a score; None where the set has no grades."""
        return next((grade for grade, from_ in self.grades.items() if value >= from_), None)


class ScoreRule(Strict):
    """A fact about a lead, and the points for it.

    一条评分规则：条件与分值。
    """

    text: Words
    """The reason that people read. / 给人看的原因。"""
    when: Annotated[Expression, Compiled("lead", Bool())]
    """What must hold. It is known only where every field that it asks for is. / 条件；所用字段都已知时才算已知。"""
    points: Annotated[Number, Field(ge=-1000, le=1000)]
    """Points for it, below zero for what speaks against the lead. / 分值，减分写负数。"""


class ScoreGroup(Strict):
    """Rules that measure the same thing, such as the size of the company.

    一组评分规则，衡量同一方面，例如企业规模。
    """

    name: Words
    """What it measures. / 名称。"""
    most: Positive | None = None
    """The most points it gives; write it where the rules rule each other out. / 本组封顶分；组内规则互斥时请写明。"""
    rules: Annotated[Mapping[Id, ScoreRule], Field(min_length=1)]
    """The rules; every one that holds counts. / 规则，成立的都计分。"""


class AttributeScores(LeadScores):
    """Scores what a lead is. Points of the rules that hold, capped by group, as a percentage of what could be had by what is known.

    属性评分：成立规则的分值按组封顶后，折算为已知信息可得分数的百分比。
    """

    kind: Literal["attributes"]
    """attributes"""
    groups: Annotated[Mapping[Id, ScoreGroup], Field(min_length=1)]
    """The groups. / 分组。"""

    @model_validator(mode="after")
    def _can_be_earned(self) -> Self:
        for id, group in self.groups.items():
            if group.most is not None and all(rule.points <= 0 for rule in group.rules.values()):
                text = Text(
                    zh="本组只有减分，封顶分无意义；请删去 most",
                    en="every rule of this group takes points away, so there is nothing to cap; remove `most`",
                )
                raise problem("points", text, below=("groups", id, "most"))
        if all(rule.points <= 0 for group in self.groups.values() for rule in group.rules.values()):
            text = Text(zh="没有一条规则加分，请至少写一条正分", en="no rule gives points; write one above zero")
            raise problem("points", text, below=("groups",))
        return self


class ScoredEvent(Strict):
    """A kind of event, such as a visit of the price page.

    一种行为，例如访问报价页。
    """

    name: Words
    """What people call it. / 名称。"""
    points: Annotated[Number, Field(ge=-1000, le=1000)]
    """Points when it happens; below zero for what speaks against the lead, such as an unsubscription. / 发生时的分值，退订等写负数。"""
    half_life: Annotated[Number, Field(gt=0, le=3650)] | None = None
    """Days after which half of it is left; if left out, that of the set. / 半衰期（天），不写则用规则集的。"""
    most_per_day: Annotated[int, Field(ge=1, le=1000)] | None = None
    """How many count on one day; those that weigh most. / 每天最多计几次。"""


class EventFilter(Strict):
    """Events that no customer caused: those of robots, and our own.

    须忽略的行为：机器人与自己人。
    """

    agents: Sequence[str] = ()
    """Words in the name of the program, such as bot or spider, in any case. / 客户端名称中的字样，如 bot、spider，不分大小写。"""
    domains: Sequence[str] = ()
    """E-mail domains of our own, with all below them. / 自己人的邮箱域名，含其下级。"""
    networks: Sequence[str] = ()
    """Addresses or networks of our own, such as 203.0.113.0/24. / 自己人的 IP 地址或网段。"""

    @model_validator(mode="after")
    def _networks_exist(self) -> Self:
        for number, written in enumerate(self.networks):
            try:
                ip_network(written)
            except ValueError:
                text = Text(
                    zh=f"“{written}”不是 IP 地址或网段，例如 203.0.113.0/24",
                    en=f'"{written}" is no address and no network, such as 203.0.113.0/24',
                )
                raise problem("network", text, below=("networks", number)) from None
        return self


class BehaviourScores(LeadScores):
    """Scores what a lead does: the sum of points × 0.5^(age ÷ half-life) over its events, as a percentage of `full`.

    行为积分：各次行为的 分值 × 0.5^(距今天数 ÷ 半衰期) 之和，折算为 full 的百分比。
    """

    kind: Literal["behaviour"]
    """behaviour"""
    half_life: Annotated[Number, Field(gt=0, le=3650)]
    """Days after which half of an event's points is left. / 半衰期（天）。"""
    full: Positive
    """How many points are a score of 100. / 多少分折为 100。"""
    events: Annotated[Mapping[Id, ScoredEvent], Field(min_length=1)]
    """Kind of event → its points; other kinds do not count. / 行为种类 → 分值，其他行为不计。"""
    ignore: EventFilter = EventFilter()
    """Events that do not count. / 不计的行为。"""


AnyLeadScores = Annotated[
    Annotated[AttributeScores, Tag("attributes")] | Annotated[BehaviourScores, Tag("behaviour")],
    Discriminator("kind"),
]
