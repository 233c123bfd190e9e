"""Laws of deliveries: they add up with the goods, and change nothing about them."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.answer.schedule import schedule_of
from cpq.money import arithmetic
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book
from tests.properties.shops import Line, priced, requests, shop

METHODS = """
tax_classes: {freight: {name: Freight}}
taxes: {FREIGHT: {region: CN, rates: {freight: {name: VAT on freight, rate: 9%}}}}
delivery_methods:
  flat: {name: Flat, tax_class: freight, price: {CNY: 19.99, JPY: 333.5}, cost: 11.11}
  net: {name: By net, tax_class: freight, price: {CNY: {by: net, tiers: [{from: 0, price: 33.33}, {from: 300, price: 7.77}, {above: 900, price: 0}]}, JPY: 1}}
  units: {name: By units, tax_class: goods, price: {CNY: {by: quantity, tiers: [{from: 1, price: 5}, {from: 9, price: 8.05}]}, JPY: 777}}
"""
YEN = "price_lists: {Y: {name: Yen, currency: JPY, channel: direct, entries: {W1: 101}}}" + METHODS
ZERO = Decimal(0)


@cache
def yen() -> Rulebook:
    with TemporaryDirectory() as folder:
        return book(Path(folder), YEN)


methods = st.sampled_from(["flat", "net", "units"])
by_hand = st.fixed_dictionaries(
    {"method": methods, "price": st.decimals(0, 100, places=2).map(str), "reason": st.just("law")}
)
deliveries = st.lists(methods | by_hand, max_size=5)
percents = st.integers(0, 40)


@settings(max_examples=60, deadline=None)
@given(requests, deliveries, percents)
def test_totals_taxes_waterfall_and_invoices_add_up(lines: list[Line], asked: list[object], percent: int) -> None:
    quote = priced(lines, shop(METHODS), percent, deliveries=asked)
    totals, counted = quote.totals, [line for line in quote.lines if not line.estimated]
    brought = [line for line in counted if line.role == "delivery"]
    assert [line.number for line in brought] == [f"D{number}" for number in range(1, len(asked) + 1)]
    assert totals.delivery == sum((line.net for line in brought), ZERO)
    assert totals.net == sum((line.net for line in counted), ZERO)
    assert totals.tax == sum((line.tax.amount for line in counted), ZERO) == sum(each.amount for each in totals.taxes)
    assert totals.gross == totals.net + totals.tax
    assert totals.list_amount + totals.surcharge - totals.discount == totals.net
    assert totals.one_off + sum((each.net for each in totals.recurring), ZERO) == totals.net
    assert sum((each.net for each in totals.sections), ZERO) == totals.net
    assert all(line.net == sum((step.amount for step in line.trace), ZERO) >= 0 for line in brought)
    first, *rows = (row for row in quote.waterfall if row.phase not in ("net", "tax", "gross"))
    assert first.running + sum((row.amount for row in rows), ZERO) == totals.net
    with arithmetic():
        schedule = schedule_of(quote)
    assert (schedule.net, schedule.tax, schedule.gross) == (totals.net, totals.tax, totals.gross)


@settings(max_examples=60, deadline=None)
@given(requests, deliveries, percents)
def test_they_change_nothing_about_the_goods(lines: list[Line], asked: list[object], percent: int) -> None:
    without, with_them = (priced(lines, shop(METHODS), percent, deliveries=each) for each in ([], asked))
    assert tuple(line for line in with_them.lines if line.role != "delivery") == without.lines
    assert with_them.promotions == without.promotions
    assert with_them.approvals == without.approvals
    assert with_them.totals.net - with_them.totals.delivery == without.totals.net
    assert with_them.totals.recurring == without.totals.recurring
    assert with_them.waterfall[0] == without.waterfall[0]
    if without.contract is not None and with_them.contract is not None:
        assert (with_them.contract.mrr, with_them.contract.acv) == (without.contract.mrr, without.contract.acv)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 12), st.lists(methods, min_size=1, max_size=5))
def test_in_a_currency_without_minor_units_every_amount_is_whole(quantity: int, asked: list[object]) -> None:
    quote = priced([{"product": "W1", "quantity": quantity}], yen(), currency="JPY", deliveries=asked)
    for line in quote.lines:
        assert line.net == line.net.to_integral_value()
        assert line.tax.amount == line.tax.amount.to_integral_value()
    assert quote.totals.gross == sum((line.gross for line in quote.lines), ZERO)
    assert quote.totals.delivery == sum(({"flat": 334, "net": 1, "units": 777}[str(each)] for each in asked), ZERO)


@settings(max_examples=40, deadline=None)
@given(requests, st.permutations(["flat", "net", "units"]))
def test_their_order_changes_no_total(lines: list[Line], order: list[str]) -> None:
    one, other = (priced(lines, shop(METHODS), deliveries=each) for each in (["flat", "net", "units"], order))
    assert (one.totals.net, one.totals.tax, one.totals.margin) == (
        other.totals.net,
        other.totals.tax,
        other.totals.margin,
    )
