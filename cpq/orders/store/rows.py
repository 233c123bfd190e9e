"""Orders, invoices and subscriptions in the database, as the model has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, Select, Table, func, insert, select

from cpq.bom.products.subscription import FreeMonths
from cpq.orders.amounts import amount_of, minor
from cpq.orders.invoices import Content, Invoice, InvoiceLine, PlannedInvoice
from cpq.orders.order import OrderLine
from cpq.orders.subscriptions import Subscription
from cpq.orders.tables import INVOICES, PLANNED, SUBSCRIPTIONS
from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible
from cpq.platform.problems import Problem
from cpq.quote_json import plain
from cpq.rulebook.text import Text

T = TypeVar("T")
SUMS = ("net", "tax", "gross", "rounding", "payable")


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def read_document(kind: type[T], document: object) -> T:
    """What was written as a document, as the class that it was."""
    return cast("T", _reader(kind).validate_python(document))


def seen(connection: Connection, caller: Caller, table: Table, id: str, *, lock: bool = False) -> RowMapping:
    """A row that the caller sees, by its id or number. Raises a 404 problem where there is none. `lock` holds it until the commit."""
    query = select(table).where((table.c.id == id) | (table.c.number == id), visible(caller, table))
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    if row is None:
        raise not_found(table.name.removesuffix("s"), id)
    return row


def not_found(what: str, id: str) -> Problem:
    """The problem of something that is not there, or that the caller does not see."""
    names = {"order": "订单", "invoice": "账单", "payment": "款项", "subscription": "订阅", "contract": "合同"}
    text = Text(zh=f"没有{names.get(what, what)} {id}", en=f"there is no {what} {id}")
    return Problem(NOT_FOUND, text)


def order_lines(row: RowMapping) -> tuple[OrderLine, ...]:
    return tuple(read_document(OrderLine, each) for each in row["lines"])


def add_plan(connection: Connection, order: str, currency: str, plan: Sequence[PlannedInvoice]) -> None:
    """Keeps what is going to be issued."""
    rows = [
        {
            "order": order,
            "sequence": each.sequence,
            "date": each.date,
            "due": each.due,
            **_stored(each.content, currency),
        }
        for each in plan
    ]
    if rows:
        connection.execute(insert(PLANNED), rows)


def plan_of_order(connection: Connection, order: str, currency: str) -> tuple[PlannedInvoice, ...]:
    """What was planned, issued or not."""
    rows = connection.execute(select(PLANNED).where(PLANNED.c.order == order).order_by(PLANNED.c.sequence)).mappings()
    return tuple(PlannedInvoice(row["sequence"], row["date"], row["due"], content_of(row, currency)) for row in rows)


def content_of(row: RowMapping, currency: str) -> Content:
    """The lines and sums of an invoice."""
    lines = tuple(read_document(InvoiceLine, each) for each in row["lines"])
    return Content(lines, *(amount_of(row[name], currency) for name in SUMS))


def _stored(content: Content, currency: str) -> dict[str, Any]:
    sums = {name: minor(getattr(content, name), currency) for name in SUMS}
    return {"lines": plain(content.lines), **sums}


def add_invoice(act: Act, id: str, invoice: Invoice, order: RowMapping, of: str | None = None) -> None:
    """Keeps an invoice that was issued; it is never changed."""
    values = {
        "number": invoice.number,
        "kind": invoice.kind,
        "sequence": invoice.sequence,
        "date": invoice.date,
        "due": invoice.due,
        "currency": invoice.currency,
        "reason": plain(invoice.reason),
        **_stored(invoice.content, invoice.currency),
    }
    owned = {name: order[name] for name in ("customer", "owner", "team")}
    issued = {"issued_at": act.now, "issued_by": act.caller.id}
    act.connection.execute(insert(INVOICES).values(id=id, order=order["id"], of=of, **values, **owned, **issued))


def invoice_of(row: RowMapping) -> Invoice:
    """An invoice as it was issued; `order` and `of` are ids."""
    reason = None if row["reason"] is None else read_document(Text, row["reason"])
    return Invoice(
        row["number"],
        row["kind"],
        row["order"],
        row["sequence"],
        row["date"],
        row["due"],
        row["currency"],
        content_of(row, row["currency"]),
        row["of"],
        reason,
    )


def add_subscriptions(act: Act, states: Iterable[Subscription], order: RowMapping | Mapping[str, Any]) -> None:
    """Keeps states, each the newest of its number; `order` says whose they are, as the order of each may be another's."""
    common = {name: order[name] for name in ("currency", "customer", "owner", "team")}
    rows = [
        {
            "number": each.number,
            "sequence": each.sequence,
            "order": each.order,
            "line": each.line,
            "product": each.product,
            "quantity": each.quantity,
            "price": each.price,
            "start": each.start,
            "end": each.end,
            "since": each.since,
            "billing_day": each.billing_day,
            "free": plain(each.free),
            "charged": minor(each.charged, order["currency"]),
            "renews": each.renews,
            "at": act.now,
            **common,
        }
        for each in states
    ]
    if rows:
        act.connection.execute(insert(SUBSCRIPTIONS), rows)


def newest(condition: Any) -> Select[Any]:
    """The states that hold, of the subscriptions of which any state meets a condition, in the order of numbers."""
    last = (
        select(SUBSCRIPTIONS.c.number, func.max(SUBSCRIPTIONS.c.sequence).label("last"))
        .where(SUBSCRIPTIONS.c.number.in_(select(SUBSCRIPTIONS.c.number).where(condition)))
        .group_by(SUBSCRIPTIONS.c.number)
        .subquery()
    )
    holds = (SUBSCRIPTIONS.c.number == last.c.number) & (SUBSCRIPTIONS.c.sequence == last.c.last)
    return select(SUBSCRIPTIONS).join(last, holds).order_by(SUBSCRIPTIONS.c.number)


def hold(connection: Connection, numbers: Iterable[str]) -> dict[str, Subscription]:
    """The states that hold of subscriptions by number, locked until the commit: nobody else changes them meanwhile."""
    wanted = sorted(set(numbers))
    first = select(SUBSCRIPTIONS.c.number).where(SUBSCRIPTIONS.c.number.in_(wanted), SUBSCRIPTIONS.c.sequence == 1)
    connection.execute(first.order_by(SUBSCRIPTIONS.c.number).with_for_update())
    rows = connection.execute(newest(SUBSCRIPTIONS.c.number.in_(wanted))).mappings()
    return {row["number"]: subscription_of(row) for row in rows}


def renewed(connection: Connection, numbers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Subscription → those that go on with it and have not ended."""
    rows = connection.execute(newest(SUBSCRIPTIONS.c.renews.in_(sorted(set(numbers))))).mappings()
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row["quantity"]:
            found[row["renews"]] = (*found.get(row["renews"], ()), row["number"])
    return found


def subscription_of(row: RowMapping) -> Subscription:
    free = None if row["free"] is None else FreeMonths.model_validate({**row["free"], "months": row["free"]["months"]})
    return Subscription(
        row["number"],
        row["sequence"],
        row["order"],
        row["line"],
        row["product"],
        row["quantity"],
        row["price"],
        row["start"],
        row["end"],
        row["since"],
        row["billing_day"],
        free,
        amount_of(row["charged"], row["currency"]),
        row["renews"],
    )
