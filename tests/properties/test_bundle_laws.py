"""A bundle whose parts share lines takes the units that save most: compared with every way to make it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import combinations_with_replacement, product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.properties.test_combination_laws import PRODUCTS, prices_of, quoted, saved, units_of

Parts = Sequence[tuple[str, int]]
"""Of which products, and how many units of them."""

some = st.lists(st.sampled_from(PRODUCTS), min_size=1, max_size=4, unique=True).map(lambda each: "".join(sorted(each)))
parts_of = st.lists(st.tuples(some, st.integers(1, 2)), min_size=1, max_size=3)
gives_of = st.one_of(
    st.sampled_from(["percent: 10%", "percent: 50%"]), st.integers(0, 200).map(lambda each: f"price: {{CNY: {each}}}")
)
EVERY_TIME = 50


def written(parts: Parts, gives: str, limit: int) -> str:
    rows = ", ".join(
        f"{{target: {{products: [{', '.join(products)}]}}, quantity: {units}}}" for products, units in parts
    )
    return f"  b: {{name: B, benefit: {{kind: bundle, limit: {limit}, parts: [{rows}], {gives}}}}}\n"


def best_by_trying(
    parts: Parts, gives: str, limit: int, prices: Mapping[str, int], units: Mapping[str, int]
) -> Decimal:
    applications = {
        tuple(sum(part.count(each) for part in chosen) for each in PRODUCTS)
        for chosen in product(*(combinations_with_replacement(products, number) for products, number in parts))
    }
    value = int("".join(each for each in gives if each.isdigit()))

    def worth(taken: tuple[int, ...]) -> int:
        costs = sum(prices[each] * number for each, number in zip(PRODUCTS, taken, strict=True))
        return costs * value if gives.startswith("percent") else (costs - value) * 100

    @cache
    def best(left: tuple[int, ...], times: int) -> int:
        if not times:
            return 0
        found = [0]
        for taken in applications:
            rest = tuple(have - number for have, number in zip(left, taken, strict=True))
            if min(rest) >= 0:
                found.append(worth(taken) + best(rest, times - 1))
        return max(found)

    return Decimal(best(tuple(units[each] for each in PRODUCTS), limit)) / 100


@settings(max_examples=150, deadline=None)
@given(parts_of, gives_of, st.sampled_from([1, 2, EVERY_TIME]), prices_of, units_of)
@example(
    [("AB", 1), ("B", 1)],
    "percent: 50%",
    EVERY_TIME,
    {"A": 100, "B": 60, "C": 20, "D": 20},
    {"A": 2, "B": 3, "C": 0, "D": 0},
)
def test_no_way_to_make_bundles_saves_more(
    parts: Parts, gives: str, limit: int, prices: Mapping[str, int], units: Mapping[str, int]
) -> None:
    quote = quoted(written(parts, gives, limit), prices, units)
    assert saved(quote) == best_by_trying(parts, gives, limit, prices, units)


@settings(max_examples=60, deadline=None)
@given(parts_of, gives_of, prices_of, units_of)
def test_the_order_of_the_parts_changes_no_line(
    parts: Parts, gives: str, prices: Mapping[str, int], units: Mapping[str, int]
) -> None:
    quotes = [quoted(written(each, gives, EVERY_TIME), prices, units) for each in (parts, list(reversed(parts)))]
    nets = [[line.net for line in quote.lines] for quote in quotes]
    assert nets[0] == nets[1]


@settings(max_examples=60, deadline=None)
@given(parts_of, prices_of, units_of)
def test_what_a_bundle_is_said_to_lack_makes_one(
    parts: Parts, prices: Mapping[str, int], units: Mapping[str, int]
) -> None:
    """Some so many units more: with fewer there is none, and with the right ones there is."""
    outcome = quoted(written(parts, "percent: 10%", 1), prices, units).promotions[0]
    if outcome.missing is None:
        return
    more = [
        {each: units[each] + added.count(each) for each in PRODUCTS}
        for count in (int(outcome.missing.more) - 1, int(outcome.missing.more))
        for added in combinations_with_replacement(PRODUCTS, count)
    ]
    made = {sum(each.values()) for each in more if best_by_trying(parts, "percent: 10%", 1, prices, each)}
    assert made == {sum(units.values()) + int(outcome.missing.more)}
