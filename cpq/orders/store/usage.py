"""What was reported as used, in the database: records, their sums by period, and which periods are invoiced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select

from cpq.orders.metering import MeteredPeriod
from cpq.orders.tables import INVOICES, USAGE, USAGE_INVOICED
from cpq.orders.views import UsagePeriod
from cpq.quotes.counting import UNIT_DIGITS

Key = tuple[str, date]
"""A line, and the first day of a period."""


def records_of(connection: Connection, order: str, ids: Iterable[str]) -> dict[str, RowMapping]:
    """The records that are there already, by their ids."""
    query = select(USAGE).where(USAGE.c.order == order, USAGE.c.id.in_(list(ids)))
    return {row["id"]: row for row in connection.execute(query).mappings()}


def add_records(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(USAGE), list(rows))


def used_in(connection: Connection, order: str) -> dict[Key, tuple[Decimal, int]]:
    """Of each period that has records what they come to, and how many there are."""
    total = func.sum(USAGE.c.quantity), func.count()
    query = (
        select(USAGE.c.line, USAGE.c.start, *total).where(USAGE.c.order == order).group_by(USAGE.c.line, USAGE.c.start)
    )
    return {
        (str(line), start): (Decimal(int(units)).scaleb(-UNIT_DIGITS), int(count))
        for line, start, units, count in connection.execute(query)
    }


def invoiced_in(connection: Connection, order: str) -> dict[Key, str]:
    """The invoice of each period that has one, by number."""
    query = select(USAGE_INVOICED.c.line, USAGE_INVOICED.c.start, INVOICES.c.number)
    query = query.join(INVOICES, INVOICES.c.id == USAGE_INVOICED.c.invoice).where(USAGE_INVOICED.c.order == order)
    return {(str(line), start): str(number) for line, start, number in connection.execute(query)}


def note_invoiced(connection: Connection, order: str, periods: Iterable[MeteredPeriod], invoice: str) -> None:
    rows = [{"order": order, "line": each.line, "start": each.start, "invoice": invoice} for each in periods]
    connection.execute(insert(USAGE_INVOICED), rows)


def usage_of(connection: Connection, order: str, periods: Iterable[MeteredPeriod]) -> list[UsagePeriod]:
    """What is known of periods."""
    used, invoiced = used_in(connection, order), invoiced_in(connection, order)
    return [
        UsagePeriod(each.line, each.start, each.end, *used.get(key, (Decimal(0), 0)), invoiced.get(key))
        for each in periods
        for key in [(each.line, each.start)]
    ]
