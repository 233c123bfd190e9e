"""Laws of orders: their invoices are the schedule, credit notes take back what there is, payments are matched and never lost,
and what an order makes of subscriptions can be amended, ended and renewed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cpq.kinds import read_request
from cpq.orders.aging import aging
from cpq.orders.credits import Credit, credit_note, remaining
from cpq.orders.following import Amendment, Change, Renewal, amendment_request, renewal_request
from cpq.orders.invoices import Invoice, due_to_issue, issued_as, plan_of
from cpq.orders.ledger import Allocation, Funds, Receivable, credited, oldest_first, taken_back
from cpq.orders.order import Accepted, order_of
from cpq.orders.subscriptions import Subscription, subscriptions_after
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from cpq.rulebook.finding import Refused
from cpq.rulebook.text import Text
from tests.properties.test_subscription_laws import DIGITS, priced, requests, scheduled, shop

ZERO = Decimal(0)
WHY = Text.same("law")
DAY = date(2026, 1, 1)
Lines = list[Mapping[str, Any]]


@settings(max_examples=60, deadline=None)
@given(requests, st.sampled_from(sorted(DIGITS)), st.integers(0, 100))
def test_the_invoices_of_an_order_are_its_schedule_to_the_minor_unit(lines: Lines, currency: str, percent: int) -> None:
    quote = priced(lines, currency, percent)
    schedule = scheduled(quote)
    plan = plan_of(quote, schedule)
    order = order_of(quote, schedule, Accepted("Q", 1, DAY), "ORD-2026-000001", {})
    for field in ("net", "tax", "gross", "rounding", "payable"):
        assert sum(getattr(each.content, field) for each in plan) == getattr(schedule, field)
    assert (order.net, order.tax, order.gross) == (schedule.net, schedule.tax, schedule.gross)
    for line in (each for each in order.lines if not each.estimated):
        invoiced = [each for planned in plan for each in planned.content.lines if each.line == line.number]
        assert (sum(each.net for each in invoiced), sum(each.tax for each in invoiced)) == (line.net, line.tax)
    for each in plan:
        assert (sum(tax.base for tax in each.content.taxes), sum(tax.amount for tax in each.content.taxes)) == (
            each.content.gross - each.content.tax,
            each.content.tax,
        )


@settings(max_examples=60, deadline=None)
@given(requests, st.lists(st.dates(date(2026, 1, 1), date(2032, 1, 1)), max_size=5))
def test_invoices_issued_day_by_day_are_those_of_the_plan_each_once(lines: Lines, until: list[date]) -> None:
    quote = priced(lines)
    plan, issued = plan_of(quote, scheduled(quote)), list[int]()
    for day in (*until, date.max):
        now = due_to_issue(plan, frozenset(issued), day)
        issued += [each.sequence for each in now]
        assert due_to_issue(plan, frozenset(issued), day) == ()
        assert all(each.date <= day for each in now)
    assert sorted(issued) == [each.sequence for each in plan]


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    lines = draw(requests)
    quote = priced(lines, draw(st.sampled_from(sorted(DIGITS))), draw(st.integers(0, 90)))
    plan = plan_of(quote, scheduled(quote))
    assume(plan)
    planned = draw(st.sampled_from(plan))
    assume(any(line.net for line in planned.content.lines))
    unit = Decimal(1).scaleb(-DIGITS[quote.currency])
    rounding = draw(st.integers(-2, 2)) * unit
    content = replace(planned.content, rounding=rounding, payable=planned.content.gross + rounding)
    return issued_as(replace(planned, content=content), "INV-1", "ORD-1", quote.currency)


@settings(max_examples=100, deadline=None)
@given(invoices(), st.data())
def test_credit_notes_take_back_an_invoice_exactly_and_never_more(invoice: Invoice, data: st.DataObject) -> None:
    notes: list[Invoice] = []
    for _ in range(data.draw(st.integers(0, 4))):
        left = [line for line in remaining(invoice, notes) if line.net]
        if not left:
            break
        line = data.draw(st.sampled_from(left))
        unit = Decimal(1).scaleb(-DIGITS[invoice.currency])
        units = data.draw(st.integers(1, int(abs(line.net) / unit)))
        part = (units * unit).copy_sign(line.net)
        notes.append(credit_note(invoice, notes, Credit(WHY, {line.position: part}), f"CN-{len(notes)}", DAY))
        before = {each.position: each for each in invoice.content.lines}
        for each in remaining(invoice, notes):
            assert abs(each.net) <= abs(before[each.position].net)
            assert abs(each.tax) <= abs(before[each.position].tax)
            assert each.net * before[each.position].net >= 0
    if any(line.net or line.tax for line in remaining(invoice, notes)):
        notes.append(credit_note(invoice, notes, Credit(WHY), "CN-LAST", DAY))
    for field in ("net", "tax", "gross", "rounding", "payable"):
        assert sum((getattr(each.content, field) for each in notes), getattr(invoice.content, field)) == 0
    with pytest.raises(Refused, match="credited in full"):
        credit_note(invoice, notes, Credit(WHY), "CN-MORE", DAY)


class Books:
    """Invoices and funds with the entries between them, kept as a store would."""

    def __init__(self, amounts: list[int]) -> None:
        self.amounts = {f"INV-{n}": (Decimal(each), DAY + timedelta(days=7 * n)) for n, each in enumerate(amounts)}
        self.paid: dict[str, Decimal] = {}
        self.refunded: dict[str, Decimal] = {}
        self.entries: list[Allocation] = []

    def receivable(self, number: str) -> Receivable:
        amount, day = self.amounts[number]
        allocated = sum((each.amount for each in self.entries if each.invoice == number), ZERO)
        return Receivable(number, day, day + timedelta(days=30), "CNY", amount, allocated)

    def funds(self, number: str) -> Funds:
        allocated = sum((each.amount for each in self.entries if each.funds == number), ZERO)
        return Funds(number, "CNY", self.paid[number], allocated, self.refunded.get(number, ZERO))

    @property
    def receivables(self) -> list[Receivable]:
        return [self.receivable(number) for number in self.amounts]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=5), st.data())
def test_payments_credits_and_refunds_never_lose_or_make_money(amounts: list[int], data: st.DataObject) -> None:
    books = Books(amounts)
    for step in range(data.draw(st.integers(1, 10))):
        number = data.draw(st.sampled_from(sorted(books.amounts)))
        match data.draw(st.sampled_from(["pay", "credit", "take back", "refund"])):
            case "pay":
                books.paid[f"P-{step}"] = Decimal(data.draw(st.integers(1, 500)))
                books.entries += oldest_first(books.funds(f"P-{step}"), books.receivables)
            case "credit":
                books.paid[f"C-{step}"] = Decimal(data.draw(st.integers(1, 400)))
                payments = [each for each in books.entries if each.invoice == number and each.funds[0] == "P"]
                books.entries += credited(books.receivable(number), books.funds(f"C-{step}"), payments)
            case "take back":
                amount = Decimal(data.draw(st.integers(1, 300)))
                books.entries += taken_back([each for each in books.entries if each.invoice == number], amount)
            case _:
                for funds in list(books.paid):
                    books.refunded[funds] = books.refunded.get(funds, ZERO) + books.funds(funds).left // 2
        # Making them checks that nothing is below zero or above what there is.
        every = [books.funds(each) for each in books.paid]
        assert sum(each.allocated for each in every) == sum(each.allocated for each in books.receivables)
        for each in every:
            assert each.allocated + each.refunded + each.left == each.amount
        buckets = aging(books.receivables, DAY + timedelta(days=data.draw(st.integers(0, 200))))
        assert sum(each.open for each in buckets) == sum(each.open for each in books.receivables)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 300), min_size=1, max_size=6), st.integers(1, 2000))
def test_what_is_due_first_is_paid_first_and_a_payment_is_used_as_far_as_anything_is_open(
    amounts: list[int], paid: int
) -> None:
    books = Books(amounts)
    books.paid["P"] = Decimal(paid)
    books.entries += oldest_first(books.funds("P"), reversed(books.receivables))
    opened = [each.open for each in books.receivables]
    assert books.funds("P").left == max(paid - sum(amounts), 0)
    first_open = next((n for n, each in enumerate(opened) if each), len(opened))
    assert opened[first_open + 1 :] == [Decimal(each) for each in amounts[first_open + 1 :]]


def begun(quote: PricedQuote) -> tuple[Subscription, ...]:
    return subscriptions_after(quote, "ORD-2026-000001", {})


def by_number(states: tuple[Subscription, ...]) -> dict[str, Subscription]:
    return {each.number: each for each in states}


def followed(currency: str, make: Callable[..., dict[str, Any]], *asked: Any) -> PricedQuote:
    head = {"currency": currency, "channel": "direct", "customer": "ACME"}
    request = {"id": "Q-2", **make(head, *asked)}
    return price_quote(shop(), read_request(json.dumps(request), "law.json", shop()))


@settings(max_examples=80, deadline=None)
@given(requests, st.sampled_from(sorted(DIGITS)))
def test_subscriptions_taken_away_on_their_first_day_give_back_what_their_lines_come_to_and_never_more(
    lines: Lines, currency: str
) -> None:
    quote = priced(lines, currency)
    held = by_number(begun(quote))
    recurring = [line for line in quote.lines if line.billing and not line.estimated]
    assert [each.line for each in held.values()] == [line.number for line in recurring]
    for number, state in held.items():
        asked = Amendment(date=DAY, start=state.start, changes={number: Change(quantity=ZERO)})
        amendment = followed(currency, amendment_request, asked, [], {number: state})
        line = next(each for each in quote.lines if each.number == state.line)
        assert line.billing is not None
        # Each period that is given back is rounded by itself: half a minor unit of each can be off.
        grain = Decimal(1).scaleb(-DIGITS[currency])
        assert abs(amendment.totals.net + line.net) <= grain * (line.billing.calendar.paid.count + 1) / 2
        assert -amendment.totals.net <= line.net
        (after,) = subscriptions_after(amendment, "ORD-2026-000002", held)
        assert (after.number, after.sequence, after.ended) == (number, 2, True)
        assert after.charged == line.net + amendment.totals.net


@settings(max_examples=60, deadline=None)
@given(requests, st.integers(1, 30), st.integers(0, 300))
def test_an_amendment_of_what_an_order_made_is_a_state_that_can_be_amended_and_renewed(
    lines: Lines, quantity: int, days: int
) -> None:
    quote = priced(lines)
    held = by_number(begun(quote))
    assume(held)
    number, state = next(iter(held.items()))
    day = min(state.start + timedelta(days=days), state.end)
    asked = Amendment(date=DAY, start=day, changes={number: Change(quantity=Decimal(quantity))})
    amendment = followed("CNY", amendment_request, asked, [], held)
    (after,) = subscriptions_after(amendment, "ORD-2026-000002", held)
    assert (after.quantity, after.price, after.start, after.end) == (quantity, state.price, state.start, state.end)
    assert after.charged == state.charged + amendment.totals.net
    renewal = Renewal(date=DAY, subscriptions=[number])
    renewed = followed("CNY", renewal_request, renewal, {number: after}, [])
    (going_on,) = subscriptions_after(renewed, "ORD-2026-000003", {number: after})
    assert (going_on.renews, going_on.start, going_on.quantity) == (number, state.end + timedelta(days=1), quantity)
