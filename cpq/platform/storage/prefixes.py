"""What begins with certain letters, found by an index on every database: as it is written, capitals are not small letters."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection
from sqlalchemy.sql.elements import ColumnElement

_LAST = "\U0010ffff"
"""No letter comes after it."""


def begins_with(connection: Connection, column: Column[Any], letters: str) -> ColumnElement[bool]:
    """The condition. PostgreSQL's index has `text_pattern_ops`, since the order of its language is not that of the letters' numbers."""
    from_, before = (">=", "<") if connection.dialect.name == "sqlite" else ("~>=~", "~<~")
    return column.bool_op(from_)(letters) & column.bool_op(before)(letters + _LAST)
