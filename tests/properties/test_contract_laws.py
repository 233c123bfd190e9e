"""Laws of the limits of contracts, for any lines and any use before."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.kinds import read_request
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book

RULES = """
price_lists:
  L: {name: List, currency: CNY, channel: direct, entries: {W1: 100, W2: 33.33, D1: 800}}
contracts:
  units:
    name: Units
    customer: SCHOOL
    prices: {CNY: {W1: 88, D1: 613.37}}
    discounts: [{target: {products: [W2]}, percent: 7%}]
    limits:
      pieces: {target: {products: [W1, W2]}, quantity: 60}
      money: {target: {products: [D1]}, amount: {CNY: 20000}}
"""

lines = st.lists(st.tuples(st.sampled_from(["W1", "W2", "D1"]), st.integers(1, 40)), min_size=1, max_size=6)
used = st.tuples(st.integers(0, 70), st.decimals(0, 21000, places=2))


@cache
def shop() -> Rulebook:
    return book(Path(mkdtemp()), RULES)


def priced(asked: Sequence[tuple[str, int]], pieces: Decimal | int, money: Decimal) -> PricedQuote:
    written = ", ".join(f"{{product: {code}, quantity: {quantity}}}" for code, quantity in asked)
    text = (
        "{id: Q, date: 2026-01-01, currency: CNY, channel: direct, customer: SCHOOL, "
        f"consumed: {{units: {{pieces: {pieces}, money: {money}}}}}, lines: [{written}]}}"
    )
    return price_quote(shop(), read_request(text, "request.yaml", shop()))


@settings(max_examples=60)
@given(lines, used)
def test_no_limit_is_passed_and_nothing_is_left_that_a_line_could_use(
    asked: list[tuple[str, int]], before: tuple[int, Decimal]
) -> None:
    pieces, money = priced(asked, *before).consumption
    for each in (pieces, money):
        assert each.here >= 0
        assert each.here == 0 or each.before + each.here <= each.total
        assert each.left == max(each.total - each.before - each.here, Decimal(0))
    wanted = sum(quantity for code, quantity in asked if code != "D1")
    assert pieces.here == min(wanted, max(60 - before[0], 0))


@settings(max_examples=60)
@given(lines, used)
def test_the_trace_of_a_line_in_parts_adds_up(asked: list[tuple[str, int]], before: tuple[int, Decimal]) -> None:
    for line, (_, quantity) in zip(priced(asked, *before).lines, asked, strict=True):
        assert line.quantity == quantity
        assert line.net == sum((step.amount for step in line.trace), Decimal(0))


@settings(max_examples=60)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=5), st.integers(0, 70))
def test_quotes_one_after_the_other_cost_what_one_quote_does(quantities: list[int], before: int) -> None:
    """Where the service that keeps count adds up what each quote says that it uses."""
    together = priced([("W1", quantity) for quantity in quantities], before, Decimal(0))
    total, pieces = Decimal(0), Decimal(before)
    for quantity in quantities:
        one = priced([("W1", quantity)], pieces, Decimal(0))
        total += one.totals.net
        pieces += one.consumption[0].here
    agreed = min(sum(quantities), max(60 - before, 0))
    assert together.totals.net == total == 88 * agreed + 100 * (sum(quantities) - agreed)
