"""What is asked for differently: lines added, removed, moved and changed, and the fields of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from cpq.quote_json import Json
from cpq.quotes.seen import SeenQuote

Kind = Literal["header", "line_added", "line_removed", "line_moved", "line_changed"]


@dataclass(frozen=True, slots=True)
class RequestChange:
    """One thing that is asked for differently; `line` is the id of the line, `number` its position, from 1, where it still is or was.

    `field` is the path to what changed, such as `configuration.cpu`. Of an added line `after` is the line, of a removed one `before`.
    """

    kind: Kind
    line: str | None
    number: int | None
    field: str | None
    before: object
    after: object


OPENED = frozenset({"configuration", "variant", "counters", "cumulated", "consumed", "existing", "rebates"})
"""Fields whose parts are compared one by one."""


def request_changes(before: SeenQuote, after: SeenQuote) -> tuple[RequestChange, ...]:
    """The header first, then the lines in their order, those that are gone at the end."""
    return tuple(_changes(before, after))


def _changes(before: SeenQuote, after: SeenQuote) -> Iterator[RequestChange]:
    for field, was, now in _fields(before.request, after.request, skip="lines"):
        yield RequestChange("header", None, None, field, was, now)
    was_asked, is_asked = before.asked, after.asked
    moved = _moved(list(was_asked), list(is_asked))
    for number, (id, line) in enumerate(is_asked.items(), 1):
        if id not in was_asked:
            yield RequestChange("line_added", id, number, None, None, line)
            continue
        for field, was, now in _fields(was_asked[id], line, skip="id"):
            yield RequestChange("line_changed", id, number, field, was, now)
        if id in moved and moved[id] != number:
            yield RequestChange("line_moved", id, number, None, moved[id], number)
    for number, (id, line) in enumerate(was_asked.items(), 1):
        if id not in is_asked:
            yield RequestChange("line_removed", id, number, None, line, None)


def _moved(before: list[str], after: list[str]) -> Mapping[str, int]:
    """The lines of both whose place among those of both changed, with the number that they had."""
    both = set(before) & set(after)
    was, now = [each for each in before if each in both], [each for each in after if each in both]
    numbers = {id: number for number, id in enumerate(before, 1)}
    return {one: numbers[one] for one, other in zip(now, was, strict=True) if one != other}


def _fields(before: Mapping[str, Json], after: Mapping[str, Json], skip: str) -> Iterator[tuple[str, Json, Json]]:
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        if name == skip or was == now:
            continue
        if name in OPENED and isinstance(was, dict) and isinstance(now, dict):
            yield from ((f"{name}.{part}", one, other) for part, one, other in _fields(was, now, skip=""))
        else:
            yield name, was, now
