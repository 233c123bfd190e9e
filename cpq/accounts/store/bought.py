"""What customers bought, from orders that the caller sees, in the company's currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from cpq.accounts.rfm import Purchase
from cpq.company.base_currency import BaseCurrency
from cpq.orders.amounts import amount_of
from cpq.orders.tables import ORDERS
from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible


@dataclass(frozen=True, slots=True)
class Bought:
    """Customer of the rulebook → orders by day. Orders that are of no such customer, or in a currency without a rate, are counted only."""

    currency: str
    orders: Mapping[str, Sequence[Purchase]]
    without_customer: int
    without_rate: int


def bought(
    connection: Connection,
    caller: Caller,
    base: BaseCurrency,
    as_of: date,
    customers: Collection[str] | None = None,
) -> Bought:
    """Net amounts of orders up to a day, without cancelled ones; of all customers, or of some."""
    c = ORDERS.c
    query = select(c.customer, c.date, c.currency, c.net).where(
        visible(caller, ORDERS), c.state != "cancelled", c.date <= as_of
    )
    if customers is not None:
        query = query.where(c.customer.in_(sorted(customers)))
    orders: defaultdict[str, list[Purchase]] = defaultdict(list)
    nameless = unpriced = 0
    for row in connection.execute(query.order_by(c.id)).mappings():
        amount = base.worth(amount_of(row["net"], row["currency"]), row["currency"], row["date"])
        if row["customer"] is None:
            nameless += 1
        elif amount is None:
            unpriced += 1
        else:
            orders[row["customer"]].append(Purchase(row["date"], amount))
    return Bought(base.code, orders, nameless, unpriced)
