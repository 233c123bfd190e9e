"""Values and quantities of a configuration as the terminal shows them: named, with their unit, long rows as ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from cpq.cli.amounts import number
from cpq.cli.language import read, say
from cpq.company.attribute import Attribute

FEW = 3


def entered(value: Decimal | bool | str, attribute: Attribute) -> str:
    """The value of an input: its name and, where that is another word, what is typed for it."""
    match value:
        case bool():
            return f"{say(zh='是', en='yes') if value else say(zh='否', en='no')} · {typed(value)}"
        case Decimal():
            return f"{number(value)} {attribute.unit or ''}".rstrip()
        case str():
            name = read(attribute.values[value]) if value in attribute.values else value
            return name if name == value else f"{name} · {value}"


def typed(value: Decimal | bool | str) -> str:
    """The value as a rep types it."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value).lower() if isinstance(value, bool) else value


def on_offer(values: Sequence[Decimal | bool | str], attribute: Attribute) -> str:
    """All values of an input; numbers that follow each other are a range."""
    numbers = [value for value in values if isinstance(value, Decimal)]
    if numbers:
        return ranges(numbers, attribute.unit)
    return ", ".join(entered(value, attribute) for value in values)


def ranges(values: Sequence[Decimal], unit: str | None = None) -> str:
    """Rising numbers: `4–16, step 2` where all are equally far apart, otherwise `5–8, 10–12, 14`."""
    step = values[1] - values[0] if len(values) > FEW else Decimal(1)
    in_unit = f" {unit}" if unit else ""
    if all(right - left == step for left, right in pairwise(values)):
        steps = "" if step == 1 else say(zh=f"，步长 {number(step)}", en=f", step {number(step)}")
        return f"{_run(values)}{in_unit}{steps}"
    return ", ".join(_run(run) for run in _runs(values)) + in_unit


def _run(run: Sequence[Decimal]) -> str:
    if len(run) < FEW:
        return ", ".join(number(value) for value in run)
    return f"{number(run[0])}–{number(run[-1])}"


def _runs(values: Sequence[Decimal]) -> Iterator[Sequence[Decimal]]:
    """The longest pieces in which each number is one more than the last."""
    begin = 0
    for end in range(1, len(values) + 1):
        if end == len(values) or values[end] - values[end - 1] != 1:
            yield values[begin:end]
            begin = end
