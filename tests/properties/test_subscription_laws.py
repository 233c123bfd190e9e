"""Laws of terms, their parts, and the invoices that they make."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.answer.schedule import Schedule, first_invoice_of, schedule_of
from cpq.bom.calendar import Cycle, add_months, calendar_of
from cpq.kinds import read_request
from cpq.money import arithmetic
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from cpq.rulebook.fields import Proration
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book

ZERO = Decimal(0)
DIGITS = {"CNY": 2, "JPY": 0, "KWD": 3}
days = st.dates(date(2023, 12, 1), date(2029, 3, 31))
cycles = st.builds(
    Cycle,
    st.integers(24_000, 24_400),
    st.integers(1, 31),
    st.sampled_from([1, 3, 12]),
    st.sampled_from(get_args(Proration)),
)


@given(cycles, st.lists(days, min_size=3, max_size=3).map(sorted))
def test_adjacent_spans_add_up(cycle: Cycle, three: list[date]) -> None:
    begin, middle, after = three
    assert cycle.length((begin, middle)) + cycle.length((middle, after)) == cycle.length((begin, after))
    assert cycle.length((begin, middle)) >= 0


@given(cycles, days, days)
def test_the_periods_of_a_term_follow_one_another_and_are_as_long_as_it(cycle: Cycle, one: date, other: date) -> None:
    begin, after = min(one, other), max(one, other) + timedelta(days=1)
    periods = calendar_of(cycle, (begin, after)).periods
    assert periods[0].start == begin
    assert periods[-1].end == after - timedelta(days=1)
    for earlier, later in pairwise(periods):
        assert later.start == earlier.end + timedelta(days=1)
    assert all(each.share == 1 for each in periods[1:-1])
    assert all(0 <= each.share <= 1 for each in periods)
    assert sum((each.share for each in periods), Fraction(0)) == cycle.length((begin, after))


@given(cycles, st.integers(-40, 400))
def test_a_whole_period_is_one_whatever_its_days(cycle: Cycle, number: int) -> None:
    assert cycle.length((cycle.begin(number), cycle.begin(number + 1))) == 1


@given(st.dates(date(2023, 1, 1), date(2029, 12, 31)), st.integers(1, 60))
def test_a_term_of_whole_months_from_its_start_is_that_many(start: date, months: int) -> None:
    cycle = Cycle(start.year * 12 + start.month - 1, start.day, 1, "actual")
    assert cycle.length((start, add_months(start, months))) == months


SHOP = """
products:
  M: {kind: subscription, name: M, category: work, tax_class: services, billing: month, cost: 1, term: {min: 1, default: 12}}
  Q:
    {kind: subscription, name: Q, category: work, tax_class: services, billing: quarter, cost: 1, proration: months_and_days, aligned: calendar}
  Y:
    kind: subscription
    name: Y
    category: work
    tax_class: services
    billing: year
    invoiced: arrears
    proration: 30/360
    ramp: [{year: 1, discount: 37%}]
    cost: 1
price_lists:
  A: {name: A, currency: CNY, channel: direct, entries: &prices {M: 9.99, Q: 100.05, Y: 777.77, W1: 33.33, U1: 0.5}}
  B: {name: B, currency: JPY, channel: direct, entries: {M: 999, Q: 10005, Y: 77777, W1: 3333, U1: 1}}
  C: {name: C, currency: KWD, channel: direct, entries: *prices}
promotions:
  less: {name: Less, target: {products: [M]}, benefit: {kind: percent, value: 7%}}
"""


@cache
def shop() -> Rulebook:
    with TemporaryDirectory() as folder:
        return book(Path(folder), SHOP + "currencies: {KWD: {name: Dinar}}\n")


@st.composite
def asked_lines(draw: st.DrawFn) -> Mapping[str, Any]:
    product = draw(st.sampled_from(["M", "M", "Q", "Y", "W1", "U1"]))
    line: dict[str, Any] = {"product": product, "quantity": str(draw(st.integers(1, 40)))}
    if product in "MQY":
        start = draw(st.dates(date(2026, 1, 1), date(2028, 3, 1)))
        line |= {"start": start.isoformat(), "end": (start + timedelta(days=draw(st.integers(370, 1200)))).isoformat()}
        if draw(st.booleans()):
            line["billing_day"] = draw(st.integers(1, 31))
        if draw(st.booleans()):
            line["free"] = draw(st.sampled_from([{"first": 2}, {"last": 1}, {"months": [3, 4, 7]}, {"first": 12}]))
        if product != "Y" and draw(st.booleans()):
            line["ramp"] = [{"year": 1, "quantity": "3"}, {"year": 2, "discount": "12.5%"}]
    if product != "U1" and draw(st.booleans()):
        line["discount"] = {"percent": f"{draw(st.integers(0, 100))}%", "reason": "law"}
    return line


requests = st.lists(asked_lines(), min_size=1, max_size=5)


def priced(lines: list[Mapping[str, Any]], currency: str = "CNY", percent: int = 0) -> PricedQuote:
    asked: dict[str, Any] = {
        "id": "Q",
        "date": "2026-01-01",
        "currency": currency,
        "channel": "direct",
        "customer": "ACME",
    }
    asked["lines"] = lines
    if percent:
        asked["discount"] = {"percent": f"{percent}%", "reason": "law"}
    return price_quote(shop(), read_request(json.dumps(asked), "law.json", shop()))


def scheduled(quote: PricedQuote) -> Schedule:
    with arithmetic():
        return schedule_of(quote)


@settings(max_examples=80, deadline=None)
@given(requests, st.sampled_from(sorted(DIGITS)), st.integers(0, 100))
def test_the_invoices_add_up_to_the_quote_and_to_each_line(
    lines: list[Mapping[str, Any]], currency: str, percent: int
) -> None:
    quote = priced(lines, currency, percent)
    schedule = scheduled(quote)
    totals = quote.totals
    assert (schedule.net, schedule.tax, schedule.gross) == (totals.net, totals.tax, totals.gross)
    for line in quote.lines:
        charges = [each for invoice in schedule.invoices for each in invoice.charges if each.line == line.number]
        if line.estimated:
            assert {each.net for each in charges} == {None}
            continue
        assert sum((each.net for each in charges if each.net is not None), ZERO) == line.net
        assert sum((each.tax for each in charges if each.tax is not None), ZERO) == line.tax.amount
        assert all(each.net is not None and each.net >= 0 for each in charges)
        assert all(each.net == round(each.net, DIGITS[currency]) for each in charges if each.net is not None)


@settings(max_examples=60, deadline=None)
@given(requests, st.integers(0, 30))
def test_what_is_free_is_invoiced_with_zero_and_whole_periods_alike(
    lines: list[Mapping[str, Any]], percent: int
) -> None:
    quote = priced(lines, "CNY", percent)
    schedule = scheduled(quote)
    for line in quote.lines:
        if line.billing is None or line.estimated:
            continue
        charges = {
            each.start: each for invoice in schedule.invoices for each in invoice.charges if each.line == line.number
        }
        for period in line.billing.calendar.periods:
            if period.paid == 0:
                assert charges[period.start].net == 0
        whole = {charges[each.start].net or ZERO for each in line.billing.calendar.periods if each.paid == 1}
        assert max(whole, default=ZERO) - min(whole, default=ZERO) <= Decimal("0.01")


@settings(max_examples=40, deadline=None)
@given(requests)
def test_without_discounts_on_the_whole_all_whole_periods_are_equal(lines: list[Mapping[str, Any]]) -> None:
    quote = priced(lines)
    schedule = scheduled(quote)
    for line in quote.lines:
        if line.billing and not line.estimated:
            whole = {each.start for each in line.billing.calendar.periods if each.paid == 1}
            charges = [each for invoice in schedule.invoices for each in invoice.charges if each.line == line.number]
            assert len({each.net for each in charges if each.start in whole}) <= 1


@settings(max_examples=40, deadline=None)
@given(requests)
def test_what_is_taken_off_whole_leaves_nothing_in_any_period(lines: list[Mapping[str, Any]]) -> None:
    whole = [
        line if line["product"] == "U1" else {**line, "discount": {"percent": "100%", "reason": "law"}}
        for line in lines
    ]
    quote = priced(whole)
    assert {line.net for line in quote.lines if not line.estimated} <= {ZERO}
    for invoice in scheduled(quote).invoices:
        assert not any(charge.net for charge in invoice.charges if charge.code != "U1")


@settings(max_examples=40, deadline=None)
@given(requests, st.randoms(use_true_random=False))
def test_permuting_the_lines_changes_no_invoice(lines: list[Mapping[str, Any]], random: Any) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)

    def invoices(asked: list[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        return [(each.date, each.net, each.tax, each.gross) for each in scheduled(priced(asked)).invoices]

    assert invoices(shuffled) == invoices(lines)


@settings(max_examples=40, deadline=None)
@given(requests)
def test_the_trace_adds_up_and_the_contract_value_is_the_quote(lines: list[Mapping[str, Any]]) -> None:
    quote = priced(lines, percent=3)
    for line in quote.lines:
        assert line.net == sum((step.amount for step in line.trace), ZERO)
    if quote.contract:
        assert quote.contract.tcv == quote.totals.net
        with arithmetic():
            assert first_invoice_of(quote) == scheduled(quote).invoices[0]
        first = quote.contract.first_invoice
        assert (first.date, first.gross) == (scheduled(quote).invoices[0].date, scheduled(quote).invoices[0].gross)


@st.composite
def changes(draw: st.DrawFn) -> tuple[dict[str, Any], date, int]:
    """A subscription of a customer, a day within it, and a new quantity."""
    start = draw(st.dates(date(2026, 1, 1), date(2028, 3, 1)))
    product = draw(st.sampled_from("MQY"))
    end = start + timedelta(days=draw(st.integers(0, 900)))
    existing: dict[str, Any] = {"product": product, "quantity": str(draw(st.integers(1, 50)))}
    existing |= {
        "price": draw(st.sampled_from(["9.99", "100.05", "0.01", "7"])),
        "start": start.isoformat(),
        "end": end.isoformat(),
    }
    if draw(st.booleans()):
        existing["billing_day"] = draw(st.integers(1, 31))
    if draw(st.booleans()):
        existing["free"] = {"first": 2}
    return existing, draw(st.dates(start, end)), draw(st.integers(0, 60))


def amended(existing: Mapping[str, Any], quantity: int, day: date) -> PricedQuote | None:
    """None where nothing is left to charge, as by 30/360 on the 31st."""
    line = {"product": existing["product"], "quantity": str(quantity), "amends": "S", "start": day.isoformat()}
    asked = {"id": "Q", "date": "2026-01-01", "currency": "CNY", "channel": "direct", "customer": "ACME"}
    request = json.dumps({**asked, "existing": {"S": existing}, "lines": [line]})
    try:
        return price_quote(shop(), read_request(request, "law.json", shop()))
    except Refused as refused:
        if [each.code for each in refused.findings] != ["term"]:
            raise
        return None


@settings(max_examples=80, deadline=None)
@given(changes())
def test_an_amendment_to_the_same_quantity_is_nothing(change: tuple[dict[str, Any], date, int]) -> None:
    existing, day, _ = change
    quote = amended(existing, int(existing["quantity"]), day)
    if quote is not None:
        assert (quote.totals.net, quote.totals.tax, quote.totals.gross) == (0, 0, 0)
        assert all(invoice.net == invoice.tax == 0 for invoice in scheduled(quote).invoices)


@settings(max_examples=80, deadline=None)
@given(changes())
def test_an_amendment_and_one_back_on_the_same_day_is_nothing(change: tuple[dict[str, Any], date, int]) -> None:
    existing, day, quantity = change
    there = amended(existing, max(quantity, 1), day)
    back = amended({**existing, "quantity": str(max(quantity, 1))}, int(existing["quantity"]), day)
    if there is not None and back is not None:
        assert there.totals.net + back.totals.net == 0
        assert there.totals.gross + back.totals.gross == 0


def charged(quote: PricedQuote, line: str) -> dict[date, Decimal]:
    """First day of each period → net amount."""
    charges = [each for invoice in scheduled(quote).invoices for each in invoice.charges if each.line == line]
    return {each.start: each.net for each in charges if each.start is not None and each.net is not None}


def subscribed(existing: Mapping[str, Any], quantity: int) -> dict[date, Decimal] | None:
    """The invoices of a whole subscription of so many: what is given back when it is taken away on its first day."""
    quote = amended({**existing, "quantity": str(quantity)}, 0, date.fromisoformat(existing["start"]))
    return None if quote is None else {start: -net for start, net in charged(quote, "1-C").items()}


@settings(max_examples=100, deadline=None)
@given(changes())
def test_what_was_billed_and_the_change_are_the_new_state_from_that_day_on(
    change: tuple[dict[str, Any], date, int],
) -> None:
    existing, day, quantity = change[0], change[1], max(change[2], 1)
    quote, before = amended(existing, quantity, day), subscribed(existing, int(existing["quantity"]))
    new = subscribed(existing, quantity)
    if quote is None or before is None or new is None:
        return
    given_back, charged_again = charged(quote, "1-C"), charged(quote, "1")
    assert set(given_back) == set(charged_again) == {day} | {start for start in before if start > day}
    for start in set(given_back) - {day}:
        assert before[start] + given_back[start] + charged_again[start] == new[start]
    assert -sum(given_back.values(), ZERO) <= sum(before.values(), ZERO)
