"""By how much a promotion lost, compared with every set of promotions that has it, each really priced."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.pricing.outcome import Outcome
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import PRICES, book
from tests.properties.shops import priced

DISCOUNTS = {
    "a": "priority: 4, target: {products: [W1]}, benefit: {kind: percent, value: 12%}",
    "b": "priority: 3, exclusive: group, benefit: {kind: percent, value: 15%}",
    "c": "priority: 2, target: {categories: [widgets]}, benefit: {kind: amount, off: {CNY: 9}, per: unit}",
    "d": "priority: 1, combinable_with: [a], target: {categories: [things]}, benefit: {kind: percent, value: 8%}",
}
DEALS = {
    "a": "priority: 4, target: {products: [W3]}, benefit: {kind: buy_get, buy: 2, get: 1}",
    "b": "priority: 3, target: {products: [W3, V1]}, benefit: {kind: bundle, quantity: 2, percent: 30%}",
    "c": "priority: 2, benefit: {kind: bundle, parts: [{target: {products: [W1]}}, {target: {products: [W3]}, quantity: 2}], off: {CNY: 11}}",
    "e": "priority: 1, target: {products: [W3, V1]}, benefit: {kind: bundle, quantity: 2, off: {CNY: 18.50}}",
}  # fmt: skip
TOGETHER = {"a": {"a", "c", "d"}, "b": {"b"}, "c": {"a", "c"}, "d": {"a", "d"}}
Basket = Sequence[tuple[str, int]]
baskets = st.lists(st.tuples(st.sampled_from(["W1", "W2", "W3", "V1-red"]), st.integers(1, 7)), min_size=1, max_size=4)


@cache
def shop(kind: str, ids: tuple[str, ...], pick: str) -> Rulebook:
    written = DISCOUNTS if kind == "discounts" else DEALS
    off = {id: "" if id in ids else "coupons: [NONE], " for id in written}
    rules = "".join(f"  {id}: {{name: {id}, group: g, {off[id]}{rule}}}\n" for id, rule in written.items())
    with TemporaryDirectory() as folder:
        return book(Path(folder), PRICES + f"promotion_groups: {{g: {{name: G, pick: {pick}}}}}\npromotions:\n{rules}")


def outcomes(basket: Basket, kind: str, ids: Sequence[str], pick: str) -> dict[str, Outcome]:
    lines: list[dict[str, object]] = [{"product": code, "quantity": units} for code, units in basket]
    found = priced([*lines], shop(kind, tuple(sorted(ids)), pick)).promotions
    return {each.promotion: each for each in found}


def saved(found: dict[str, Outcome]) -> Decimal:
    return sum((each.amount for each in found.values()), Decimal(0))


@settings(max_examples=60, deadline=None)
@given(baskets)
def test_a_discount_that_the_best_combination_leaves_out_loses_at_most_what_is_said(basket: Basket) -> None:
    found = outcomes(basket, "discounts", "abcd", "combination")
    for id, lost in found.items():
        if lost.status != "lost" or lost.lost_by is None:
            continue
        others = [each for each in TOGETHER[id] if each != id]
        sets = [(id, *rest) for size in range(len(others) + 1) for rest in combinations(others, size)]
        fitting = [ids for ids in sets if all(each in TOGETHER[other] for each in ids for other in ids)]
        best = max(saved(outcomes(basket, "discounts", ids, "all")) for ids in fitting)
        assert saved(found) - lost.lost_by <= best
        assert lost.lost_by_at_most
        assert lost.lost_by >= 0


@settings(max_examples=60, deadline=None)
@given(baskets)
def test_a_deal_that_the_best_combination_leaves_out_loses_no_more_than_by_itself(basket: Basket) -> None:
    """Forced in, it gives at least what it gives alone; more where others still find units."""
    found = outcomes(basket, "deals", "abce", "combination")
    for id, lost in found.items():
        if lost.status == "lost":
            assert lost.lost_by is not None
            alone = saved(outcomes(basket, "deals", id, "combination"))
            assert 0 <= lost.lost_by <= saved(found) - alone


@settings(max_examples=60, deadline=None)
@given(baskets, st.sampled_from(["best", "first"]))
def test_where_one_is_taken_the_loss_is_the_difference_to_what_it_gives_alone(basket: Basket, pick: str) -> None:
    for kind, ids in (("discounts", "abcd"), ("deals", "abce")):
        found = outcomes(basket, kind, ids, pick)
        for id, lost in found.items():
            if lost.status == "lost":
                alone = saved(outcomes(basket, kind, id, "all"))
                assert (lost.lost_by, lost.lost_by_at_most) == (saved(found) - alone, False)
                assert pick == "first" or saved(found) >= alone


@settings(max_examples=80, deadline=None)
@given(baskets)
def test_a_combination_saves_what_each_deal_saves_alone_even_one_that_takes_off_more_than_units_cost(
    basket: Basket,
) -> None:
    """Of two units at 7 and 10 an amount of 18.50 takes off 17, by itself and in a combination."""
    together = saved(outcomes(basket, "deals", "abce", "combination"))
    for id in "abce":
        alone = saved(outcomes(basket, "deals", id, "all"))
        assert saved(outcomes(basket, "deals", id, "combination")) >= alone
        assert together >= alone
