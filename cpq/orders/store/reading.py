"""Orders and subscriptions as they are answered: one, or page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from cpq.bom.buyer import Buyer
from cpq.orders.amounts import amount_of
from cpq.orders.given import OrderQuery
from cpq.orders.store.books import receivables
from cpq.orders.store.rows import newest, not_found, order_lines, read_document, renewed, seen
from cpq.orders.tables import INVOICES, ORDERS, PLANNED, SUBSCRIPTIONS
from cpq.orders.views import OrderSummary, OrderView, SubscriptionView
from cpq.platform.pages import page
from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible


def orders(connection: Connection, caller: Caller, asked: OrderQuery) -> tuple[list[OrderSummary], str | None]:
    """A page of orders, the newest first."""
    query = select(ORDERS).where(visible(caller, ORDERS))
    if asked.state is not None:
        query = query.where(ORDERS.c.state == asked.state)
    if asked.customer is not None:
        query = query.where(ORDERS.c.customer == asked.customer)
    found = page(connection, query, ORDERS.c.id, asked)
    return [_summary(row) for row in found.rows], found.next


def _summary(row: RowMapping) -> OrderSummary:
    return OrderSummary(name=read_document(Buyer, row["buyer"]).name, **_head(row))


def _head(row: RowMapping) -> dict[str, Any]:
    """What a list and a single order say alike."""
    names = ("id", "number", "quote", "quote_number", "quote_version", "date", "customer", "currency", "state")
    amounts = {name: amount_of(row[name], row["currency"]) for name in ("net", "tax", "gross", "payable")}
    return {name: row[name] for name in (*names, "version", "created_at")} | amounts


def order(connection: Connection, caller: Caller, id: str) -> OrderView:
    """An order with its lines and subscriptions."""
    row = seen(connection, caller, ORDERS, id)
    currency, own = row["currency"], INVOICES.c.order == row["id"]
    invoiced = connection.scalar(select(func.sum(INVOICES.c.payable)).where(own))
    issued = select(INVOICES.c.sequence).where(own, INVOICES.c.sequence.is_not(None))
    waiting = PLANNED.c.order == row["id"], PLANNED.c.sequence.not_in(issued)
    planned, following = connection.execute(select(func.count(), func.min(PLANNED.c.date)).where(*waiting)).one()
    cancelled = row["state"] == "cancelled"
    return OrderView(
        **_head(row),
        rulebook_version=row["rulebook_version"],
        buyer=read_document(Buyer, row["buyer"]),
        tax_included=row["tax_included"],
        due=row["due"],
        invoiced=amount_of(int(invoiced or 0), currency),
        open=sum(
            (each.open for _, each in receivables(connection, select(INVOICES).where(own))), amount_of(0, currency)
        ),
        planned=0 if cancelled else planned,
        next_invoice=None if cancelled or following is None else date.fromisoformat(str(following)),
        lines=order_lines(row),
        subscriptions=subscriptions_of(connection, row["id"]),
    )


def subscriptions_of(connection: Connection, order: str) -> tuple[SubscriptionView, ...]:
    """The subscriptions that an order began or changed, as they are now."""
    rows = connection.execute(newest(SUBSCRIPTIONS.c.order == order)).mappings().all()
    return tuple(_subscription(row, by) for row, by in _with_renewals(connection, rows))


def subscription(connection: Connection, caller: Caller, number: str) -> SubscriptionView:
    """A subscription as it is now."""
    first = seen_subscription(connection, caller, number)
    return next(_subscription(row, by) for row, by in _with_renewals(connection, [first]))


def seen_subscription(connection: Connection, caller: Caller, number: str) -> RowMapping:
    """The state that holds. Raises a 404 problem where the caller sees none."""
    query = newest(SUBSCRIPTIONS.c.number == number).where(visible(caller, SUBSCRIPTIONS))
    row = connection.execute(query).mappings().first()
    if row is None:
        raise not_found("subscription", number)
    return row


def _with_renewals(connection: Connection, rows: Sequence[RowMapping]) -> Iterable[tuple[RowMapping, Sequence[str]]]:
    by: Mapping[str, Sequence[str]] = renewed(connection, [row["number"] for row in rows])
    return [(row, by.get(row["number"], ())) for row in rows]


def _subscription(row: RowMapping, by: Sequence[str]) -> SubscriptionView:
    names = ("number", "order", "product", "quantity", "price", "currency", "start", "end", "since", "renews")
    charged = amount_of(row["charged"], row["currency"])
    return SubscriptionView(**{name: row[name] for name in names}, charged=charged, renewed_by=tuple(by))
