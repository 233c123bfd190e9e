"""What activities and tasks can be about: every kind of record of the service, once."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, RowMapping, select

from cpq.activities.store.subjects import Subject, Subjects
from cpq.orders.tables import CONTRACTS, INVOICES, ORDERS, PAYMENTS
from cpq.platform.people.rights import Right
from cpq.quotes.tables import QUOTES
from cpq.rulebook.text import Text


def _of_order(connection: Connection, row: RowMapping) -> Iterable[str]:
    """Its quote, invoices, payments and contract."""
    yield row["quote"]
    for table in (INVOICES, PAYMENTS, CONTRACTS):
        yield from connection.scalars(select(table.c.id).where(table.c.order == row["id"]))


def _of_quote(connection: Connection, row: RowMapping) -> Iterable[str]:
    """Its order."""
    return connection.scalars(select(ORDERS.c.id).where(ORDERS.c.quote == row["id"]))


SUBJECTS = Subjects(
    (
        Subject("quote", "quo", QUOTES, "number", Text(zh="报价", en="quote"), Right.QUOTES_READ, related=_of_quote),
        Subject("order", "ord", ORDERS, "number", Text(zh="订单", en="order"), Right.ORDERS_READ, related=_of_order),
        Subject("invoice", "inv", INVOICES, "number", Text(zh="账单", en="invoice"), Right.ORDERS_READ),
        Subject("payment", "pay", PAYMENTS, "number", Text(zh="款项", en="payment"), Right.ORDERS_READ),
        Subject("contract", "ctr", CONTRACTS, "number", Text(zh="合同", en="contract"), Right.ORDERS_READ),
    )
)
"""In no order; ids tell by how they begin which of them they are."""
