"""The group that an account belongs to: everything above and below it, with what each bought alone and with all below."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, RowMapping, select

from cpq.accounts.kinds import ACCOUNT
from cpq.accounts.store.bought import bought
from cpq.accounts.tables import ACCOUNTS
from cpq.accounts.tree import above, below, rolled_up
from cpq.company.base_currency import BaseCurrency
from cpq.orders.amounts import amount_of
from cpq.platform.people.caller import Caller
from cpq.platform.people.rights import Right
from cpq.platform.records.store import found, seen_by

MOST = 5_000
"""So many accounts of a group are shown."""
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class TreeNode:
    """An account of a group, the upper ones first. `own` is what it bought, `total` with all below it, each account once; both are of the
    orders that the caller sees, net in the base currency, and None for who sees no orders.
    """

    id: str
    name: str
    parent: str | None
    level: int
    lifecycle: str
    own: Decimal | None
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class AccountTree:
    """A group. `hidden` accounts of it are not the caller's to see, and in no sum; `without_rate` orders are in a currency without a rate."""

    account: str
    as_of: date
    currency: str
    nodes: tuple[TreeNode, ...]
    hidden: int
    without_rate: int


def account_tree(connection: Connection, caller: Caller, base: BaseCurrency, id: str, as_of: date) -> AccountTree:
    """The group of an account that the caller sees."""
    found(connection, caller, ACCOUNT, id)
    parents = group_of(connection, id)
    top = ([id, *above(parents, id)])[-1]
    order = below(parents, top)[:MOST]
    rows = _seen(connection, caller, order)
    amounts, unpriced = _amounts(connection, caller, base, rows, as_of)
    totals = None if amounts is None else rolled_up(parents, amounts)
    none = amount_of(0, base.code)
    nodes = tuple(
        TreeNode(
            each,
            rows[each]["name"],
            rows[each]["parent"],
            sum(1 for _ in above(parents, each)),
            rows[each]["lifecycle"],
            None if amounts is None else amounts.get(each, none),
            None if totals is None else totals.get(each, none) + none,
        )
        for each in order
        if each in rows
    )
    return AccountTree(id, as_of, base.code, nodes, len(order) - len(nodes), unpriced)


def group_of(connection: Connection, id: str) -> dict[str, str | None]:
    """Account → the one above it, of all accounts of a group, whoever sees them; upper ones first, those of one level by name."""
    top, seen = id, {id}
    while (upper := connection.scalar(select(ACCOUNTS.c.parent).where(ACCOUNTS.c.id == top))) is not None:
        if upper in seen:
            break
        seen.add(upper)
        top = upper
    parents: dict[str, str | None] = {top: None}
    level: Collection[str] = [top]
    while level and len(parents) < MOST:
        children = select(ACCOUNTS.c.id, ACCOUNTS.c.parent).where(
            ACCOUNTS.c.parent.in_(level), ACCOUNTS.c.merged_into.is_(None)
        )
        rows = connection.execute(children.order_by(ACCOUNTS.c.name, ACCOUNTS.c.id)).all()
        level = [str(child) for child, _ in rows if child not in parents]
        parents |= {str(child): str(parent) for child, parent in rows if child in level}
    return parents


def _seen(connection: Connection, caller: Caller, ids: Collection[str]) -> dict[str, RowMapping]:
    query = select(ACCOUNTS).where(ACCOUNTS.c.id.in_(ids), seen_by(caller, ACCOUNTS))
    return {row["id"]: row for row in connection.execute(query).mappings()}


def _amounts(
    connection: Connection, caller: Caller, base: BaseCurrency, rows: dict[str, RowMapping], as_of: date
) -> tuple[dict[str, Decimal] | None, int]:
    if Right.ORDERS_READ not in caller.rights:
        return None, 0
    customers = {row["customer"]: id for id, row in rows.items() if row["customer"] is not None}
    of = bought(connection, caller, base, as_of, customers)
    sums = {customers[each]: sum((one.amount for one in orders), ZERO) for each, orders in of.orders.items()}
    return sums, of.without_rate
