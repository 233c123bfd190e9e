"""Points: what the answer says of them, and which mistakes are found at load."""

from pathlib import Path

import pytest
from rich.console import Console

from cpq.cli.promotions_view import promotions_view
from cpq.pricing.trace import Phase
from tests.pricing.books import PRICES, book, loaded, quote

RULES = (
    PRICES
    + """
promotion_groups: {g: {name: G}}
promotions:
  ten: {name: Ten, target: {products: [W1]}, when: 'currency in ["CNY"]', benefit: {kind: points, per: {CNY: 10}}}
  two: {name: Two, group: g, benefit: {kind: points, fixed: 2}}
  one: {name: One, group: g, benefit: {kind: points, fixed: 1}}
  big: {name: Big, coupons: [BIG], when: currency == "CNY", benefit: {kind: points, per: {CNY: 1000}, times: 0.4, at_most: 5}}
  off: {name: Off, coupons: [OFF], exclusive: order, benefit: {kind: percent, value: 1%}}
"""
)


def test_the_outcome_says_which_lines_earned_how_many_points_on_what_and_by_which_rule(tmp_path: Path) -> None:
    made = quote(book(tmp_path, RULES), "lines: [{product: W1, quantity: 1}, {product: W1, quantity: 2}]")
    ten = next(each for each in made.promotions if each.promotion == "ten")
    assert (ten.status, ten.phase, ten.amount, ten.points, made.points) == ("applied", Phase.REWARD, 0, 30, 32)
    assert [(each.line, each.amount, each.base, each.points) for each in ten.on] == [
        ("1", 0, 100, 10),
        ("2", 0, 200, 20),
    ]
    assert (str(ten.place), ten.reason.en) == ("rules.yaml:7:3", "1 for each full 10 of 300.00 CNY net")
    assert made.totals.net == 300
    assert all(step.phase is not Phase.REWARD for line in made.lines for step in line.trace)


def test_of_a_group_the_loser_says_how_many_points_less_it_earns(tmp_path: Path) -> None:
    made = quote(book(tmp_path, RULES), "lines: [{product: W1, quantity: 1}]")
    one = next(each for each in made.promotions if each.promotion == "one")
    assert (one.status, one.lost_to, one.lost_by) == ("lost", "two", 1)


def test_points_that_lose_to_a_discount_are_not_set_off_against_its_amount(tmp_path: Path) -> None:
    made = quote(book(tmp_path, RULES), "coupons: [OFF], lines: [{product: W1, quantity: 100}]")
    ten = next(each for each in made.promotions if each.promotion == "ten")
    assert (ten.status, ten.lost_to, ten.lost_by, made.points) == ("lost", "off", None, 0)


def test_what_is_missing_to_the_first_point_is_told(tmp_path: Path) -> None:
    made = quote(book(tmp_path, RULES), "coupons: [BIG], lines: [{product: W1, quantity: 8}]")
    big = next(each for each in made.promotions if each.promotion == "big")
    assert big.missing is not None
    # 0.4 points a thousand: three thousands make the first
    assert (big.status, big.missing.kind, big.missing.more) == ("no_effect", "amount", 2200)


def test_the_terminal_shows_the_points_of_a_promotion_with_what_earned_them(tmp_path: Path) -> None:
    made = quote(book(tmp_path, RULES), "lines: [{product: W1, quantity: 37}]")
    console = Console(width=160)
    with console.capture() as captured:
        console.print(promotions_view(made))
    (row,) = [row for row in captured.get().splitlines() if "rules.yaml:7:3" in row]
    assert "370" in row
    assert "1: 3,700.00" in row


BROKEN = {
    "a currency without an amount": ("benefit: {kind: points, per: {CNY: 10}}", "2:40 points-currency"),
    "a currency that a condition leaves": (
        'benefit: {kind: points, per: {CNY: 10}}, when: \'currency in ["CNY", "USD"]\'',
        "2:40 points-currency",
    ),
    "both": ("benefit: {kind: points, per: {CNY: 10}, fixed: 1}", "2:16 points"),
    "neither": ("benefit: {kind: points}", "2:16 points"),
    "several times a fixed number": ("benefit: {kind: points, fixed: 1, times: 2}", "2:50 points"),
    "a cap of money": ("benefit: {kind: points, fixed: 1}, cap: {order: {CNY: 1}}", "2:51 points-amount"),
    "a budget of money": (
        "benefit: {kind: points, fixed: 1}, limits: {uses: 1, budget: {CNY: 1}}",
        "2:69 points-amount",
    ),
    "a group with a budget of money": ("benefit: {kind: points, fixed: 1}, group: g", "2:51 points-amount"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_found_at_load(name: str, tmp_path: Path) -> None:
    written, expected = BROKEN[name]
    group = "promotion_groups: {g: {name: G, pick: all, budget: {CNY: 9}}}\n"
    found = loaded(tmp_path, f"promotions:\n  p: {{name: P, {written}}}\n{group}").findings
    assert [f"{each.place} {each.code}" for each in found] == [f"rules.yaml:{expected}"]
