"""The stages of a deal: what each is worth, how long it should take, and what opens the way to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import ALWAYS, Compiled, Id, Share, Validity, Words
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

Forecast = Literal["pipeline", "best_case", "commit", "closed", "omitted"]
Outcome = Literal["open", "won", "lost"]


class Gate(Strict):
    """Something that must be so before a deal moves on.

    阶段关卡：商机推进前必须成立的一件事。
    """

    text: Words
    """What must be so, in words; people read it where it is missing. / 用文字说明须成立什么；未成立时给人看。"""
    when: Annotated[Expression, Compiled("opportunity", Bool())]
    """The condition: `contacts >= 2`, `quote.attached`, `c139("4C") == "yes"`. What is not known does not hold. / 条件；未知即不成立。"""


class PipelineStage(Strict):
    """One stage.

    一个阶段。
    """

    name: Words
    """What people call it. / 名称。"""
    outcome: Outcome = "open"
    """Whether a deal in it is still open, won or lost. / 进行中、赢单或输单。"""
    probability: Share | None = None
    """How likely such a deal is won; of a won stage 100 %, of a lost one 0 %. / 赢单概率；赢单阶段为 100%，输单为 0%。"""
    days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """How many days it is expected to take. / 预期停留天数。"""
    forecast: Forecast | None = None
    """The forecast category; of a won stage closed, of a lost one omitted, else pipeline. / 预测类别；赢单为 closed，输单为 omitted，其余默认 pipeline。"""
    enter: Mapping[Id, Gate] = Field(default_factory=dict[str, Gate])
    """What must be so before a deal comes in. / 进入条件。"""
    leave: Mapping[Id, Gate] = Field(default_factory=dict[str, Gate])
    """What must be so before a deal goes on from here; not where it is lost or goes back. / 推进到后续阶段的条件；输单或退回时不看。"""
    tasks: Mapping[Id, Words] = Field(default_factory=dict[str, Text])
    """What must have been done before it goes on. / 推进前须完成的任务。"""
    back_to: Sequence[Id] | None = None
    """Earlier stages to which a deal may go back; any if left out, none if empty. / 允许退回的阶段；不写为任意较早阶段，空列表为不得退回。"""
    may_skip: bool = True
    """Whether a deal may go past it to a later stage. / 是否允许跳过。"""

    @model_validator(mode="after")
    def _fits_the_outcome(self) -> Self:
        if self.outcome == "open":
            if self.probability is None:
                text = Text(zh="请写 probability（赢单概率），例如 20%", en="write the `probability`, such as 20%")
                raise problem("missing", text)
            if self.forecast == "closed":
                text = Text(zh="closed 只用于赢单阶段", en="only a won stage is `closed`")
                raise problem("forecast", text, below=("forecast",))
            return self
        return self._fits_the_end()

    def _fits_the_end(self) -> Self:
        if self.probability is not None and self.probability != self.chance:
            said = Text(zh="赢单阶段的概率是 100%", en="of a won stage the probability is 100 %")
            if self.outcome == "lost":
                said = Text(zh="输单阶段的概率是 0%", en="of a lost stage the probability is 0 %")
            text = Text(zh=f"{said.zh}；请删去这一行", en=f"{said.en}; remove this line")
            raise problem("probability", text, below=("probability",))
        if self.forecast is not None and self.forecast != self.category:
            text = Text(
                zh=f"这样的阶段的预测类别是 {self.category}；请删去这一行",
                en=f"the forecast category of such a stage is {self.category}; remove this line",
            )
            raise problem("forecast", text, below=("forecast",))
        return self

    @property
    def chance(self) -> Decimal:
        """How likely a deal in it is won."""
        if self.outcome == "open":
            return self.probability or Decimal(0)
        return Decimal(1 if self.outcome == "won" else 0)

    @property
    def category(self) -> Forecast:
        """The forecast category of a deal in it."""
        if self.outcome == "open":
            return self.forecast or "pipeline"
        return "closed" if self.outcome == "won" else "omitted"


class Pipeline(Entity):
    """Stages in order, from the first talk to won or lost.

    销售流程：从初步接触到赢单或输单的各阶段，按先后。
    """

    name: Words
    """What people call it. / 名称。"""
    valid: Validity = ALWAYS
    """On which days new deals can begin in it. / 哪些日子可以新建商机。"""
    stages: Annotated[Mapping[Id, PipelineStage], Field(min_length=3)]
    """The stages in order; the last are those that end it. / 各阶段，按先后；结束阶段写在最后。"""

    @model_validator(mode="after")
    def _ends_in_won_and_lost(self) -> Self:
        outcomes = [stage.outcome for stage in self.stages.values()]
        for outcome, zh in (("won", "赢单"), ("lost", "输单")):
            if outcome not in outcomes:
                text = Text(
                    zh=f"没有{zh}阶段；请加一个 outcome: {outcome} 的阶段",
                    en=f"no stage is {outcome}; add one with `outcome: {outcome}`",
                )
                raise problem("outcome", text, below=("stages",))
        ended = False
        for id, outcome in zip(self.stages, outcomes, strict=True):
            if ended and outcome == "open":
                text = Text(
                    zh=f"“{id}”排在赢单或输单之后；请移到它们之前",
                    en=f'"{id}" stands behind a stage that is won or lost; move it before them',
                )
                raise problem("order", text, below=("stages", id))
            ended = ended or outcome != "open"
        if outcomes[0] != "open":
            text = Text(zh="第一个阶段须是进行中的", en="the first stage must be open")
            raise problem("order", text, below=("stages",))
        return self

    @model_validator(mode="after")
    def _goes_back_to_earlier_stages(self) -> Self:
        earlier: list[str] = []
        for id, stage in self.stages.items():
            for number, back in enumerate(stage.back_to or ()):
                if back not in earlier:
                    near = did_you_mean(back, earlier)
                    text = Text(
                        zh=f"“{back}”不是“{id}”之前的阶段{near.zh or '；请改写或删去'}",
                        en=f'"{back}" is no stage before "{id}"{near.en or "; name an earlier one, or remove it"}',
                    )
                    raise problem("unknown-reference", text, below=("stages", id, "back_to", number))
            earlier.append(id)
        return self

    @property
    def first(self) -> str:
        """The stage in which deals begin."""
        return next(iter(self.stages))

    def position(self, stage: str) -> int:
        """Its place in the order, from 0. Raises `ValueError` for an unknown one."""
        return list(self.stages).index(stage)
