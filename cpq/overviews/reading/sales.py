"""What an account was offered, ordered, paid and owes: quotes, orders, payments and receivables of its customer of the rulebook."""

from __future__ import annotations

from collections.abc import Mapping

from cpq.money import Money
from cpq.orders.given import AgingQuery, OrderQuery, PaymentQuery
from cpq.orders.store.accounts import aged, payments
from cpq.orders.store.reading import orders
from cpq.overviews.block import columns
from cpq.overviews.section import MOST, UNLINKED, Asked, Section, Told
from cpq.platform.people.rights import Right
from cpq.quotes.asked import QuoteQuery
from cpq.quotes.store.quotes import listed, summary_of
from cpq.rulebook.text import Text

STATES: Mapping[str, Text] = {
    "draft": Text(zh="草稿", en="draft"),
    "in_approval": Text(zh="审批中", en="in approval"),
    "approved": Text(zh="已批准", en="approved"),
    "sent": Text(zh="已发出", en="sent"),
    "accepted": Text(zh="已接受", en="accepted"),
    "rejected": Text(zh="已拒绝", en="rejected"),
    "expired": Text(zh="已过期", en="expired"),
    "withdrawn": Text(zh="已撤回", en="withdrawn"),
    "superseded": Text(zh="已被取代", en="superseded"),
    "open": Text(zh="执行中", en="open"),
    "fulfilled": Text(zh="已交付", en="fulfilled"),
    "cancelled": Text(zh="已取消", en="cancelled"),
}


def quotes(asked: Asked) -> Told:
    """The newest quotes."""
    source = Text(zh="报价，新的在前", en="quotes, newest first")
    if asked.customer is None:
        return Told(source, UNLINKED)
    query = QuoteQuery(customer=asked.customer, limit=MOST)
    found = listed(asked.connection, asked.caller, query, asked.day)
    each = [summary_of(row, asked.day) for row in found.rows]
    heads = columns(
        ("number", "编号", "Number"),
        ("state", "状态", "State"),
        ("net", "净额", "Net"),
        ("until", "有效至", "Valid until"),
    )
    rows = [
        {
            "number": one.number,
            "state": STATES.get(one.state.value, Text.same(one.state.value)),
            "net": Money(one.net, one.currency),
            "until": one.valid_until,
        }
        for one in each
    ]
    return Told(source, None, (), heads, tuple(rows), found.next is not None)


QUOTES = Section("quotes", Text(zh="报价", en="Quotes"), Right.QUOTES_READ, quotes)


def all_orders(asked: Asked) -> Told:
    """The newest orders."""
    source = Text(zh="订单，新的在前", en="orders, newest first")
    if asked.customer is None:
        return Told(source, UNLINKED)
    found, after = orders(asked.connection, asked.caller, OrderQuery(customer=asked.customer, limit=MOST))
    heads = columns(
        ("number", "编号", "Number"), ("date", "日期", "Date"), ("state", "状态", "State"), ("net", "净额", "Net")
    )
    rows = [
        {
            "number": one.number,
            "date": one.date,
            "state": STATES.get(one.state, Text.same(one.state)),
            "net": Money(one.net, one.currency),
        }
        for one in found
    ]
    return Told(source, None, (), heads, tuple(rows), after is not None)


ORDERS = Section("orders", Text(zh="订单", en="Orders"), Right.ORDERS_READ, all_orders)


def all_payments(asked: Asked) -> Told:
    """The newest payments."""
    source = Text(zh="收款记录，新的在前", en="payments, newest first")
    if asked.customer is None:
        return Told(source, UNLINKED)
    found, after = payments(asked.connection, asked.caller, PaymentQuery(customer=asked.customer, limit=MOST))
    heads = columns(
        ("number", "编号", "Number"),
        ("date", "到账日", "Date"),
        ("amount", "金额", "Amount"),
        ("left", "余额", "Left"),
    )
    rows = [
        {
            "number": one.number,
            "date": one.date,
            "amount": Money(one.amount, one.currency),
            "left": Money(one.left, one.currency),
        }
        for one in found
    ]
    return Told(source, None, (), heads, tuple(rows), after is not None)


PAYMENTS = Section("payments", Text(zh="回款", en="Payments"), Right.ORDERS_READ, all_payments)


def aging(asked: Asked) -> Told:
    """What is owed, by how late it is."""
    source = Text(zh="未付账单，按逾期天数", en="open invoices by days past due")
    if asked.customer is None:
        return Told(source, UNLINKED)
    found = aged(asked.connection, asked.caller, AgingQuery(customer=asked.customer), asked.day)
    heads = columns(("late", "逾期", "Past due"), ("open", "未付", "Open"), ("invoices", "账单数", "Invoices"))
    rows = [
        {"late": _days(one.first, one.last), "open": Money(one.open, currency), "invoices": one.invoices}
        for currency, buckets in found.currencies.items()
        for one in buckets
        if one.invoices
    ]
    return Told(source, None, (), heads, tuple(rows), False)


AGING = Section("aging", Text(zh="账龄", en="Receivables"), Right.ORDERS_READ, aging)


def _days(first: int, last: int | None) -> Text:
    if last == 0:
        return Text(zh="未到期", en="not due")
    if last is None:
        return Text(zh=f"{first} 天以上", en=f"{first} days and more")
    return Text(zh=f"{first}–{last} 天", en=f"{first}–{last} days")
