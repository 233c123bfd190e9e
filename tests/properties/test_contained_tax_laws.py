"""What a year of a subscription is worth where its price contains tax, worked out in exact fractions."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book
from tests.properties.shops import priced

RULES = """
products:
  P: {kind: subscription, name: P, category: work, tax_class: PERIOD_TAX, billing: PERIOD, cost: 1, term: {min: 1, default: 12}}
price_lists:
  L: {name: L, currency: CNY, channel: direct, tax: included, entries: {P: PRICE}}
"""
CENT = Decimal("0.01")
PRICES = ("99", "9.99", "113", "0.37", "1234.56", "100.10")
MONTHS = {"month": 1, "quarter": 3}


@cache
def shop(price: str, period: str, tax: str) -> Rulebook:
    rules = RULES.replace("PERIOD_TAX", tax).replace("PERIOD", period).replace("PRICE", price)
    rules = rules if period == "month" else rules.replace("min: 1,", "min: 3,")
    with TemporaryDirectory() as folder:
        return book(Path(folder), rules)


def cents(amount: Fraction) -> Decimal:
    return (Decimal(amount.numerator) * 1000 // amount.denominator / 1000).quantize(CENT, ROUND_HALF_UP)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(PRICES),
    st.sampled_from(list(MONTHS)),
    st.sampled_from([("goods", "1.13"), ("services", "1.06")]),
    st.integers(1, 9),
    st.integers(95, 700),
)
def test_a_year_is_what_a_period_costs_without_the_tax_in_it(
    price: str, period: str, tax: tuple[str, str], quantity: int, days: int
) -> None:
    last = date(2026, 1, 1) + timedelta(days=days)
    line = {"product": "P", "quantity": quantity, "end": last.isoformat()}
    made = priced([line], shop(price, period, tax[0]))
    (only,) = made.lines
    assert only.billing is not None
    assert made.contract is not None
    extent = only.billing.calendar.extent
    if not extent.parts and extent.whole * MONTHS[period] % 12 == 0:
        # Of whole years it is what the line comes to.
        assert made.contract.acv * extent.whole * MONTHS[period] / 12 - only.before_tax <= CENT
        return
    year = Fraction(price) * quantity * 12 / MONTHS[period] / Fraction(tax[1])
    assert made.contract.arr == cents(year)
    assert made.contract.acv == cents(year)
