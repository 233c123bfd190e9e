"""Values of columns as the database has them, so that they can be written as JSON and are the same when they are read again."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Column
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.types import TypeDecorator

from cpq.quote_json import Json

_ANY = DefaultDialect()


def stored(column: Column[Any], value: object) -> Json:
    """A value as it is stored: a moment or a day as its text."""
    kind = column.type
    return kind.process_bind_param(value, _ANY) if isinstance(kind, TypeDecorator) else cast("Json", value)


def read_back(column: Column[Any], value: Json) -> Any:
    """What was stored, as rows have it."""
    kind = column.type
    return kind.process_result_value(value, _ANY) if isinstance(kind, TypeDecorator) else value
