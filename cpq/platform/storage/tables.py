"""How a table is declared: strict on SQLite, its constraints named by one rule, its ids sorted by the time they were made."""

from __future__ import annotations

import time
from secrets import token_bytes
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.schema import SchemaItem

from cpq.platform.storage.columns import Kind

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every table of the service; each feature declares its own in its `tables.py`."""


def table(name: str, *items: SchemaItem) -> Table:
    """A table of the service."""
    return Table(name, METADATA, *items, sqlite_strict=True)


def column(name: str, kind: Kind, *items: SchemaItem, null: bool = False, **options: Any) -> Column[Any]:
    """A column; it is never null unless that is said."""
    return Column(name, kind, *items, nullable=null, **options)


_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: nothing that is misread


def new_id(prefix: str) -> str:
    """`quo_` and 26 letters: 48 bits of milliseconds, then 80 random ones, so that later ids sort after earlier ones."""
    number = int.from_bytes(time.time_ns().__floordiv__(1_000_000).to_bytes(6, "big") + token_bytes(10), "big")
    return f"{prefix}_{''.join(_DIGITS[number >> shift & 31] for shift in range(125, -1, -5))}"
