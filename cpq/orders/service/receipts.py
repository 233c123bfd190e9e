"""Payments as they come in: recorded, allocated to invoices, taken back, refunded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import insert

from cpq.bom.line import Where
from cpq.orders.amounts import fit, minor
from cpq.orders.given import AllocationGiven, Paid, PaymentGiven, RefundGiven, ReleaseGiven
from cpq.orders.ledger import ZERO, Allocation, Named, as_named, oldest_first, refunded, taken_back
from cpq.orders.refusal import refusal
from cpq.orders.store.books import Held, allocate, entries, hold_funds, payable_by, receivables
from cpq.orders.store.numbers import next_number
from cpq.orders.store.rows import seen
from cpq.orders.tables import ALLOCATIONS, INVOICES, ORDERS, PAYMENTS, REFUNDS
from cpq.platform.act import Act
from cpq.platform.storage.tables import new_id
from cpq.quote_json import Json, plain
from cpq.rulebook.place import Place


def record(act: Act, given: PaymentGiven, where: Where) -> str:
    """Records a payment and allocates it; returns its id. Raises `Refused` for another currency and for what cannot be paid by it."""
    order = seen(act.connection, act.caller, ORDERS, given.order)
    currency = str(order["currency"])
    if given.currency != currency:
        raise refusal(
            "other-currency",
            f"订单币种为 {currency}，不能收 {given.currency}",
            f"the order is in {currency}; a payment in {given.currency} cannot pay it",
            where("currency"),
        )
    _has_come(act, given.date, where("date"))
    id, amount = new_id("pay"), fit(given.amount, currency, where("amount"))
    number = next_number(act.connection, "PAY", act.now.year)
    values = {
        "number": number,
        "order": order["id"],
        "date": given.date,
        "currency": currency,
        "amount": minor(amount, currency),
        "reference": given.reference,
        "note": given.note,
        **{name: order[name] for name in ("customer", "owner", "team")},
    }
    act.connection.execute(insert(PAYMENTS).values(id=id, recorded_at=act.now, recorded_by=act.caller.id, **values))
    held = hold_funds(act.connection, act.caller, id)
    content: Json = {"number": number, "order": given.order, "amount": plain(amount), "currency": currency}
    _tell(act, "payment.recorded", id, content, held)
    _allocate(act, held, given.invoices, where)
    return id


def _has_come(act: Act, day: date, place: Place) -> None:
    """Money moves on a day that has come: somewhere it may be tomorrow already, by UTC."""
    if day > act.now.date() + timedelta(days=1):
        raise refusal("too-early", f"{day} 尚未到来", f"{day} is still to come", place)


def allocate_left(act: Act, given: AllocationGiven, where: Where) -> Held:
    """Allocates what is left of a payment or credit note."""
    held = hold_funds(act.connection, act.caller, given.funds, where("funds"))
    if not held.funds.left:
        raise refusal("nothing-left", f"{given.funds} 已无余额", f"nothing is left of {given.funds}", where("funds"))
    _allocate(act, held, given.invoices, where)
    return held


def _allocate(act: Act, held: Held, named: Sequence[Paid] | None, where: Where) -> None:
    numbers = None if named is None else [each.invoice for each in named]
    found = receivables(act.connection, payable_by(held.row, numbers, act.caller), lock=True)
    every = {each.number: each for _, each in found}
    if named is None:
        made = oldest_first(held.funds, every.values())
    else:
        wanted = [
            Named(
                each.invoice,
                None if each.amount is None else fit(each.amount, held.funds.currency),
                where("invoices", index, "invoice" if each.amount is None else "amount"),
            )
            for index, each in enumerate(named)
        ]
        made = as_named(held.funds, wanted, every)
    ids = {each.number: id for id, each in found} | {held.funds.number: held.id}
    allocate(act, made, ids, held.funds.currency)
    _tell_allocations(act, held, made)


def release(act: Act, given: ReleaseGiven, where: Where) -> Held:
    """Takes back what funds pay of an invoice; it is left of them again. Raises `Refused` for more than they pay of it, and for a
    credit note to that very invoice, which stays.
    """
    held = hold_funds(act.connection, act.caller, given.funds, where("funds"))
    invoice = seen(act.connection, act.caller, INVOICES, given.invoice, lock=True)
    of = (ALLOCATIONS.c.funds == held.id) & (ALLOCATIONS.c.invoice == invoice["id"])
    currency = held.funds.currency
    there = entries(act.connection, of, currency)
    paid = sum((each.amount for each in there), ZERO)
    amount = paid if given.amount is None else fit(given.amount, currency, where("amount"))
    if not ZERO < amount <= paid or held.row.get("of") == invoice["id"]:
        raise refusal(
            "not-allocated",
            f"{given.funds} 对 {given.invoice} 核销了 {paid:f}，不能撤销 {amount:f}；冲红该账单的红字账单不可撤销",
            f"{given.funds} pays {paid:f} of {given.invoice}: {amount:f} cannot be taken back; a credit note stays with its invoice",
            where("amount" if given.amount is not None else "invoice"),
        )
    made = taken_back(there, amount)
    allocate(act, made, {held.id: held.id, invoice["id"]: invoice["id"]}, currency)
    _tell_allocations(act, held, [Allocation(held.funds.number, invoice["number"], each.amount) for each in made])
    return held


def refund(act: Act, given: RefundGiven, where: Where) -> Held:
    """Records what is paid back of a payment or credit note. Raises `Refused` for more than is left."""
    held = hold_funds(act.connection, act.caller, given.funds, where("funds"))
    asked = None if given.amount is None else fit(given.amount, held.funds.currency, where("amount"))
    amount: Decimal = refunded(held.funds, asked, where("amount" if asked is not None else "funds"))
    _has_come(act, given.date, where("date"))
    values = {"date": given.date, "amount": minor(amount, held.funds.currency), "reference": given.reference}
    act.connection.execute(
        insert(REFUNDS).values(id=new_id("ref"), funds=held.id, at=act.now, by=act.caller.id, **values)
    )
    content: Json = {"funds": held.funds.number, "amount": plain(amount), "currency": held.funds.currency}
    _tell(act, "payment.refunded", held.id, content, held)
    return held


def _tell_allocations(act: Act, held: Held, made: Sequence[Allocation]) -> None:
    if made:
        pairs: list[Json] = [{"invoice": each.invoice, "amount": plain(each.amount)} for each in made]
        content: Json = {"funds": held.funds.number, "currency": held.funds.currency, "invoices": pairs}
        _tell(act, "payment.allocated", held.id, content, held)


def _tell(act: Act, kind: str, id: str, content: Json, held: Held) -> None:
    act.audit(kind, "payment", id, None, content)
    act.event(kind, id, content, owner=held.row["owner"], team=held.row["team"])
