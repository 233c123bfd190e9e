"""The kinds of columns. Each is the same in SQLite's strict tables and in PostgreSQL; money is never a float in either."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from cpq.platform.written_json import WrittenJson

LARGEST = 2**63 - 1
"""The largest amount in minor units, and the largest number of any column."""

Word = Text
"""Any text, ids too."""
Bytes = LargeBinary
Whole = BigInteger().with_variant(Integer, "sqlite")
"""A whole number of 64 bits: counts, versions, sequence numbers."""
Minor = Whole
"""An amount in minor units of a currency that stands in a column beside it."""


class Flag(TypeDecorator[bool]):
    """Yes or no, as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Instant(TypeDecorator[datetime]):
    """A moment, in UTC to the microsecond, as text of one length, so that order of text is order of time on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else written_instant(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A calendar day, as 2026-04-10."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Rate(TypeDecorator[Decimal]):
    """An exact number that no query compares or adds up, as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Document(TypeDecorator[Any]):
    """A JSON document, kept as the text that was written: keys keep their order, and numbers are never floats."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value, parse_float=Decimal)


class Written(TypeDecorator[WrittenJson]):
    """The same where hardly anybody looks into it: it goes in and comes out as its text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: WrittenJson | None, dialect: Dialect) -> str | None:
        return None if value is None else value.text

    def process_result_value(self, value: str | None, dialect: Dialect) -> WrittenJson | None:
        return None if value is None else WrittenJson(value)


def written_instant(value: datetime) -> str:
    """A moment with its zone as `2026-04-10T08:00:00.000000+00:00`. Raises `ValueError` where it has no zone."""
    if value.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


Kind = type[TypeEngine[Any]] | TypeEngine[Any]
