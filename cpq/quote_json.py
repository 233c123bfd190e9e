"""A priced quote as JSON: keys in a fixed order, every amount a string, every text in both languages, every place `file:line:column`.

For those who may see no costs and margins the fields that are the seller's alone are left out, at every depth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, cast

from pydantic import BaseModel

from cpq.answer.schedule import Schedule
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]

ABOUT_COSTS = frozenset({"unknown-cost"})
"""The codes of remarks that are nobody's business outside."""


def as_json(quote: PricedQuote, *, internal: bool = True) -> dict[str, Json]:
    """The whole quote, as `json.dumps` takes it; without `internal` no cost, margin or reason of an approval is in it."""
    if not internal:
        quote = replace(quote, remarks=tuple(each for each in quote.remarks if each.code not in ABOUT_COSTS))
    return cast("dict[str, Json]", plain(quote, internal=internal))


def line_as_json(line: PricedLine, *, internal: bool = True) -> dict[str, Json]:
    """One line with its trace."""
    return cast("dict[str, Json]", plain(line, internal=internal))


def schedule_as_json(schedule: Schedule) -> dict[str, Json]:
    """The billing schedule: every invoice with its charges."""
    return cast("dict[str, Json]", plain(schedule))


def plain(value: object, *, internal: bool = True) -> Json:
    """A value of the quote in terms of JSON; amounts and rates become strings, so that no reader makes a float of them."""
    return (_INSIDE if internal else _OUTSIDE).write(value)


def _shown_fields(kind: type, *, internal: bool) -> Iterator[tuple[str, bool]]:
    """The fields of a dataclass that the JSON has, each with whether it is empty where the thing is confidential."""
    for each in fields(kind):
        if each.metadata.get("json", True) and (internal or not each.metadata.get("internal")):
            yield each.name, not internal and bool(each.metadata.get("confidential"))


class _Writer:
    """Writes values; how each type is written is found once."""

    def __init__(self, *, internal: bool) -> None:
        self._internal = internal
        self._ways: dict[type, Callable[[Any], Json]] = {}

    def write(self, value: object) -> Json:
        kind = type(value)
        way = self._ways.get(kind)
        if way is None:
            way = self._ways[kind] = self._way(kind)
        return way(value)

    def _way(self, kind: type) -> Callable[[Any], Json]:
        for known, way in _SINGLE.items():
            if issubclass(kind, known):
                return way
        if issubclass(kind, BaseModel):
            return self._fields(list(kind.model_fields), [])
        if is_dataclass(cast("object", kind)):
            shown = list(_shown_fields(cast("Any", kind), internal=self._internal))
            return self._fields([name for name, _ in shown], [name for name, empty in shown if empty])
        if issubclass(kind, Mapping):
            return self._mapping
        if issubclass(kind, tuple | list):
            return self._items
        raise TypeError(kind.__name__)

    def _fields(self, names: Sequence[str], confidential: Sequence[str]) -> Callable[[Any], Json]:
        write, empty = self.write, dict.fromkeys(confidential)

        def every(value: Any) -> Json:
            return {name: write(getattr(value, name)) for name in names}

        def guarded(value: Any) -> Json:
            written = {name: write(getattr(value, name)) for name in names}
            return {**written, **empty} if value.confidential else written

        return guarded if empty else every

    def _mapping(self, value: Mapping[object, object]) -> Json:
        return {str(key): self.write(each) for key, each in value.items()}

    def _items(self, value: Sequence[object]) -> Json:
        return [self.write(each) for each in value]


def _itself(value: Any) -> Json:
    return value


_SINGLE: Mapping[type, Callable[[Any], Json]] = {
    type(None): _itself,
    Enum: lambda value: value.value,
    bool: _itself,
    int: _itself,
    str: _itself,
    Decimal: lambda value: f"{value:f}",
    datetime: lambda value: value.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    date: str,
    Place: str,
    Text: lambda value: {"zh": value.zh, "en": value.en},
}
"""What is a single value; an enumeration of words before the words, a moment before the days."""

_INSIDE, _OUTSIDE = _Writer(internal=True), _Writer(internal=False)
