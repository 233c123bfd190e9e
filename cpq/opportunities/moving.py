"""From one stage to another: on, past some, back, to the end, or open again; and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cpq.bom.line import Where
from cpq.money import arithmetic
from cpq.orders.refusal import refusal
from cpq.rulebook.expressions import EvaluationError
from cpq.rulebook.text import Text
from cpq.rulebook.wording import listed
from cpq.selling.pipeline import Gate, Pipeline, PipelineStage


@dataclass(frozen=True, slots=True)
class Step:
    """From the stage before, if there is one that the rules still know, to a stage."""

    pipeline: Pipeline
    before: str | None
    after: str

    @property
    def left(self) -> PipelineStage | None:
        return None if self.before is None else self.pipeline.stages.get(self.before)

    @property
    def entered(self) -> PipelineStage:
        return self.pipeline.stages[self.after]

    @property
    def reopens(self) -> bool:
        return self.left is not None and self.left.outcome != "open" and self.entered.outcome == "open"

    @property
    def goes_back(self) -> bool:
        """Whether an open deal goes back to an earlier stage."""
        if self.left is None or self.before is None or self.left.outcome != "open":
            return False
        return self.pipeline.position(self.after) < self.pipeline.position(self.before)

    @property
    def goes_on(self) -> bool:
        """Whether gates are looked at: an open deal goes on to a later stage, or is won."""
        left, after = self.left, self.entered
        closed = left is not None and left.outcome != "open"
        return not (closed or after.outcome == "lost" or self.goes_back or self.before == self.after)

    def passed(self) -> Iterator[tuple[str, PipelineStage]]:
        """The open stages between the two."""
        if self.before is None or not self.goes_on:
            return
        first, last = self.pipeline.position(self.before), self.pipeline.position(self.after)
        for id, stage in list(self.pipeline.stages.items())[first + 1 : last]:
            if stage.outcome == "open":
                yield id, stage


def must_be_allowed(step: Step, reasoned: bool, where: Where) -> None:
    """Raises `Refused` where the pipeline lets no deal take the step, or where it says no reason that it has to say."""
    if (
        step.goes_back
        and step.left is not None
        and step.left.back_to is not None
        and step.after not in step.left.back_to
    ):
        allowed = listed(step.left.back_to, 20)
        raise refusal(
            "no-way-back",
            f"不能从“{step.before}”退回“{step.after}”（可退回：{allowed.zh or '无'}）",
            f'no deal goes back from "{step.before}" to "{step.after}" (it may go back to: {allowed.en or "none"})',
            where("stage"),
        )
    kept = [id for id, stage in step.passed() if not stage.may_skip]
    if kept:
        raise refusal(
            "stage-not-skipped",
            f"不能跳过阶段“{kept[0]}”；请先进入该阶段",
            f'the stage "{kept[0]}" cannot be skipped; enter it first',
            where("stage"),
        )
    if (step.goes_back or step.reopens) and not reasoned:
        zh, en = ("重新打开", "opening it again") if step.reopens else ("退回阶段", "going back")
        raise refusal("reason-missing", f"{zh}须写明原因 reason", f"{en} says why: write a `reason`", where("reason"))


def missing(step: Step, facts: Mapping[str, Any]) -> list[Text]:
    """What the gates lack: those out of the stage before, with its tasks, those out of stages that are skipped, and those into the stage.

    What is not known does not hold.
    """
    if not step.goes_on:
        return []
    left = step.left
    behind = [*([left] if left is not None else ()), *(stage for _, stage in step.passed())]
    gates = [*(gate for stage in behind for gate in stage.leave.values()), *step.entered.enter.values()]
    lacking = [gate.text for gate in gates if not _holds(gate, facts)]
    tasks = () if left is None else left.tasks.items()
    undone = [name for id, name in tasks if id not in facts["tasks_done"]]
    return lacking + [Text(zh=f"未完成任务“{name.zh}”", en=f'the task "{name.en}" is not done') for name in undone]


def _holds(gate: Gate, facts: Mapping[str, Any]) -> bool:
    try:
        with arithmetic():
            return gate.when.evaluate(facts) is True
    except EvaluationError:
        return False
