"""Laws of lists that take their prices from others."""

from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.money import CURRENCIES, Rounding, arithmetic, round_to_step
from cpq.pricing.terms import Terms, change_of
from tests.pricing.books import book, quote

prices = st.decimals("0.01", 100_000, places=2)
percents = st.integers(-99, 200)
rates = st.decimals("0.001", 100, places=3)


@settings(max_examples=100)
@given(prices, percents, st.sampled_from(["0.01", "0.05", "0.50", "1", "10"]), st.sampled_from(["0", "-0.01", "-0.10"]))
def test_a_derived_price_is_a_price_point_or_at_least_not_nothing(
    price: Decimal, percent: int, step: str, ending: str
) -> None:
    with arithmetic():
        terms = Terms("CNY", "CNY", percent=Decimal(percent) / 100, round_to=Decimal(step), ending=Decimal(ending))
        derived = change_of(terms).price(price)
        exact = price * (100 + percent) / 100
        point = round_to_step(exact, Decimal(step), Rounding.HALF_UP) + Decimal(ending)
        assert derived > 0
        if point > 0:
            assert derived == point
        else:
            assert abs(derived - exact) <= Decimal("0.005")


@settings(max_examples=100)
@given(prices, rates, st.sampled_from(["CNY", "JPY", "KWD", "EUR"]))
def test_a_converted_price_is_rounded_to_the_minor_unit_of_its_currency(
    price: Decimal, rate: Decimal, target: str
) -> None:
    with arithmetic():
        converted = change_of(Terms("USD", target, rate)).price(price)
        exact = price * rate
        unit = Decimal(1).scaleb(-CURRENCIES[target])
        if exact >= unit:
            assert converted % unit == 0
            assert abs(converted - exact) <= unit / 2
        assert converted > 0


@settings(max_examples=15, deadline=None)
@given(prices, percents, percents)
def test_the_levels_of_an_explanation_lead_from_the_written_price_to_the_charged_one(
    price: Decimal, first: int, second: int
) -> None:
    rules = f"""
price_lists:
  A: {{name: A, currency: CNY, channel: dealer, entries: {{W1: {price}}}}}
  B: {{name: B, currency: CNY, channel: dealer, region: CN, based_on: {{list: A, percent: {first}%, round_to: 0.05}}}}
  C: {{name: C, currency: CNY, channel: direct, based_on: {{list: B, percent: {second}%}}}}
"""
    (line,) = quote(book(Path(mkdtemp()), rules), "lines: [{product: W1, quantity: 1}]").lines
    one, two = line.trace[0].derived
    assert one.before == price
    assert one.after == two.before
    assert two.after == line.trace[0].unit_price
    assert [one.percent, two.percent] == [Decimal(first) / 100, Decimal(second) / 100]
