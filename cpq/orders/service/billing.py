"""Issuing the invoices of an order as their days come, and credit notes to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import RowMapping, select

from cpq.bom.line import Where
from cpq.orders.amounts import fit
from cpq.orders.credits import Credit, credit_note
from cpq.orders.given import CreditGiven
from cpq.orders.invoices import Invoice, due_to_issue, issued_as
from cpq.orders.ledger import ZERO, Funds, credited
from cpq.orders.refusal import NOWHERE, refusal
from cpq.orders.store.books import allocate, allocated_to, entries, receivable
from cpq.orders.store.numbers import next_number
from cpq.orders.store.rows import add_invoice, invoice_of, plan_of_order, seen
from cpq.orders.tables import ALLOCATIONS, INVOICES, ORDERS
from cpq.platform.act import Act
from cpq.platform.storage.tables import new_id
from cpq.quote_json import plain
from cpq.rulebook.place import Place

AHEAD = timedelta(days=366)
"""So far before its date an invoice may be issued."""


def issue(act: Act, id: str, until: date, place: Place = NOWHERE) -> tuple[str, ...]:
    """Issues what is planned up to a day and was not issued yet; asked for again it is nothing more. Returns the ids of what was issued.

    Raises `Refused` for a day too far ahead, and for an order that was cancelled.
    """
    order = seen(act.connection, act.caller, ORDERS, id, lock=True)
    if until > act.now.date() + AHEAD:
        raise refusal(
            "too-early",
            f"最早提前 {AHEAD.days} 天开票，不能开到 {until}",
            f"invoices are issued at most {AHEAD.days} days ahead, not up to {until}",
            place,
        )
    if order["state"] == "cancelled":
        raise refusal("order-state", "订单已取消，不再开票", "the order is cancelled; nothing more is invoiced", place)
    issued = select(INVOICES.c.sequence).where(INVOICES.c.order == order["id"], INVOICES.c.sequence.is_not(None))
    before = frozenset(act.connection.scalars(issued))
    plan = plan_of_order(act.connection, order["id"], order["currency"])
    due = due_to_issue(plan, before, until)
    ids = sorted(new_id("inv") for _ in due)  # of one moment, in the order of the plan
    for key, each in zip(ids, due, strict=True):
        put_invoice(act, order, key, issued_as(each, "", order["id"], order["currency"]))
    return tuple(ids)


def put_invoice(act: Act, order: RowMapping, id: str, invoice: Invoice, of: str | None = None) -> None:
    """Gives an invoice or credit note its number and keeps it."""
    series = "CN" if invoice.kind == "credit_note" else "INV"
    numbered = replace(invoice, number=next_number(act.connection, series, act.now.year))
    add_invoice(act, id, numbered, order, of)
    content = {
        "id": id,
        "number": numbered.number,
        "kind": numbered.kind,
        "order": order["id"],
        "customer": order["customer"],
        "date": str(numbered.date),
        "due": str(numbered.due),
        "currency": numbered.currency,
        "payable": plain(numbered.content.payable),
        "of": of,
    }
    act.audit("invoice.issued", "invoice", id, None, content)
    act.event("invoice.issued", id, content, owner=order["owner"], team=order["team"])


def credit(act: Act, id: str, given: CreditGiven, where: Where) -> str:
    """Issues a credit note to an invoice: it pays what is open of it, and frees what was paid for the rest. Returns its id."""
    row = seen(act.connection, act.caller, INVOICES, id, lock=True)
    amounts = None
    if given.lines is not None:
        amounts = {
            each.line: fit(each.net, row["currency"], where("lines", index, "net"))
            for index, each in enumerate(given.lines)
        }
        if len(amounts) < len(given.lines):
            raise refusal("line-twice", "同一行只写一次", "a line is named twice; name it once", where("lines"))
    return credit_invoice(act, row, Credit(given.reason, amounts))


def credit_invoice(act: Act, row: RowMapping, asked: Credit) -> str:
    """The same for an invoice that is held."""
    order = act.connection.execute(select(ORDERS).where(ORDERS.c.id == row["order"])).mappings().one()
    notes = act.connection.execute(select(INVOICES).where(INVOICES.c.of == row["id"]).order_by(INVOICES.c.id))
    earlier = [invoice_of(each) for each in notes.mappings()]
    note = credit_note(invoice_of(row), earlier, asked, "", act.now.date())
    id = new_id("inv")
    put_invoice(act, order, id, note, row["id"])
    if row["kind"] == "invoice" and note.content.payable < ZERO:
        _settle(act, row, id, note)
    return id


def _settle(act: Act, row: RowMapping, id: str, note: Invoice) -> None:
    """Allocates a credit note to the invoice that it is to."""
    currency = row["currency"]
    owed = receivable(row, allocated_to(act.connection, [row["id"]]).get(row["id"], 0))
    own = select(INVOICES.c.id).where(INVOICES.c.of == row["id"])
    payments = (ALLOCATIONS.c.invoice == row["id"]) & ALLOCATIONS.c.funds.not_in(own)
    funds = Funds(id, currency, -note.content.payable, ZERO, ZERO)
    made = credited(owed, funds, entries(act.connection, payments, currency))
    ids = {row["number"]: row["id"], row["id"]: row["id"], **{each.funds: each.funds for each in made}}
    allocate(act, made, ids, currency)
