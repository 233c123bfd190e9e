"""What a guardrail looked at when it asked for an approval, and in which direction that gets worse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, assert_never, cast

from cpq.money import Rounding, round_to
from cpq.pricing.guardrail import Guardrail
from cpq.pricing.line import Line
from cpq.pricing.measures import NET_IN_COMPANY_CURRENCY, of_floor
from cpq.rulebook.expressions.tree import Comparison, ComparisonOperator, Junction, Name, Node, Not, names_read

Worse = Literal["higher", "lower", "other"]

DIGITS = 12
"""Of a measure, after the point."""

_TURNED: Mapping[Worse, Worse] = {"higher": "lower", "lower": "higher", "other": "other"}
_RIGHT: Mapping[ComparisonOperator, Worse] = {
    "<": "higher", "<=": "higher", ">": "lower", ">=": "lower", "==": "other", "!=": "other",
}  # fmt: skip
"""What makes a comparison hold the more, of its right side."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The value that `name` had: a decimal number or a word, None where it is not known.

    `worse` says which other values call for the approval all the more: higher ones, lower ones, or any other.
    """

    name: str
    value: str | None
    worse: Worse


def measured(rule: Guardrail, values: Mapping[str, object], line: Line | None) -> tuple[Measured, ...]:
    """What the rule's condition, limits or matrix read, by name. How far a line is below its floor stands for `below_floor`."""
    known = dict(values)
    directions = _directions(rule)
    if "below_floor" in directions:
        del directions["below_floor"]
        share = of_floor(line) if line is not None else None
        if share is not None:
            directions["of_floor"], known["of_floor"] = "lower", share
    return tuple(_measured(name, known.get(name), directions[name]) for name in sorted(directions))


def worst(several: Sequence[tuple[Measured, ...]]) -> tuple[Measured, ...]:
    """The measures of several lines that touch one guardrail, as those of one: the worst by each name."""
    by_name: dict[str, list[Measured]] = {}
    for each in (one for measures in several for one in measures):
        by_name.setdefault(each.name, []).append(each)
    return tuple(_worst(name, by_name[name]) for name in sorted(by_name))


def no_worse(now: Measured, before: Measured) -> bool:
    """Whether a value is at most as bad as another one was; what is not known, or has no direction, is so only where nothing changed."""
    if now == before:
        return now.value is not None
    if now.worse != before.worse or now.worse == "other" or now.value is None or before.value is None:
        return False
    value, was = Decimal(now.value), Decimal(before.value)
    return value <= was if now.worse == "higher" else value >= was


def _measured(name: str, value: object, worse: Worse) -> Measured:
    """Only numbers have a direction."""
    number = value is None or isinstance(value, Decimal)
    return Measured(name, _said(value), worse if number else "other")


def _worst(name: str, measures: Sequence[Measured]) -> Measured:
    worse = measures[0].worse
    values = [each.value for each in measures if each.value is not None]
    if len(values) < len(measures):
        return Measured(name, None, worse)
    match worse:
        case "higher":
            return Measured(name, max(values, key=Decimal), worse)
        case "lower":
            return Measured(name, min(values, key=Decimal), worse)
        case "other":
            return Measured(name, " | ".join(sorted(set(values))), worse)
        case _:
            assert_never(worse)


def _directions(rule: Guardrail) -> dict[str, Worse]:
    found: dict[str, Worse] = {}
    read = _read(rule.condition.tree, "higher") if rule.condition is not None else ()
    for name, worse in (*read, *_authority(rule)):
        found[name] = worse if found.get(name, worse) == worse else "other"
    return found


def _authority(rule: Guardrail) -> Iterator[tuple[str, Worse]]:
    if rule.limits is not None:
        yield rule.limits.measure, "higher"
    if rule.matrix is not None:
        yield rule.matrix.measure, "higher"
        if len(rule.matrix.rows) > 1:
            yield NET_IN_COMPANY_CURRENCY, "higher"


def _read(node: Node, worse: Worse) -> Iterator[tuple[str, Worse]]:
    """Every name that a condition reads, with the direction in which it holds the more. `worse` is that of the whole node."""
    match node:
        case Name(name):
            yield name, worse
        case Not(operand):
            yield from _read(operand, _TURNED[worse])
        case Junction(_, operands):
            for each in operands:
                yield from _read(each, worse)
        case Comparison((left, right), (operator,)):
            of_right = _RIGHT[operator] if worse == "higher" else _TURNED[_RIGHT[operator]]
            yield from _compared(left, _TURNED[of_right])
            yield from _compared(right, of_right)
        case _:
            yield from _without_direction(names_read(node))


def _compared(side: Node, worse: Worse) -> Iterator[tuple[str, Worse]]:
    if isinstance(side, Name):
        yield side.name, worse
    else:
        yield from _without_direction(names_read(side))


def _without_direction(names: Iterable[str]) -> Iterator[tuple[str, Worse]]:
    for name in names:
        yield name, "other"


def _said(value: object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{round_to(value, DIGITS, Rounding.HALF_UP).normalize():f}"
        case date():
            return value.isoformat()
        case frozenset() | tuple():
            return ", ".join(sorted(str(each) for each in cast("frozenset[object]", value)))
        case _:
            return str(value)
