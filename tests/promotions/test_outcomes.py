"""Each promotion of the rulebook says what became of it."""

from pathlib import Path

from cpq.pricing.outcome import Outcome
from tests.pricing.books import PRICES, book, quote

RULES = (
    PRICES
    + """
promotion_groups: {g: {name: G, pick: best}}
promotions:
  five: {name: Five, group: g, target: {products: [W1]}, benefit: {kind: percent, value: 5%}}
  ten: {name: Ten, group: g, target: {products: [W1]}, benefit: {kind: percent, value: 10%}}
  school: {name: School, when: order.net > 0 * order.net and customer.segment == "education", benefit: {kind: percent, value: 1%}}
  gone: {name: Gone, valid: {to: 2025-12-31}, coupons: [OLD], benefit: {kind: percent, value: 1%}}
  days: {name: Days, target: {products: [D1]}, benefit: {kind: percent, value: 1%}}
  steps: {name: Steps, benefit: {kind: threshold, tiers: [{from: {CNY: 1000}, percent: 5%}]}}
  free: {name: Free, coupons: [FREE], target: {products: [W1]}, benefit: {kind: buy_get, buy: 10, get: 1}}
"""
)


def outcomes(folder: Path, request: str) -> dict[str, Outcome]:
    return {each.promotion: each for each in quote(book(folder, RULES), request).promotions}


def test_every_promotion_has_an_outcome_with_its_reason(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "coupons: [FREE], lines: [{product: W1, quantity: 3}]")
    assert {id: (each.status, each.reason.en) for id, each in found.items()} == {
        "ten": ("applied", "applied"),
        "five": ("lost", '"ten" of the same group was taken'),
        "school": ("not_eligible", 'this does not hold: customer.segment == "education"'),
        "gone": ("not_eligible", "it runs from … to 2025-12-31"),
        "days": ("not_eligible", "no line fits"),
        "steps": ("no_effect", "730.00 CNY more reaches the first tier"),
        "free": ("no_effect", "it takes 11 units, there are 3"),
    }
    assert (found["ten"].amount, found["five"].lost_to) == (30, "ten")


def test_the_place_of_an_outcome_is_where_the_reason_is_written(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "lines: [{product: W1, quantity: 3}]")
    assert str(found["school"].place) == "rules.yaml:9:26"
    assert str(found["free"].place) == "rules.yaml:13:22"


def test_coupons_that_do_nothing_are_remarked(tmp_path: Path) -> None:
    made = quote(book(tmp_path, RULES), "coupons: [FREEE, OLD], lines: [{product: W1, quantity: 3}]")
    assert [(each.code, each.text.en) for each in made.remarks] == [
        ("unknown-coupon", 'there is no coupon "FREEE" — did you mean "FREE"?'),
        ("unused-coupon", 'coupon "OLD" was not used (promotion "gone"): it runs from … to 2025-12-31'),
    ]


def test_the_waterfall_adds_up_from_list_to_net(tmp_path: Path) -> None:
    made = quote(book(tmp_path, RULES), "lines: [{product: W1, quantity: 20}], discount: {percent: 1%, reason: Round}")
    rows = [(row.phase, row.rule, row.amount, row.running) for row in made.waterfall]
    # 2000 − 10 % = 1800 − 5 % = 1710 − 1 % = 1692.90; tax 13 % = 220.077
    assert [(phase, rule, str(amount), str(running)) for phase, rule, amount, running in rows] == [
        ("list", "list", "2000.00", "2000.00"),
        ("line_discount", "ten", "-200.00", "1800.00"),
        ("order_discount", "steps", "-90.00", "1710.00"),
        ("manual", "manual-order", "-17.10", "1692.90"),
        ("net", "net", "0", "1692.90"),
        ("tax", "tax", "220.08", "1912.98"),
        ("gross", "gross", "0", "1912.98"),
    ]


def test_a_coupon_that_is_listed_twice_counts_once_and_is_remarked(tmp_path: Path) -> None:
    rules = PRICES + "promotions: {free: {name: Free, coupons: [FREE], benefit: {kind: percent, value: 10%}}}\n"
    made = quote(book(tmp_path, rules), "coupons: [FREE, FREE], lines: [{product: W1, quantity: 1}]")
    assert made.totals.net == 90
    (remark,) = made.remarks
    assert (remark.code, str(remark.place)) == ("repeated-coupon", "request.yaml:1:92")


def test_what_is_missing_to_a_tier_is_written_as_amounts_are(tmp_path: Path) -> None:
    rules = PRICES + (
        "promotions: {s: {name: S, benefit: {kind: threshold, tiers: [{from: {CNY: 1000100.5}, percent: 5%}]}}}\n"
    )
    (outcome,) = quote(book(tmp_path, rules), "lines: [{product: W1, quantity: 1}]").promotions
    assert outcome.reason.en == "1,000,000.50 CNY more reaches the first tier"
