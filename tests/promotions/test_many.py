"""Very many promotions on one quote: an answer all the same, and the best one is proven where it can be."""

from pathlib import Path

import pytest

from tests.pricing.books import PRICES, book, quote

MANY = 1100


@pytest.mark.parametrize(("pick", "applied", "optimality"), [("combination", MANY, "unproven"), ("best", 1, "proven")])
def test_a_group_of_a_thousand_discounts_is_chosen_from(
    pick: str, applied: int, optimality: str, tmp_path: Path
) -> None:
    rules = "".join(
        f"  p{number}: {{name: P, group: g, benefit: {{kind: amount, per: line, off: {{CNY: 0.0{1 + number % 3}}}}}}}\n"
        for number in range(MANY)
    )
    rulebook = book(tmp_path, f"{PRICES}promotion_groups: {{g: {{name: G, pick: {pick}}}}}\npromotions:\n{rules}")
    made = quote(rulebook, "lines: [{product: W1, quantity: 1}]")
    taken = [each for each in made.promotions if each.status == "applied"]
    assert (len(taken), {each.optimality for each in taken}) == (applied, {optimality})
    cents = sum(1 + number % 3 for number in range(MANY)) if applied > 1 else 3
    assert made.totals.discount * 100 == cents


def test_a_thousand_deals_that_share_units_are_chosen_from_without_a_proof(tmp_path: Path) -> None:
    rules = "".join(
        f"  p{number}: {{name: P, group: g, benefit: {{kind: buy_get, buy: 1, get: 1, percent: {1 + number % 90}%}}}}\n"
        for number in range(MANY)
    )
    rulebook = book(tmp_path, f"{PRICES}promotion_groups: {{g: {{name: G, pick: combination}}}}\npromotions:\n{rules}")
    made = quote(rulebook, "lines: [{product: W1, quantity: 3}]")
    (taken,) = [each for each in made.promotions if each.status == "applied"]
    assert (taken.amount, taken.optimality) == (90, "unproven")
    assert [each.code for each in made.remarks] == ["unproven-combination"]
