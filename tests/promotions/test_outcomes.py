"""Each promotion of the rulebook says what became of it."""

from decimal import Decimal
from pathlib import Path

import pytest

from cpq.kinds import read_request
from cpq.pricing.outcome import Outcome
from cpq.promotions.lacks import too_little
from cpq.quote import price_quote
from cpq.rulebook.finding import Refused
from tests.pricing.books import PRICES, book, loaded, quote

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
        "gone": ("not_eligible", "it runs until 2025-12-31"),
        "days": ("not_eligible", "no line fits"),
        "steps": ("no_effect", "730.00 CNY more reaches the first tier"),
        "free": ("no_effect", "it takes 11 units, there are 3"),
    }
    assert (found["ten"].amount, found["five"].lost_to) == (30, "ten")


def test_the_place_of_an_outcome_is_where_the_reason_is_written(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "lines: [{product: W1, quantity: 3}]")
    assert str(found["school"].place) == "rules.yaml:9:26"
    assert str(found["free"].place) == "rules.yaml:13:22"


def test_a_budget_that_all_or_nothing_does_not_fit_into_is_named(tmp_path: Path) -> None:
    half = "half: {name: Half, limits: {budget: {CNY: 100}, over_budget: refuse}, benefit: {kind: percent, value: 50%}}"
    made = quote(book(tmp_path, PRICES + f"promotions: {{{half}}}"), "lines: [{product: W1, quantity: 3}]")
    (outcome,) = made.promotions
    said = "it would give 150.00, its budget has 100.00 left, and it gives all or nothing"
    assert (outcome.status, outcome.reason.en) == ("no_effect", said)


def test_coupons_that_do_nothing_are_remarked(tmp_path: Path) -> None:
    soon = "  soon: {name: Soon, valid: {from: 2027-01-01}, coupons: [NEW], benefit: {kind: percent, value: 1%}}\n"
    made = quote(book(tmp_path, RULES + soon), "coupons: [FREEE, OLD, NEW], lines: [{product: W1, quantity: 3}]")
    assert [(each.code, each.text.en) for each in made.remarks] == [
        ("unknown-coupon", 'there is no coupon "FREEE" — did you mean "FREE"?'),
        ("expired-coupon", 'coupon "OLD" has expired: promotion "gone" ran to 2025-12-31'),
        ("early-coupon", 'coupon "NEW" is not valid yet: promotion "soon" runs from 2027-01-01 on'),
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


HINTS = (
    PRICES
    + """
promotions:
  three: {name: Three, needs: [{quantity: {from: 3}}], target: {products: [W1]}, benefit: {kind: percent, value: 1%}}
  thousand: {name: Thousand, when: order.net >= CNY(1000), benefit: {kind: percent, value: 1%}}
  nearest:
    name: Nearest
    needs: [{any: [{target: {products: [D1]}, quantity: {from: 2}}, {target: {}, amount: {from: {CNY: 110}}}]}]
    benefit: {kind: percent, value: 1%}
  tiers: {name: Tiers, benefit: {kind: threshold, tiers: [{from: {CNY: 50}, percent: 1%}, {from: {CNY: 500}, percent: 2%}]}}
  gift: {name: Gift, target: {products: [W1]}, benefit: {kind: gift, product: W2, every: 4}}
  small: {name: Small, needs: [{target: {}, amount: {to: {CNY: 50}}}], benefit: {kind: percent, value: 1%}}
"""
)


def test_each_says_how_much_more_would_do(tmp_path: Path) -> None:
    """One widget at 100: the hint that a rep sells more with, and the same as numbers."""
    found = {
        each.promotion: each for each in quote(book(tmp_path, HINTS), "lines: [{product: W1, quantity: 1}]").promotions
    }
    hints = {id: (each.missing.kind, str(each.missing.more)) for id, each in found.items() if each.missing}
    assert hints == {
        "three": ("quantity", "2"),
        "thousand": ("amount", "900.00"),
        "nearest": ("amount", "10.00"),
        "tiers": ("amount", "400.00"),
        "gift": ("quantity", "3"),
    }
    asked = {id: str(each.missing.asked) for id, each in found.items() if each.missing}
    assert asked == {"three": "3", "thousand": "1000", "nearest": "110", "tiers": "500", "gift": "4"}
    assert found["nearest"].reason.en == "10.00 CNY more reaches the 110.00 that it takes (now 100.00)"
    assert found["tiers"].reason.en == "400.00 CNY more reaches the next tier"
    assert found["small"].reason.en == "it is for up to 50.00 CNY only (now 100.00)"
    assert str(found["nearest"].place) == "rules.yaml:10:91"


LIMITED = (
    PRICES
    + """
promotions:
  often: {name: Often, limits: {uses: 10, per_customer: 2, budget: {CNY: 100}}, benefit: {kind: percent, value: 1%}}
  coupon: {name: Coupon, coupons: [C1, C2], limits: {per_coupon: 3, per_coupon_and_customer: 1}, benefit: {kind: percent, value: 1%}}
"""
)
COUNTERS = {
    "it is used up: 10 of 10 uses": ("often", "promotions: {often: {uses: 10}}"),
    "this customer has used it up: 2 of 2 uses": ("often", "promotions: {often: {uses: 5, by_customer: 2}}"),
    "its budget of 100 is spent": ("often", "promotions: {often: {amount: 100}}"),
    'coupon "C1" is used up: 3 of 3 uses': ("coupon", "coupons: {C1: {uses: 3}}"),
    'this customer has used up coupon "C1": 1 of 1 uses': ("coupon", "coupons: {C1: {uses: 1, by_customer: 1}}"),
}


@pytest.mark.parametrize(("reason", "given"), COUNTERS.items())
def test_what_is_used_up_says_which_limit_is_reached(reason: str, given: tuple[str, str], tmp_path: Path) -> None:
    id, counters = given
    made = quote(
        book(tmp_path, LIMITED), f"coupons: [C1], counters: {{{counters}}}, lines: [{{product: W1, quantity: 1}}]"
    )
    outcome = next(each for each in made.promotions if each.promotion == id)
    assert (outcome.status, outcome.reason.en) == ("not_eligible", reason)


def test_another_coupon_of_the_same_promotion_still_counts(tmp_path: Path) -> None:
    asked = "coupons: [C1, C2], counters: {coupons: {C1: {uses: 3}}}, lines: [{product: W1, quantity: 1}]"
    made = quote(book(tmp_path, LIMITED), asked)
    assert next(each.status for each in made.promotions if each.promotion == "coupon") == "applied"


def test_it_says_from_which_lines_how_much_and_by_how_much_the_others_lost(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "lines: [{product: W1, quantity: 2}, {product: W1, quantity: 1}]")
    assert [(each.line, each.amount) for each in found["ten"].on] == [("1", 20), ("2", 10)]
    assert found["five"].lost_by == 15


def test_a_gift_that_may_not_be_sold_refuses_or_is_left_out(tmp_path: Path) -> None:
    rules = PRICES + (
        'selling_rules: {no: {text: Not to business, target: {products: [W2]}, never_when: customer.segment == "business"}}\n'
        "promotions: {gift: {name: Gift, benefit: {kind: gift, product: W2}}}\n"
    )
    with pytest.raises(Refused) as refused:
        quote(book(tmp_path, rules), "lines: [{product: W1, quantity: 1}]")
    (finding,) = refused.value.findings
    assert (finding.code, str(finding.place)) == ("gift-not-sold", "rules.yaml:5:33")
    assert finding.text.en.startswith(
        'the gift W2 of promotion "gift" may not be sold to this customer: Not to business'
    )
    skipped = rules.replace("{name: Gift,", "{name: Gift, on_error: skip,")
    made = quote(book(tmp_path, skipped), "lines: [{product: W1, quantity: 1}]")
    assert (made.totals.net, [each.code for each in made.remarks]) == (100, ["promotion-skipped"])


def test_less_than_nothing_after_credits_is_far_from_an_amount_of_nothing() -> None:
    assert too_little(Decimal(0), Decimal(-5), "CNY", ()).gap == 1


def test_nobody_is_told_to_walk_into_a_tier_that_saves_less(tmp_path: Path) -> None:
    tiers = "tiers: [{from: {CNY: 300}, percent: 20%}, {from: {CNY: 500}, percent: 10%}]"
    rules = PRICES + f"promotions: {{less: {{name: Less, benefit: {{kind: threshold, {tiers}}}}}}}"
    (outcome,) = quote(book(tmp_path, rules), "lines: [{product: W1, quantity: 4}]").promotions
    assert (outcome.status, outcome.missing, outcome.reason.en) == ("applied", None, "applied")


def test_what_a_quote_adds_to_the_counters_is_said(tmp_path: Path) -> None:
    """One use, though three units are free; of two codes that are good the first, and none that is used up."""
    added = "counted: {name: Counted, coupons: [TWO, ONE, DONE], limits: {per_coupon: 1}, benefit: {kind: buy_get, buy: 2, get: 1}}"
    rules = book(
        tmp_path, PRICES + f"promotions: {{{added}, plain: {{name: Plain, benefit: {{kind: percent, value: 1%}}}}}}"
    )
    request = "coupons: [two, one, done], counters: {coupons: {DONE: {uses: 1}}}, lines: [{product: W1, quantity: %d}]"
    said = [
        [(each.promotion, each.coupon, each.uses) for each in quote(rules, request % units).promotions]
        for units in (9, 2)
    ]
    assert said == [
        [("counted", "ONE", 1), ("plain", None, 1)],
        [("counted", None, 0), ("plain", None, 1)],
    ]


def test_what_more_reaches_is_said_with_its_unit(tmp_path: Path) -> None:
    benefit = "benefit: {kind: percent, value: 1%}"
    rules = PRICES + (
        "promotions:\n"
        f"  two: {{name: Two, needs: [{{quantity: {{from: 2}}}}], {benefit}}}\n"
        f"  three: {{name: Three, needs: [{{quantity: {{from: 3}}}}], {benefit}}}\n"
        "  steps: {name: Steps, benefit: {kind: threshold, tiers: [{from: {CNY: 150}, percent: 5%}]}}\n"
        "  units: {name: Units, benefit: {kind: threshold, tiers: [{from: 4, percent: 5%}]}}\n"
    )
    found = {
        each.promotion: each.reason
        for each in quote(book(tmp_path, rules), "lines: [{product: W1, quantity: 1}]").promotions
    }
    assert found["two"].en == "1 more unit reaches the 2 that it takes (there are 1)"
    assert found["three"].en == "2 more units reach the 3 that it takes (there are 1)"
    assert found["steps"].zh == "还差 50.00 CNY 达到第一档"
    assert (found["units"].zh, found["units"].en) == ("还差 3 达到第一档", "3 more reaches the first tier")


NEXT = (
    PRICES
    + """
promotions:
  four: {name: Four, lines: quantity >= 4, benefit: {kind: percent, value: 1%}}
  either: {name: Either, when: order.net >= CNY(1000) or order.quantity > 4, benefit: {kind: percent, value: 1%}}
  again: {name: Again, benefit: {kind: every, every: {CNY: 90}, off: {CNY: 1}}}
  hose: {name: Hose, target: {products: [W1]}, benefit: {kind: buy_get, buy: 2, get: 1, get_target: {products: [V1]}}}
  half: {name: Half, target: {products: [W1]}, benefit: {kind: buy_get, buy: 1, get: 1, percent: 50%, get_target: {products: [W3]}}}
"""
)


def test_hints_name_the_line_the_products_and_the_next_time(tmp_path: Path) -> None:
    made = quote(book(tmp_path, NEXT), "lines: [{product: W1, quantity: 3}, {product: W3, quantity: 1}]")
    found = {each.promotion: each for each in made.promotions}
    assert {id: each.reason.en for id, each in found.items()} == {
        "four": "line 1 does not meet quantity >= 4; 1 more of it does",
        "either": "this does not hold: order.net >= CNY(1000) or order.quantity > 4; 1 more reaches it",
        "again": "55.00 CNY more and it counts once more",
        "hose": "1 more of V1-red, V1-blue costs 0",
        "half": "1 more W3 costs 50% less",
    }
    missing = {
        id: (each.missing.line, each.missing.products, each.missing.again) for id, each in found.items() if each.missing
    }
    assert missing == {
        "four": ("1", (), False),
        "either": (None, (), False),
        "again": (None, (), True),
        "hose": (None, ("V1-red", "V1-blue"), False),
        "half": (None, ("W3",), True),
    }


FESTIVAL = (
    PRICES
    + """
promotion_groups:
  g: {name: G, pick: combination}
  h: {name: H, pick: all, at_most: 1}
promotions:
  four-one: {name: A, group: g, target: {products: [W3]}, benefit: {kind: buy_get, buy: 4, get: 1}}
  pair: {name: B, group: g, limit: {}, benefit: {kind: bundle, parts: [{target: {products: [W3]}, quantity: 2}, {target: {products: [W2]}}], off: {CNY: 8}}}
  five: {name: Five, group: h, priority: 2, target: {products: [W1]}, benefit: {kind: percent, value: 5%}}
  ten: {name: Ten, group: h, priority: 1, target: {products: [W1]}, benefit: {kind: percent, value: 10%}}
  rest: {name: Rest, exclusive: phase, priority: 3, lines: product.id == "D1", benefit: {kind: percent, value: 50%}}
""".replace("limit: {}, ", "")
)


def test_what_lost_says_what_would_be_saved_less_with_it(tmp_path: Path) -> None:
    """Four pairs take eight units for 32; with four-one there are 10 and two pairs, 16: six less, not 22."""
    rules = book(tmp_path, FESTIVAL)
    asked = "{product: W3, quantity: 9}, {product: W2, quantity: 4}, {product: W1, quantity: 1}"
    found = {each.promotion: each for each in quote(rules, f"lines: [{asked}]").promotions}
    lost = found["four-one"]
    assert (lost.status, lost.lost_to, lost.lost_by, lost.lost_by_at_most) == ("lost", "pair", 6, True)
    # Ten comes second by priority, though it would save 5 more.
    assert (found["ten"].lost_to, found["ten"].lost_by, found["ten"].lost_by_at_most) == ("five", -5, False)
    days = "{product: D1, quantity: 1}, {product: W1, quantity: 1}"
    found = {each.promotion: each for each in quote(rules, f"lines: [{days}]").promotions}
    assert (found["rest"].amount, found["five"].lost_to, found["five"].lost_by) == (400, "rest", 395)


def test_a_gift_that_the_price_list_does_not_know_is_remarked(tmp_path: Path) -> None:
    rules = (
        PRICES
        + "products: {BAG: {kind: sku, name: Bag, category: things, tax_class: goods, cost: 1}}\n"
        + "promotions: {gift: {name: Gift, benefit: {kind: gift, product: BAG}}}\n"
    )
    made = quote(book(tmp_path, rules), "lines: [{product: W1, quantity: 1}]")
    (remark,) = made.remarks
    assert (remark.code, remark.line, str(remark.place)) == ("gift-without-price", "G1", "rules.yaml:5:33")
    assert remark.text.en.startswith("the gift BAG has no price in the list and is worth 0 on the quote")
    priced = rules.replace("U1: 0.5", "U1: 0.5, BAG: 2")
    assert quote(book(tmp_path, priced), "lines: [{product: W1, quantity: 1}]").remarks == ()


def test_a_contract_in_force_is_a_condition(tmp_path: Path) -> None:
    rules = (
        PRICES
        + "contracts:\n"
        + "  FRAME: {name: Frame, customer: ACME, valid: {from: 2026-01-01, to: 2026-06-30}, discounts: [{target: {products: [S1]}, percent: 5%}]}\n"
        + "  OTHER: {name: Other, customer: SCHOOL, discounts: [{target: {products: [S1]}, percent: 5%}]}\n"
        + "promotions:\n"
        + """  with: {name: With, when: '"FRAME" in customer.contracts', benefit: {kind: percent, value: 5%}}\n"""
        + """  other: {name: Other, when: '"OTHER" in customer.contracts', benefit: {kind: percent, value: 5%}}\n"""
    )
    rulebook = book(tmp_path, rules)
    lines = "lines: [{product: W1, quantity: 1}]"
    found = {each.promotion: each.status for each in quote(rulebook, lines).promotions}
    assert found == {"with": "applied", "other": "not_eligible"}
    later = read_request(
        "{id: Q, date: 2026-07-01, currency: CNY, channel: direct, customer: ACME, " + lines + "}", "r.yaml", rulebook
    )
    assert {each.status for each in price_quote(rulebook, later).promotions} == {"not_eligible"}
    wrong = loaded(tmp_path / "wrong", rules.replace('"FRAME" in', '"FRAMES" in')).findings
    assert [each.code for each in wrong] == ["expression-unknown-word"]
