"""The product graph against a naive recursion, and on small known products."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.bom.graph import ProductGraph
from tests.bom.books import book

PARTS = st.dictionaries(
    st.integers(0, 5), st.tuples(st.integers(1, 5), st.sampled_from(["0%", "2%", "12.5%", "50%"])), max_size=3
)
"""For each product the parts below it: a product of a higher number, how many, how much is lost."""


@st.composite
def trees(draw: st.DrawFn):
    parts = [draw(PARTS) for _ in range(6)]
    return {
        f"P{number}": {f"P{child}": value for child, value in each.items() if child > number}
        for number, each in enumerate(parts)
    }


def _book(tree, costs=()):
    products = {
        name: {
            "kind": "sku",
            "name": name,
            "parts": {child: {"quantity": q, "scrap": s} for child, (q, s) in parts.items()},
            **({"cost": costs[name]} if name in costs else {}),
        }
        for name, parts in tree.items()
    }
    return book({"products": products})


def _needed(tree, product, quantity):
    total: Counter[str] = Counter()
    for child, (count, scrap) in tree[product].items():
        more = quantity * count / (1 - Fraction(scrap.removesuffix("%")) / 100)
        total[child] += more
        total.update(_needed(tree, child, more))
    return total


@settings(max_examples=60, deadline=None)
@given(trees(), st.integers(1, 50))
def test_explosion_comes_to_the_sums_of_a_naive_recursion(tree, quantity):
    graph = _book(tree).derived(ProductGraph)
    lines: dict[str, Fraction] = {}
    for line in graph.explode("P0", quantity):
        lines[line.code] = lines.get(line.code, Fraction(0)) + line.quantity
    assert lines == _needed(tree, "P0", quantity) == graph.requirements("P0", quantity)


@settings(max_examples=60, deadline=None)
@given(trees())
def test_a_product_is_used_where_the_explosion_shows_it(tree):
    graph = _book(tree).derived(ProductGraph)
    for product in tree:
        users = {each for each in tree if product in _needed(tree, each, 1)}
        assert set(graph.where_used(product)) == users
        assert set(graph.where_used(product, all_levels=False)) == {each for each in tree if product in tree[each]}


@settings(max_examples=60, deadline=None)
@given(trees(), st.dictionaries(st.sampled_from(["P1", "P2", "P3", "P4", "P5"]), st.integers(0, 99)))
def test_cost_rolls_up_from_the_lowest_known_costs(tree, costs):
    def naive(product):
        if product in costs:
            return Fraction(costs[product])
        parts = [
            (naive(child), q / (1 - Fraction(s.removesuffix("%")) / 100)) for child, (q, s) in tree[product].items()
        ]
        return sum(cost * q for cost, q in parts) if parts and all(cost is not None for cost, _ in parts) else None

    cost = _book(tree, costs).derived(ProductGraph).cost_roll_up("P0")
    expected = naive("P0")
    assert (cost.amount is None) == (expected is None) == bool(cost.unknown)
    if cost.amount is not None and expected is not None:
        assert abs(Fraction(cost.amount) - expected) < Fraction(1, 10**18)
    assert not {each for each in cost.unknown if each in costs}


def test_levels_and_scrap_are_shown_on_every_line():
    graph = _book({"CAR": {"AXLE": (2, "0%")}, "AXLE": {"WHEEL": (2, "20%")}, "WHEEL": {}}).derived(ProductGraph)
    lines = [(line.level, line.code, line.path, line.per_unit, line.quantity) for line in graph.explode("CAR", 3)]
    # 6 axles; 2 ÷ 0.8 = 2.5 wheels are made for each
    assert lines == [(1, "AXLE", ("AXLE",), 2, 6), (2, "WHEEL", ("AXLE", "WHEEL"), Fraction(5, 2), 15)]


def test_an_unknown_cost_is_named():
    graph = _book({"A": {"B": (1, "0%"), "C": (1, "0%")}, "B": {}, "C": {}}, {"B": 5}).derived(ProductGraph)
    assert graph.cost_roll_up("A").unknown == ("C",)
    assert graph.cost_roll_up("B").amount == Decimal(5)
