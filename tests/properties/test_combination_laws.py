"""The best combination of promotions is the best: compared with every other one, and with what a reader of a list would do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, combinations_with_replacement, product
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.kinds import read_request
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from tests.pricing.books import book

PRODUCTS = "ABCD"
Prices = Mapping[str, int]
Units = Mapping[str, int]


@dataclass(frozen=True)
class Deal:
    """`buy` units of `bought` for `get` of `got` at `percent` less (both the same lines where they are equal), or one of each of `got` and
    `percent` off all."""

    bought: str
    got: str
    buy: int
    get: int
    percent: int
    limit: int

    def yaml(self, name: str) -> str:
        got = "" if self.got == self.bought else f", get_target: {{products: [{', '.join(self.got)}]}}"
        if not self.bought:
            parts = ", ".join(f"{{target: {{products: [{each}]}}}}" for each in self.got)
            return (
                f"{{name: {name}, group: g, benefit: {{kind: bundle, limit: {self.limit}, percent: {self.percent}%, "
                f"parts: [{parts}]}}}}"
            )
        return (
            f"{{name: {name}, group: g, target: {{products: [{', '.join(self.bought)}]}}, benefit: {{kind: buy_get, limit: "
            f"{self.limit}, buy: {self.buy}, get: {self.get}, percent: {self.percent}%{got}}}}}"
        )

    def applications(self, prices: Prices) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Every way to make it once: the units that are bought, and those that are got."""
        if not self.bought:
            yield (), tuple(self.got)
            return
        bought = combinations_with_replacement(self.bought, self.buy)
        for units, got in product(bought, combinations_with_replacement(self.got, self.get)):
            together = self.bought == self.got
            if not together or max(prices[each] for each in got) <= min(prices[each] for each in units):
                yield units, got


@st.composite
def deals(draw: st.DrawFn) -> Deal:
    limit, percent = draw(st.integers(1, 2)), draw(st.sampled_from([10, 50, 100]))
    some = st.lists(st.sampled_from(PRODUCTS), min_size=1, max_size=3, unique=True).map(
        lambda each: "".join(sorted(each))
    )
    kind = draw(st.sampled_from(["same", "other", "set"]))
    if kind == "set":
        return Deal("", draw(some.filter(lambda each: len(each) > 1)), 0, 0, percent, limit)
    bought = draw(some)
    if kind == "same":
        return Deal(bought, bought, draw(st.integers(1, 2)), draw(st.integers(1, 2)), percent, limit)
    got = draw(some.filter(lambda each: not set(each) & set(bought))) if len(bought) < len(PRODUCTS) else bought
    return Deal(bought, got, draw(st.integers(1, 2)), 1, percent, limit)


prices_of = st.fixed_dictionaries({each: st.sampled_from([20, 40, 60, 100, 140]) for each in PRODUCTS})
units_of = st.fixed_dictionaries({each: st.integers(0, 3) for each in PRODUCTS}).filter(lambda each: any(each.values()))


def best_by_trying(some: Sequence[Deal], prices: Prices, units: Units) -> Decimal:
    """The most that the deals can save, by trying everything; units of other lines are got cheapest first of what is left in the end."""
    best = 0

    def go(number: int, times: int, free: dict[str, int], saved: int, got_of: tuple[tuple[str, str], ...]) -> None:
        nonlocal best
        if number == len(some):
            fair = all(not free[each] for range_, got in got_of for each in range_ if prices[each] < prices[got])
            best = max(best, saved) if fair else best
            return
        go(number + 1, 0, free, saved, got_of)
        deal = some[number]
        if times == deal.limit:
            return
        for bought, got in deal.applications(prices):
            left = dict(free)
            for each in (*bought, *got):
                left[each] -= 1
            if min(left.values()) >= 0:
                saving = sum(prices[each] for each in got) * deal.percent
                other = bool(deal.bought) and deal.bought != deal.got
                go(number, times + 1, left, saved + saving, (*got_of, *((deal.got, each) for each in got if other)))

    go(0, 0, dict(units), 0, ())
    return Decimal(best) / 100


def quoted(promotions: str, prices: Prices, units: Units, group: str = "{name: G, pick: combination}") -> PricedQuote:
    rules = "products:\n"
    for each in PRODUCTS:
        rules += f"  {each}: {{kind: sku, name: {each}, category: widgets, tax_class: goods, cost: 1}}\n"
    entries = ", ".join(f"{each}: {prices[each]}" for each in PRODUCTS)
    rules += f"price_lists: {{L: {{name: L, currency: CNY, channel: direct, entries: {{{entries}}}}}}}\n"
    rules += f"promotion_groups: {{g: {group}}}\npromotions:\n{promotions}"
    lines = [{"product": each, "quantity": str(number)} for each, number in units.items() if number]
    asked = {
        "id": "Q",
        "date": "2026-01-01",
        "currency": "CNY",
        "channel": "direct",
        "customer": "ACME",
        "lines": lines,
    }
    with TemporaryDirectory() as folder:
        rulebook = book(Path(folder), rules)
        return price_quote(rulebook, read_request(json.dumps(asked), "law.json", rulebook))


def written(some: Sequence[Deal]) -> str:
    return "".join(f"  d{number}: {each.yaml(f'D{number}')}\n" for number, each in enumerate(some))


def saved(quote: PricedQuote) -> Decimal:
    return quote.totals.list_amount - quote.totals.net


@settings(max_examples=60, deadline=None)
@given(st.lists(deals(), min_size=1, max_size=3), prices_of, units_of)
def test_no_way_to_make_deals_saves_more(some: list[Deal], prices: Prices, units: Units) -> None:
    quote = quoted(written(some), prices, units)
    assert saved(quote) == best_by_trying(some, prices, units)
    assert {each.optimality for each in quote.promotions if each.status == "applied"} <= {"proven"}


@settings(max_examples=40, deadline=None)
@given(st.lists(deals(), min_size=1, max_size=6), prices_of, units_of)
def test_it_is_at_least_as_good_as_taking_deals_in_order_and_one_more_never_costs_more(
    some: list[Deal], prices: Prices, units: Units
) -> None:
    best = saved(quoted(written(some), prices, units))
    assert best >= saved(quoted(written(some), prices, units, "{name: G, pick: all}"))
    assert best >= saved(quoted(written(some), prices, units, "{name: G, pick: best}"))
    assert best >= saved(quoted(written(some[1:]) or "  {}\n", prices, units))


@settings(max_examples=30, deadline=None)
@given(st.lists(deals(), min_size=2, max_size=4), prices_of, units_of)
def test_the_order_of_lines_and_of_the_file_changes_nothing(some: list[Deal], prices: Prices, units: Units) -> None:
    rows = written(some).splitlines(keepends=True)
    turned = {each: units[each] for each in reversed(list(units))}
    one, other = quoted("".join(rows), prices, units), quoted("".join(reversed(rows)), prices, turned)
    nets = [{line.product: line.net for line in quote.lines} for quote in (one, other)]
    amounts = [{each.promotion: each.amount for each in quote.promotions} for quote in (one, other)]
    assert nets[0] == nets[1]
    assert amounts[0] == amounts[1]


DISCOUNTS = (
    "benefit: {kind: percent, value: 13%}",
    "benefit: {kind: percent, value: 35%}, target: {products: [A, B]}",
    "benefit: {kind: amount, off: {CNY: 17}, per: unit}, target: {products: [B, C]}",
    "benefit: {kind: amount, off: {CNY: 55}, per: line}",
    "benefit: {kind: set_price, price: {CNY: 45}}, target: {products: [C, D]}",
    "benefit: {kind: percent, value: 50%}, cap: {order: {CNY: 60}}",
    "benefit: {kind: threshold, per: line, tiers: [{from: 2, percent: 20%}]}",
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(DISCOUNTS), st.integers(0, 3)), min_size=1, max_size=4),
    prices_of,
    units_of,
    st.booleans(),
)
def test_no_set_of_discounts_saves_more(
    some: list[tuple[str, int]], prices: Prices, units: Units, lonely: bool
) -> None:
    """Every set by itself, all of it applied; where the first one is exclusive, it is alone in its sets."""
    rows = [
        f"  p{number}: {{name: P, group: g, priority: {priority}, {body}}}\n"
        for number, (body, priority) in enumerate(some)
    ]
    written_first = rows[0].replace("}\n", ", exclusive: group}\n", 1) if lonely else rows[0]
    quote = quoted("".join([written_first, *rows[1:]]), prices, units)
    sets = (each for size in range(len(rows) + 1) for each in combinations(rows, size))
    allowed = [each for each in sets if not lonely or rows[0] not in each or len(each) == 1]
    every = [saved(quoted("".join(each) or "  {}\n", prices, units, "{name: G, pick: all}")) for each in allowed]
    assert saved(quote) == max(every)
