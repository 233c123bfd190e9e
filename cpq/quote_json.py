"""A priced quote as JSON: keys in a fixed order, every amount a string, every text in both languages, every place `file:line:column`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import cast

from pydantic import BaseModel

from cpq.answer.schedule import Schedule
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


def as_json(quote: PricedQuote) -> dict[str, Json]:
    """The whole quote, as `json.dumps` takes it."""
    return cast("dict[str, Json]", plain(quote))


def line_as_json(line: PricedLine) -> dict[str, Json]:
    """One line with its trace."""
    return cast("dict[str, Json]", plain(line))


def schedule_as_json(schedule: Schedule) -> dict[str, Json]:
    """The billing schedule: every invoice with its charges."""
    return cast("dict[str, Json]", plain(schedule))


def plain(value: object) -> Json:
    """A value of the quote in terms of JSON; amounts and rates become strings, so that no reader makes a float of them."""
    match value:
        case None | bool() | int() | str() if not isinstance(value, Enum):
            return value
        case Decimal():
            return f"{value:f}"
        case Enum():
            return plain(value.value)
        case date() | Place():
            return str(value)
        case Text():
            return {"zh": value.zh, "en": value.en}
        case _:
            return _compound(value)


def _compound(value: object) -> Json:
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if is_dataclass(value) and not isinstance(value, type):
        return {
            each.name: plain(getattr(value, each.name)) for each in fields(value) if each.metadata.get("json", True)
        }
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in cast("Mapping[object, object]", value).items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in cast("tuple[object, ...]", value)]
    raise TypeError(type(value).__name__)
