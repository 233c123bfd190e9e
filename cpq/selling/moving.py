"""What stands in the way of a deal to a stage, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from cpq.rulebook.place import Place
from cpq.rulebook.text import Text
from cpq.selling.pipeline import Pipeline
from cpq.selling.truth import Facts, known_values, truth, unknown, unmet

Why = Literal["enter", "leave", "task", "back", "skip"]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing in the way: a gate, a task, a way back or past a stage that is not allowed. `id` is the gate, the task or the stage.

    `unknown` are names that a gate asks for and nobody knows; `values` what is known of the others.
    """

    why: Why
    stage: str
    id: str
    text: Text
    place: Place
    unknown: tuple[str, ...] = ()
    values: tuple[tuple[str, object], ...] = ()

    @property
    def said(self) -> Text:
        """The text, with what is known and what is not."""
        zh = [f"{name} 未知" for name in self.unknown] + [f"{name} 为 {shown(each)}" for name, each in self.values]
        en = [f"{name} is not known" for name in self.unknown]
        en += [f"{name} is {shown(each)}" for name, each in self.values]
        if not zh:
            return self.text
        return Text(zh=f"{self.text.zh}（{'，'.join(zh)}）", en=f"{self.text.en} ({', '.join(en)})")


def gates_open(
    pipeline: Pipeline, stage: str, facts: Facts, side: Literal["enter", "leave"] = "enter"
) -> tuple[Missing, ...]:
    """What is missing to enter a stage, or to leave it for a later one; nothing where it is open. What is not known is missing."""
    of_stage = pipeline.stages[stage]
    gates = of_stage.enter if side == "enter" else of_stage.leave
    shut = {id: gate for id, gate in gates.items() if truth(gate.when, facts) is not True}
    return tuple(
        Missing(
            why=side,
            stage=stage,
            id=id,
            text=gate.text,
            place=pipeline.at("stages", stage, side, id),
            unknown=unknown(gate.when, facts),
            values=tuple(dict.fromkeys(each for term in unmet(gate.when, facts) for each in known_values(term, facts))),
        )
        for id, gate in shut.items()
    )


def tasks_left(pipeline: Pipeline, stage: str, facts: Facts) -> tuple[Missing, ...]:
    """The tasks of a stage that are not among `tasks_done`."""
    done = cast("frozenset[str]", facts.get("tasks_done", frozenset[str]()))
    return tuple(
        Missing("task", stage, id, text, pipeline.at("stages", stage, "tasks", id))
        for id, text in pipeline.stages[stage].tasks.items()
        if id not in done
    )


def in_the_way(pipeline: Pipeline, now: str | None, to: str, facts: Facts) -> tuple[Missing, ...]:
    """Everything that keeps a deal, in the stage `now` or in none yet, from entering another one. Raises `KeyError` for a stage that is none.

    Onwards both sides' gates count, those out of what is skipped, and the tasks; back only whether that is allowed; a deal can be lost from everywhere.
    """
    target = pipeline.stages[to]
    ended = now is not None and pipeline.stages[now].outcome != "open"
    if now is None or now == to or target.outcome == "lost" or (ended and target.outcome == "won"):
        return gates_open(pipeline, to, facts)
    if pipeline.position(to) < pipeline.position(now):
        return tuple(_no_way_back(pipeline, now, to))
    left = (*gates_open(pipeline, now, facts, "leave"), *tasks_left(pipeline, now, facts))
    return (*left, *_skipped(pipeline, now, to, facts), *gates_open(pipeline, to, facts))


def _no_way_back(pipeline: Pipeline, now: str, to: str) -> Iterator[Missing]:
    """From a stage that ends a deal every earlier one can be entered again."""
    stage = pipeline.stages[now]
    if stage.back_to is None or to in stage.back_to:
        return
    names = [pipeline.stages[each].name for each in stage.back_to]
    zh = f"可退回：{'、'.join(each.zh for each in names)}" if names else "不允许退回"
    en = f"back is allowed to {', '.join(each.en for each in names)}" if names else "there is no way back"
    target = pipeline.stages[to].name
    text = Text(
        zh=f"不能从“{stage.name.zh}”退回“{target.zh}”；{zh}",
        en=f"no way from {stage.name.en} back to {target.en}; {en}",
    )
    yield Missing("back", now, to, text, pipeline.at("stages", now, "back_to"))


def _skipped(pipeline: Pipeline, now: str, to: str, facts: Facts) -> Iterator[Missing]:
    """The stages between: whether they can be skipped, and what leads out of them, which skipping does not spare."""
    for each in list(pipeline.stages)[pipeline.position(now) + 1 : pipeline.position(to)]:
        stage = pipeline.stages[each]
        if not stage.may_skip and stage.outcome == "open":
            text = Text(
                zh=f"不能跳过“{stage.name.zh}”；请先进入该阶段", en=f"{stage.name.en} cannot be skipped; enter it first"
            )
            yield Missing("skip", each, each, text, pipeline.at("stages", each, "may_skip"))
        yield from gates_open(pipeline, each, facts, "leave")


def shown(value: object) -> str:
    """A fact as it is told."""
    match value:
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case frozenset():
            return ", ".join(sorted(cast("frozenset[str]", value))) or "–"
        case _:
            return str(value)
