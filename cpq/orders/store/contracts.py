"""Contracts in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, select

from cpq.orders.amounts import amount_of
from cpq.orders.contracts import (
    ContractAmendment,
    ContractAmounts,
    ContractQuery,
    ContractSignatory,
    ContractView,
    total,
)
from cpq.orders.store.rows import read_document, seen
from cpq.orders.tables import AMENDMENTS, CONTRACTS
from cpq.platform.pages import page
from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible


def contracts(connection: Connection, caller: Caller, asked: ContractQuery) -> tuple[list[ContractView], str | None]:
    """A page of contracts, those kept last first."""
    query = select(CONTRACTS).where(visible(caller, CONTRACTS))
    for name in ("customer", "order"):
        value = getattr(asked, name)
        query = query if value is None else query.where(CONTRACTS.c[name] == value)
    if asked.signed_from is not None:
        query = query.where(CONTRACTS.c.signed >= asked.signed_from)
    if asked.signed_to is not None:
        query = query.where(CONTRACTS.c.signed <= asked.signed_to)
    found = page(connection, query, CONTRACTS.c.id, asked)
    return _views(connection, found.rows), found.next


def contract(connection: Connection, caller: Caller, id: str) -> ContractView:
    """A contract with its amendments."""
    return _views(connection, [seen(connection, caller, CONTRACTS, id)])[0]


def amounts_of(row: RowMapping, currency: str) -> ContractAmounts:
    """The amounts of a contract or an amendment."""
    return ContractAmounts(*(amount_of(row[name], currency) for name in ("net", "tax", "gross")))


def _views(connection: Connection, rows: Sequence[RowMapping]) -> list[ContractView]:
    ids = [row["id"] for row in rows]
    query = select(AMENDMENTS).where(AMENDMENTS.c.contract.in_(ids)).order_by(AMENDMENTS.c.sequence)
    added: dict[str, list[RowMapping]] = {}
    for row in connection.execute(query).mappings():
        added.setdefault(row["contract"], []).append(row)
    return [_view(row, added.get(row["id"], [])) for row in rows]


def _view(row: RowMapping, added: Sequence[RowMapping]) -> ContractView:
    currency = row["currency"]
    amendments = tuple(_amendment(each, currency) for each in added)
    first = amounts_of(row, currency)
    names = ("id", "number", "order", "customer", "currency", "signed", "attachment", "digest")
    return ContractView(
        **{name: row[name] for name in (*names, "created_by", "created_at")},
        signatories=tuple(read_document(ContractSignatory, each) for each in row["signatories"]),
        at_signature=first,
        amendments=amendments,
        amounts=total((first, *(each.amounts for each in amendments))),
    )


def _amendment(row: RowMapping, currency: str) -> ContractAmendment:
    names = ("sequence", "order", "signed", "reason", "attachment", "digest")
    return ContractAmendment(**{name: row[name] for name in names}, amounts=amounts_of(row, currency))
