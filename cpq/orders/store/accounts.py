"""Invoices, payments and what is open, as they are answered: one, or page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from cpq.orders.aging import aging
from cpq.orders.amounts import amount_of
from cpq.orders.given import AgingQuery, InvoiceQuery, PaymentQuery
from cpq.orders.invoices import Kind
from cpq.orders.ledger import Receivable
from cpq.orders.store.books import allocated_to, is_open, receivable, receivables, spent
from cpq.orders.store.rows import content_of, read_document, seen
from cpq.orders.tables import ALLOCATIONS, INVOICES, PAYMENTS
from cpq.orders.views import AllocationView, InvoiceSummary, InvoiceView, PaymentView, Receivables
from cpq.platform.pages import page
from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible
from cpq.rulebook.text import Text


def invoices(
    connection: Connection, caller: Caller, asked: InvoiceQuery, today: date
) -> tuple[list[InvoiceSummary], str | None]:
    """A page of invoices, the newest first."""
    query = select(INVOICES).where(visible(caller, INVOICES))
    if asked.order is not None:
        query = query.where(INVOICES.c.order == asked.order)
    if asked.customer is not None:
        query = query.where(INVOICES.c.customer == asked.customer)
    if asked.open is not None:
        query = query.where(is_open() if asked.open else ~is_open())
    found = page(connection, query, INVOICES.c.id, asked)
    return _summaries(connection, found.rows, today), found.next


def _summaries(connection: Connection, rows: Sequence[RowMapping], today: date) -> list[InvoiceSummary]:
    return [InvoiceSummary(**each) for each in _heads(connection, rows, today)]


def invoices_by_id(connection: Connection, ids: Sequence[str], today: date) -> list[InvoiceSummary]:
    """Invoices in the order of their numbers."""
    query = select(INVOICES).where(INVOICES.c.id.in_(ids)).order_by(INVOICES.c.number)
    rows = connection.execute(query).mappings().all()
    return _summaries(connection, rows, today)


def _heads(connection: Connection, rows: Sequence[RowMapping], today: date) -> list[dict[str, Any]]:
    paid = allocated_to(connection, [row["id"] for row in rows])
    used, refunds = spent(connection, [row["id"] for row in rows])
    return [
        _head(row, paid.get(row["id"], 0), used.get(row["id"], 0), refunds.get(row["id"], 0), today) for row in rows
    ]


def _head(row: RowMapping, paid: int, used: int, refunded: int, today: date) -> dict[str, Any]:
    """What a list and a single invoice say alike."""
    names = ("id", "number", "kind", "order", "of", "date", "due", "customer", "currency", "issued_at")
    kind: Kind = row["kind"]
    owed: Receivable | None = receivable(row, paid) if kind == "invoice" else None
    units = {
        **{name: row[name] for name in ("net", "tax", "gross", "payable")},
        "allocated": paid if owed else used,
        "open": row["payable"] - paid if owed else -row["payable"] - used - refunded,
    }
    late = owed.days_past_due(today) if owed else 0
    amounts = {name: amount_of(each, row["currency"]) for name, each in units.items()}
    return {name: row[name] for name in names} | amounts | {"days_past_due": late}


def invoice(connection: Connection, caller: Caller, id: str, today: date) -> InvoiceView:
    """An invoice with its lines and what it was paid by, or of a credit note what it pays."""
    row = seen(connection, caller, INVOICES, id)
    (head,) = _heads(connection, [row], today)
    content = content_of(row, row["currency"])
    _, refunds = spent(connection, [row["id"]])
    between = (ALLOCATIONS.c.invoice == row["id"]) | (ALLOCATIONS.c.funds == row["id"])
    return InvoiceView(
        **head,
        sequence=row["sequence"],
        reason=None if row["reason"] is None else read_document(Text, row["reason"]),
        lines=content.lines,
        taxes=content.taxes,
        rounding=content.rounding,
        refunded=amount_of(refunds.get(row["id"], 0), row["currency"]),
        allocations=_allocations(connection, between, row["currency"]),
    )


def _allocations(connection: Connection, condition: Any, currency: str) -> tuple[AllocationView, ...]:
    """Allocations by numbers, in the order in which they were made."""
    query = select(ALLOCATIONS).where(condition).order_by(ALLOCATIONS.c.at, ALLOCATIONS.c.id)
    rows = connection.execute(query).mappings().all()
    ids = {row[name] for row in rows for name in ("funds", "invoice")}
    numbers = dict[str, str]()
    for table in (INVOICES, PAYMENTS):
        found = connection.execute(select(table.c.id, table.c.number).where(table.c.id.in_(ids)))
        numbers |= {str(id): str(number) for id, number in found}
    return tuple(
        AllocationView(numbers[row["funds"]], numbers[row["invoice"]], amount_of(row["amount"], currency), row["at"])
        for row in rows
    )


def payments(connection: Connection, caller: Caller, asked: PaymentQuery) -> tuple[list[PaymentView], str | None]:
    """A page of payments, the newest first."""
    query = select(PAYMENTS).where(visible(caller, PAYMENTS))
    if asked.order is not None:
        query = query.where(PAYMENTS.c.order == asked.order)
    if asked.customer is not None:
        query = query.where(PAYMENTS.c.customer == asked.customer)
    found = page(connection, query, PAYMENTS.c.id, asked)
    return [_payment(connection, row) for row in found.rows], found.next


def payment(connection: Connection, caller: Caller, id: str) -> PaymentView:
    """A payment with what it pays."""
    return _payment(connection, seen(connection, caller, PAYMENTS, id))


def _payment(connection: Connection, row: RowMapping) -> PaymentView:
    id, currency = row["id"], row["currency"]
    used, refunds = spent(connection, [id])
    allocated, refunded = used.get(id, 0), refunds.get(id, 0)
    units = {
        "amount": row["amount"],
        "allocated": allocated,
        "refunded": refunded,
        "left": row["amount"] - allocated - refunded,
    }
    names = ("id", "number", "order", "date", "customer", "currency", "reference", "note", "recorded_at")
    head: dict[str, Any] = {name: row[name] for name in names}
    head |= {name: amount_of(each, currency) for name, each in units.items()}
    return PaymentView(**head, allocations=_allocations(connection, ALLOCATIONS.c.funds == id, currency))


def aged(connection: Connection, caller: Caller, asked: AgingQuery, today: date) -> Receivables:
    """What is open, in buckets of days past due, each currency by itself."""
    day = asked.day or today
    query: Select[Any] = select(INVOICES).where(visible(caller, INVOICES), is_open())
    if asked.customer is not None:
        query = query.where(INVOICES.c.customer == asked.customer)
    by_currency: dict[str, list[Receivable]] = {}
    for _, each in receivables(connection, query):
        by_currency.setdefault(each.currency, []).append(each)
    return Receivables(day, {currency: aging(each, day) for currency, each in sorted(by_currency.items())})
