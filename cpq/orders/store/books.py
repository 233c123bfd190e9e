"""What is owed and paid, read from the database and written to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Select, func, insert, select
from sqlalchemy.sql.elements import ColumnElement

from cpq.orders.amounts import amount_of, minor
from cpq.orders.ledger import Allocation, Funds, Receivable
from cpq.orders.refusal import NOWHERE, refusal
from cpq.orders.tables import ALLOCATIONS, INVOICES, PAYMENTS, REFUNDS
from cpq.orders.views import FundsView
from cpq.platform.act import Act
from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible
from cpq.platform.storage.tables import new_id
from cpq.rulebook.place import Place


def _sums(connection: Connection, key: Column[Any], amount: Column[Any], keys: Iterable[str]) -> dict[str, int]:
    """Key → sum of the amounts."""
    query = select(key.label("key"), func.sum(amount).label("total")).where(key.in_(list(keys))).group_by(key)
    return {row["key"]: int(row["total"]) for row in connection.execute(query).mappings()}


def allocated_to(connection: Connection, invoices: Iterable[str]) -> dict[str, int]:
    """Invoice → minor units that are allocated to it."""
    return _sums(connection, ALLOCATIONS.c.invoice, ALLOCATIONS.c.amount, invoices)


def spent(connection: Connection, funds: Iterable[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Funds → minor units that are allocated of them, and that are refunded."""
    ids = list(funds)
    allocated = _sums(connection, ALLOCATIONS.c.funds, ALLOCATIONS.c.amount, ids)
    return allocated, _sums(connection, REFUNDS.c.funds, REFUNDS.c.amount, ids)


def is_open() -> ColumnElement[bool]:
    """The condition that an invoice is owed."""
    paid = select(func.coalesce(func.sum(ALLOCATIONS.c.amount), 0)).where(ALLOCATIONS.c.invoice == INVOICES.c.id)
    return (INVOICES.c.kind == "invoice") & (INVOICES.c.payable > paid.scalar_subquery())


def receivables(connection: Connection, query: Select[Any], *, lock: bool = False) -> list[tuple[str, Receivable]]:
    """The invoices of a query that are owed, credit notes left out, with their ids."""
    query = query.where(INVOICES.c.kind == "invoice").order_by(INVOICES.c.id)
    rows = connection.execute(query.with_for_update() if lock else query).mappings().all()
    paid = allocated_to(connection, [row["id"] for row in rows])
    return [(row["id"], receivable(row, paid.get(row["id"], 0))) for row in rows]


def receivable(row: RowMapping, allocated: int) -> Receivable:
    amounts = (amount_of(units, row["currency"]) for units in (row["payable"], allocated))
    return Receivable(row["number"], row["date"], row["due"], row["currency"], *amounts)


@dataclass(frozen=True, slots=True)
class Held:
    """Funds that are held until the commit, and the row of the payment or credit note that they are."""

    id: str
    row: RowMapping
    funds: Funds


def hold_funds(connection: Connection, caller: Caller, number: str, place: Place = NOWHERE) -> Held:
    """The payment or credit note of a number. Raises `Refused` where the caller sees none."""
    for table in (PAYMENTS, INVOICES):
        query = select(table).where((table.c.number == number) | (table.c.id == number), visible(caller, table))
        row = connection.execute(query.with_for_update()).mappings().first()
        if row is not None and (table is PAYMENTS or row["kind"] == "credit_note"):
            return _held(connection, row, row["amount"] if table is PAYMENTS else -row["payable"])
    raise refusal(
        "unknown-funds",
        f"没有款项或红字账单 {number}",
        f"there is no payment and no credit note {number}",
        place,
    )


def _held(connection: Connection, row: RowMapping, units: int) -> Held:
    id, currency = row["id"], row["currency"]
    allocated, refunds = spent(connection, [id])
    amounts = (amount_of(each, currency) for each in (units, allocated.get(id, 0), refunds.get(id, 0)))
    return Held(id, row, Funds(row["number"], currency, *amounts))


def left_of(connection: Connection, held: Held) -> FundsView:
    """What became of funds that are held."""
    now = _held(connection, held.row, minor(held.funds.amount, held.funds.currency)).funds
    return FundsView(now.number, now.currency, now.amount, now.allocated, now.refunded, now.left)


def payable_by(row: RowMapping, numbers: Sequence[str] | None, caller: Caller) -> Select[Any]:
    """The invoices that funds can pay: of the same order, or where they are named of the same customer."""
    query = select(INVOICES).where(INVOICES.c.currency == row["currency"], visible(caller, INVOICES))
    own = INVOICES.c.order == row["order"]
    if numbers is None:
        return query.where(own)
    if row["customer"] is not None:
        own = INVOICES.c.customer == row["customer"]
    return query.where(own, INVOICES.c.number.in_(numbers))


def allocate(act: Act, allocations: Iterable[Allocation], ids: Mapping[str, str], currency: str) -> None:
    """Writes entries; `ids` are those of invoices and funds by number."""
    made = list(allocations)
    keys = sorted(new_id("alc") for _ in made)  # of one moment, in the order in which they are made
    rows = [
        {
            "id": key,
            "funds": ids[each.funds],
            "invoice": ids[each.invoice],
            "amount": minor(each.amount, currency),
            "at": act.now,
            "by": act.caller.id,
        }
        for key, each in zip(keys, made, strict=True)
    ]
    if rows:
        act.connection.execute(insert(ALLOCATIONS), rows)


def entries(connection: Connection, condition: Any, currency: str) -> list[Allocation]:
    """Allocations in the order in which they were made, by ids."""
    query = select(ALLOCATIONS).where(condition).order_by(ALLOCATIONS.c.at, ALLOCATIONS.c.id)
    return [
        Allocation(row["funds"], row["invoice"], amount_of(row["amount"], currency))
        for row in connection.execute(query).mappings()
    ]
