"""What orders tell of a customer to the next quote: how many there are, what they had, and the subscriptions that run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, delete, func, insert, select

from cpq.orders.following import as_given
from cpq.orders.store.rows import newest, subscription_of
from cpq.orders.tables import BOUGHT, ORDERS, SUBSCRIPTIONS
from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible
from cpq.quotes.counting import UNIT_DIGITS, minor
from cpq.quotes.given import Given
from cpq.quotes.history import History, subscriptions_named

MOST_SUBSCRIPTIONS = 10_000
"""As many as a request may have."""


def history_of(connection: Connection, owner: Caller | None, given: Given) -> History | None:
    """What a quote's customer had before; None where the request names no customer of the rulebook.

    Numbers of orders and quantities are those of all orders. A subscription has a price, and is told only of those that the `owner` of the
    quote sees.
    """
    customer = given.get("customer")
    if not isinstance(customer, str):
        return None
    orders = connection.scalar(
        select(func.count()).select_from(ORDERS).where(ORDERS.c.customer == customer, ORDERS.c.state != "cancelled")
    )
    total = select(BOUGHT.c.code, func.sum(BOUGHT.c.quantity)).where(BOUGHT.c.customer == customer)
    rows = connection.execute(total.group_by(BOUGHT.c.code).order_by(BOUGHT.c.code))
    quantities = {str(code): Decimal(int(units)).scaleb(-UNIT_DIGITS).normalize() for code, units in rows}
    return History(customer, int(orders or 0), quantities, _running(connection, owner, customer, given))


def _running(connection: Connection, owner: Caller | None, customer: str, given: Given) -> Mapping[str, Given]:
    """The subscriptions that the request may go on with, where it does: those that run on its day, and those that it names."""
    named = set(subscriptions_named(given))
    goes_on = bool(named) or given.get("co_terminate") is True
    if owner is None or "existing" in given or not goes_on:
        return {}
    own = SUBSCRIPTIONS.c.customer == customer, SUBSCRIPTIONS.c.currency == str(given.get("currency"))
    query = newest(SUBSCRIPTIONS.c.customer == customer).where(*own, visible(owner, SUBSCRIPTIONS))
    found = (subscription_of(row) for row in connection.execute(query.limit(MOST_SUBSCRIPTIONS)).mappings())
    day = _day(given)
    return {
        each.number: as_given(each.existing)
        for each in found
        if not each.ended and (each.number in named or each.end >= day)
    }


def _day(given: Given) -> date:
    """The quote's; one that is none is told by the reader."""
    try:
        return date.fromisoformat(str(given.get("date")))
    except ValueError:
        return date.min


def remember(connection: Connection, order: str, customer: str | None, quantities: Mapping[str, Decimal]) -> None:
    """Keeps what an order adds, in millionths of a unit; of a customer whom the rulebook does not know nothing is kept."""
    rows: Iterable[dict[str, object]] = [
        {"order": order, "code": code, "customer": customer, "quantity": minor(quantity, "")}
        for code, quantity in sorted(quantities.items())
    ]
    if customer is not None and rows:
        connection.execute(insert(BOUGHT), rows)


def forget(connection: Connection, order: str) -> None:
    """What a cancelled order had was not bought."""
    connection.execute(delete(BOUGHT).where(BOUGHT.c.order == order))
