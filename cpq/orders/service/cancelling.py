"""Cancelling an order: what was invoiced is credited; its subscriptions, and all that is counted, are as if it had not been."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import RowMapping, func, select

from cpq.orders.credits import Credit, remaining
from cpq.orders.refusal import refusal
from cpq.orders.service.billing import credit_invoice
from cpq.orders.service.placing import change_state
from cpq.orders.store.history import forget
from cpq.orders.store.rows import add_subscriptions, hold, invoice_of, renewed, seen, subscription_of
from cpq.orders.subscriptions import Subscription
from cpq.orders.tables import INVOICES, ORDERS, SUBSCRIPTIONS
from cpq.platform.act import Act
from cpq.quotes.store.counters import give_back
from cpq.quotes.store.quotes import taken_by
from cpq.rulebook.text import Text

DAY = timedelta(days=1)
CANCELLED = Text(zh="订单取消", en="The order was cancelled")


def cancel(act: Act, id: str, expected: int, reason: Text | None) -> str:
    """Cancels an open order; returns its id. What its quote took of coupons, budgets, contracts and rebates is given back.

    Raises `Refused` where another order goes on with its subscriptions: that one first.
    """
    order = seen(act.connection, act.caller, ORDERS, id, lock=True)
    change_state(act, id, "cancel", expected, reason)
    _undo_subscriptions(act, order)
    forget(act.connection, order["id"])
    give_back(act.connection, taken_by(act.connection, order["quote"], order["quote_version"]))
    query = select(INVOICES).where(INVOICES.c.order == order["id"], INVOICES.c.of.is_(None)).order_by(INVOICES.c.id)
    for row in act.connection.execute(query.with_for_update()).mappings().all():
        notes = act.connection.execute(select(INVOICES).where(INVOICES.c.of == row["id"])).mappings()
        left = remaining(invoice_of(row), [invoice_of(each) for each in notes])
        if any(line.net or line.tax for line in left):
            credit_invoice(act, row, Credit(reason or CANCELLED))
    return order["id"]


def _undo_subscriptions(act: Act, order: RowMapping) -> None:
    touched = select(SUBSCRIPTIONS.c.number).where(SUBSCRIPTIONS.c.order == order["id"])
    states = hold(act.connection, act.connection.scalars(touched))
    by = renewed(act.connection, states)
    add_subscriptions(act, [_before(act, each, order, by.get(number, ())) for number, each in states.items()], order)


def _before(act: Act, now: Subscription, order: RowMapping, by: tuple[str, ...]) -> Subscription:
    """The state after the cancellation: that before the order, or an end before the beginning."""
    if now.order != order["id"] or by:
        raise refusal(
            "order-goes-on",
            f"订阅 {now.number} 已由后来的订单变更或续订；请先取消那份订单",
            f"subscription {now.number} was changed or renewed by a later order; cancel that one first",
        )
    of = SUBSCRIPTIONS.c.number == now.number
    first = select(func.min(SUBSCRIPTIONS.c.sequence)).where(of, SUBSCRIPTIONS.c.order == order["id"])
    query = select(SUBSCRIPTIONS).where(of, SUBSCRIPTIONS.c.sequence < first.scalar_subquery())
    earlier = act.connection.execute(query.order_by(SUBSCRIPTIONS.c.sequence.desc()).limit(1)).mappings().first()
    sequence = now.sequence + 1
    if earlier is None:
        end = now.start - DAY
        return replace(now, sequence=sequence, quantity=Decimal(0), end=end, charged=Decimal(0))
    return replace(subscription_of(earlier), sequence=sequence)
