"""Rows as the frozen dataclasses that go out."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar, cast

from sqlalchemy import RowMapping

T = TypeVar("T")


def read_as(kind: type[T], row: RowMapping) -> T:
    """A row as a dataclass whose fields are named like columns; lists become tuples."""
    values = {each.name: row[each.name] for each in fields(cast("Any", kind))}
    return kind(**{name: _frozen(value) for name, value in values.items()})


def _frozen(value: Any) -> Any:
    return tuple(cast("list[Any]", value)) if isinstance(value, list) else value
