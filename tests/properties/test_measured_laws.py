"""Laws of goods that are measured: what they cost, worked out in plain fractions."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book
from tests.properties.shops import Line, priced

RULES = """
products:
  POWDER: {kind: sku, name: Powder, category: things, tax_class: goods, unit: kg, order: {step: 0.001}, units: {bag: {name: Bag, contains: 2.5}}}
  CABLE: {kind: sku, name: Cable, category: things, tax_class: goods, unit: m, order: {step: 0.5}}
price_lists:
  L:
    name: List
    currency: CNY
    channel: direct
    entries:
      POWDER: 12.345
      CABLE: {method: graduated, tiers: [{from: 0, price: 8.10}, {from: 1.5, price: 6.4}, {from: 10, price: 5.55}]}
promotions:
  per: {name: Per, coupons: [PER], target: {products: [POWDER]}, benefit: {kind: amount, off: {CNY: 0.37}, per: unit}}
  deal: {name: Deal, coupons: [DEAL], target: {products: [CABLE]}, benefit: {kind: buy_get, buy: 2, get: 1}}
  some: {name: Some, coupons: [SOME], target: {products: [POWDER]}, benefit: {kind: percent, value: 50%, units: {at_most: 3}}}
"""
CENT = Decimal("0.01")
kilograms = st.integers(1, 30_000).map(lambda grams: Decimal(grams) / 1000)
metres = st.integers(1, 80).map(lambda halves: Decimal(halves) / 2)


@cache
def store() -> Rulebook:
    with TemporaryDirectory() as folder:
        return book(Path(folder), RULES)


def cents(amount: Fraction) -> Decimal:
    """Rounded half up, exactly."""
    return (Decimal(int(amount * 1000)) / 1000).quantize(CENT, ROUND_HALF_UP)


def cable(quantity: Decimal) -> Fraction:
    first, second, third = Fraction("8.1"), Fraction("6.4"), Fraction("5.55")
    amount = Fraction(quantity)
    return (
        first * min(amount, Fraction(3, 2))
        + second * max(min(amount, Fraction(10)) - Fraction(3, 2), Fraction(0))
        + third * max(amount - 10, Fraction(0))
    )


@settings(max_examples=80)
@given(kilograms, metres)
def test_prices_are_exact_multiples_rounded_once(kilogram: Decimal, metre: Decimal) -> None:
    powder, cables = priced(
        [{"product": "POWDER", "quantity": kilogram}, {"product": "CABLE", "quantity": metre}], store()
    ).lines
    assert (powder.quantity, cables.quantity) == (kilogram, metre)
    assert powder.net == cents(Fraction(kilogram) * Fraction("12.345"))
    assert cables.net == cents(cable(metre))


@settings(max_examples=40)
@given(st.integers(1, 4000))
def test_a_line_in_another_unit_costs_what_the_same_quantity_costs(portions: int) -> None:
    bags = Decimal(portions) / 2500
    by_bag = priced([{"product": "POWDER", "quantity": bags, "unit": "bag"}], store()).lines[0]
    assert by_bag.net == priced([{"product": "POWDER", "quantity": bags * Decimal("2.5")}], store()).lines[0].net


@settings(max_examples=80)
@given(kilograms)
def test_an_amount_off_each_kilogram_is_off_its_parts_too(kilogram: Decimal) -> None:
    (line,) = priced([{"product": "POWDER", "quantity": kilogram}], store(), coupons=["PER"]).lines
    assert line.net == line.list_amount - cents(Fraction(kilogram) * Fraction("0.37"))


@settings(max_examples=80)
@given(kilograms, metres)
def test_what_counts_units_counts_whole_ones(kilogram: Decimal, metre: Decimal) -> None:
    asked: list[Line] = [{"product": "POWDER", "quantity": kilogram}, {"product": "CABLE", "quantity": metre}]
    powder, cables = priced(asked, store(), coupons=["SOME", "DEAL"]).lines
    units, free = min(int(kilogram), 3), int(metre) // 3
    assert powder.net == powder.list_amount - cents(Fraction(powder.list_amount) * units / Fraction(kilogram) / 2)
    before = cents(cable(metre))
    assert cables.net == before - cents(Fraction(before) * free / Fraction(metre))
