"""A request as it was given: the JSON that is stored, edited and given back, with numbers exactly as they were written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

Given = dict[str, Any]
"""What a body says, before anybody has read a meaning into it: texts, exact numbers, true and false, lists and objects."""


def text_of(value: object) -> str:
    """The canonical JSON text: keys in order, no spaces, numbers with all their digits and no exponent."""
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except TypeError:  # numbers that are not whole, which that would not write
        return "".join(_written(value))


def given_of(text: str) -> Given:
    """What a canonical text says; `text_of` of it is the text again."""
    return json.loads(text, parse_float=Decimal)


def shown_of(text: str) -> object:
    """A stored request as it goes out: a number that JSON readers would not keep exactly is a text."""
    return json.loads(text, parse_float=_number)


def _number(text: str) -> float | str:
    near = float(text)
    return near if Decimal(repr(near)) == Decimal(text) else text


def lines_of(given: Given) -> list[Given]:
    """The lines of a request; none where what stands there is no list, which its reader tells."""
    lines = given.get("lines")
    items = cast("Sequence[object]", lines) if isinstance(lines, list) else ()
    return [cast("Given", each) for each in items if isinstance(each, dict)]


def with_line_ids(given: Given, made: int) -> tuple[Given, int]:
    """The request with an id for each of its lines, `L1`, `L2` …, and how many such ids were made for the quote so far.

    `made` counts those of all earlier versions, so that the id of a line that was removed is never given to another.
    """
    given_lines = given.get("lines")
    if not isinstance(given_lines, list):
        return given, made  # its reader tells what is wrong
    taken = {str(each.get("id")) for each in lines_of(given)}
    lines: list[object] = []
    for line in cast("Sequence[object]", given_lines):
        if isinstance(line, dict) and cast("Given", line).get("id") is None:
            made = next(number for number in range(made + 1, made + len(taken) + 2) if f"L{number}" not in taken)
            lines.append({**cast("Given", line), "id": f"L{made}"})
        else:
            lines.append(cast("object", line))
    return {**given, "lines": lines}, made


def _written(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield "{"
        entries = cast("Mapping[str, object]", value)
        for number, name in enumerate(sorted(entries)):
            yield f"{',' if number else ''}{json.dumps(name, ensure_ascii=False)}:"
            yield from _written(entries[name])
        yield "}"
    elif isinstance(value, list | tuple):
        yield "["
        for number, each in enumerate(cast("Sequence[object]", value)):
            yield "," if number else ""
            yield from _written(each)
        yield "]"
    else:
        yield f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
