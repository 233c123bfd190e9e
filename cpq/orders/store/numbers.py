"""Numbers of orders, invoices and payments: by year, one after the other, none missing."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from cpq.orders.tables import SERIES

WIDTH = 6


def next_number(connection: Connection, series: str, year: int) -> str:
    """`INV-2026-000012`. The series is held until the commit: who comes next waits, and a number that is not committed is free again."""
    name = f"{series}-{year}"
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(SERIES).values(name=name, last=1)
    counted = statement.on_conflict_do_update(index_elements=[SERIES.c.name], set_={"last": SERIES.c.last + 1})
    last = connection.execute(counted.returning(SERIES.c.last)).scalar_one()
    return f"{name}-{last:0{WIDTH}d}"
