"""Why deals are lost, what to do by their portraits, and what puts them at risk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import ALWAYS, Compiled, Id, Ref, Validity, Words
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text
from cpq.rulebook.wording import listed
from cpq.selling.indicators import Indicator, Value


class LossReason(Entity):
    """Why a deal is lost. Reasons may stand inside others: price, and inside it "no budget" and "a rival was cheaper".

    输单原因；可有上级，例如“价格”之下有“无预算”“竞品更便宜”。
    """

    name: Words
    """The reason in words. / 原因。"""
    parent: Annotated[Annotated[str, Ref("loss_reasons")] | None, Field(alias="inside")] = None
    """The reason that it is a kind of. / 上级原因。"""
    competitor: bool = False
    """Whether the competitor must be named who won. / 是否须写明胜出的竞争对手。"""
    note: bool = False
    """Whether a sentence of explanation is asked for. / 是否须补充说明。"""


class AdvisedStep(Strict):
    """What to do while an indicator has a value.

    某项指标处于某值时的建议。
    """

    values: Annotated[Sequence[Value], Field(min_length=1)]
    """Values of the indicator for which this is the advice. / 适用的指标取值。"""
    stages: Sequence[Id] = ()
    """Stages in which it is given; all if left out. / 适用阶段，不写为全部。"""
    text: Words
    """What to do. / 建议。"""


class PortraitAdvice(Entity):
    """Of one C139 indicator (1C to 9C, 1F to 3F, 1W, coach): how long an assessment is good, and what to do by its value.

    C139 某项指标（1C–9C、1F–3F、1W、coach）：评估的有效期，以及按取值给出的建议。
    """

    valid_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """For how many days an assessment is good, then it counts as unknown; for ever if left out. / 评估有效天数，过期视为未知，不写则长期有效。"""
    steps: Annotated[Sequence[AdvisedStep], Field(min_length=1)]
    """What to do; every step that fits is given. / 建议，适用的都给出。"""

    @model_validator(mode="after")
    def _is_an_indicator(self) -> Self:
        known = [indicator.value for indicator in Indicator]
        if self.id not in known:
            near, every = did_you_mean(self.id, known), listed(known, 20)
            text = Text(
                zh=f"没有指标“{self.id}”{near.zh}（可用：{every.zh}）",
                en=f'there is no indicator "{self.id}"{near.en} (known: {every.en})',
            )
            raise problem("unknown-word", text)
        return self

    @property
    def indicator(self) -> Indicator:
        return Indicator(self.id)


class DealRisk(Entity):
    """Something that puts an open deal at risk: no activity for two weeks, a close date pushed twice, one contact only.

    商机风险：两周无跟进、多次推迟、只认识一个人等。
    """

    name: Words
    """What people call it. / 名称。"""
    valid: Validity = ALWAYS
    """When it is looked for. / 生效日期。"""
    level: Literal["low", "medium", "high"]
    """How bad it is. / 严重程度。"""
    when: Annotated[Expression, Compiled("opportunity", Bool())]
    """When a deal has it: `days_without_activity >= 14`, `days_in_stage > expected_days`. What is not known is no risk. / 条件；未知不算风险。"""
    advice: Words | None = None
    """What to do about it. / 应对建议。"""
