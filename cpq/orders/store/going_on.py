"""What an order goes on with: the request that was accepted, and its subscriptions as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, or_

from cpq.orders.refusal import refusal
from cpq.orders.store.rows import newest, renewed, seen, subscription_of
from cpq.orders.subscriptions import Subscription
from cpq.orders.tables import ORDERS, SUBSCRIPTIONS
from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible


@dataclass(frozen=True, slots=True)
class Basis:
    """`head` is what a following request has of the accepted one; `renewed` are subscriptions that another goes on with."""

    order: RowMapping
    head: Mapping[str, Any]
    held: Mapping[str, Subscription]
    renewed: frozenset[str]


def basis_of(connection: Connection, caller: Caller, id: str, named: Iterable[str]) -> Basis:
    """The subscriptions that an order began or changed, and those that are named, where they are the same customer's.

    Raises `Refused` for an order that was cancelled.
    """
    order = seen(connection, caller, ORDERS, id)
    if order["state"] == "cancelled":
        raise refusal("order-state", "订单已取消", "the order is cancelled: nothing goes on with it")
    own = SUBSCRIPTIONS.c.order == order["id"]
    if order["customer"] is not None:
        own = or_(own, SUBSCRIPTIONS.c.number.in_(list(named)) & (SUBSCRIPTIONS.c.customer == order["customer"]))
    query = newest(own).where(visible(caller, SUBSCRIPTIONS), SUBSCRIPTIONS.c.currency == order["currency"])
    rows = connection.execute(query).mappings().all()
    held = {row["number"]: subscription_of(row) for row in rows}
    return Basis(order, order["request"], held, frozenset(renewed(connection, held)))
