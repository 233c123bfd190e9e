"""Approvals that a quote needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cpq.pricing.measured import Measured
from cpq.rulebook.markings import INTERNAL
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval that the quote needs: who, why, by which rule, for which lines.

    One approval covers all lines of one configured product that touch the same guardrail: `lines` are their numbers (1.4, 1.7), `line`
    is the first of them, `line_name` its name. For a section `line` is None and `section` its heading; for the whole quote both are None
    and `lines` is empty. `measured` is what the guardrail looked at, of several lines the worst.
    """

    rule: str = field(metadata=INTERNAL)
    approver: str
    approver_name: Text
    level: int
    reason: Text = field(metadata=INTERNAL)
    place: Place = field(metadata=INTERNAL)
    line: str | None
    line_name: Text | None = None
    lines: tuple[str, ...] = ()
    section: Text | None = None
    measured: tuple[Measured, ...] = field(default=(), metadata=INTERNAL)

    @property
    def about(self) -> Text | None:
        """`line 1.4 (Ember accelerator) and 2 more`, `section Services`, or None for the whole quote."""
        if self.section is not None:
            return about_section(self.section)
        if self.line is None or self.line_name is None:
            return None
        return about_lines(self.line, self.line_name, len(self.lines))


def about_lines(number: str, name: Text, count: int) -> Text:
    """The first of `count` lines by number and name, and how many more there are."""
    zh, en = f"第 {number} 行（{name.zh}）", f"line {number} ({name.en})"
    return Text(zh=f"{zh}等 {count} 行", en=f"{en} and {count - 1} more") if count > 1 else Text(zh=zh, en=en)


def about_section(section: Text) -> Text:
    """The lines under one heading."""
    return Text(zh=f"“{section.zh}”一节", en=f"section {section.en}")


@dataclass(frozen=True, slots=True)
class Signature:
    """One approver of a step of the route, and everything that is to be approved."""

    approver: str
    approver_name: Text
    approvals: tuple[Approval, ...]


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One step of the approval route: the `signatures` of one level, given side by side; `number` counts from 1, the lowest level first."""

    number: int
    level: int
    signatures: tuple[Signature, ...]


def route_of(approvals: Iterable[Approval]) -> tuple[RouteStep, ...]:
    """The approvals in the order in which they are to be asked for."""
    levels: dict[int, dict[str, list[Approval]]] = {}
    for each in approvals:
        levels.setdefault(each.level, {}).setdefault(each.approver, []).append(each)
    return tuple(
        RouteStep(number, level, tuple(_signature(asked) for asked in levels[level].values()))
        for number, level in enumerate(sorted(levels), 1)
    )


def _signature(approvals: Sequence[Approval]) -> Signature:
    return Signature(approvals[0].approver, approvals[0].approver_name, tuple(approvals))
