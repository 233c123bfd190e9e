"""Why not another price: what was near, which of its terms fails, and with which value."""

from pathlib import Path

import pytest

from cpq.explanation import Near, why_not_otherwise
from cpq.kinds import read_request
from cpq.quote import price_quote
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book

RULES = """
price_lists:
  L:
    name: List
    currency: CNY
    channel: direct
    entries:
      W1: 100
      W2: {method: volume, tiers: [{from: 1, price: 33.33}, {from: 5, price: 30}, {from: 10, price: 25}]}
      W3: {method: graduated, tiers: [{from: 1, price: 10}, {from: 4, price: 9}]}
      D1: 800
  next: {name: Next year, currency: CNY, channel: direct, region: CN, valid: {from: 2027-01-01}, entries: {W1: 110}}
  dealers: {name: Dealers, currency: CNY, channel: dealer, entries: {W1: 80}}
price_rules:
  bulk: {name: Bulk, target: {products: [W1]}, lines: quantity >= 10, adjust: {percent: -5%}}
  huge: {name: Huge, target: {products: [W1]}, when: customer.segment == "education", lines: quantity >= 1000 and term > 3, adjust: {percent: -9%}}
  past: {name: Past, target: {products: [W1]}, valid: {to: 2025-12-31}, adjust: {percent: -1%}}
  dollars: {name: Dollars, target: {products: [W1]}, adjust: {amount: {USD: -1}}}
  other: {name: Other, target: {products: [D1]}, adjust: {percent: -1%}}
  last: {name: Last, target: {products: [W3]}, priority: 9, stack: false, adjust: {percent: -1%}}
  hidden: {name: Hidden, target: {products: [W3]}, adjust: {percent: -1%}}
  volts: {name: Volts, target: {products: [D1]}, lines: product.watts > 5, adjust: {percent: -1%}}
contracts:
  old: {name: Old contract, customer: ACME, valid: {to: 2025-06-30}, prices: {CNY: {W1: 70}}}
  usd: {name: In dollars, customer: ACME, prices: {USD: {W1: 10, B1: 1}, CNY: {B1: 10}}}
  theirs: {name: Theirs, customer: SCHOOL, prices: {CNY: {W1: 70}}}
"""


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return book(tmp_path_factory.mktemp("near"), RULES)


def near(rulebook: Rulebook, line: str, customer: str = "ACME") -> tuple[Near, ...]:
    text = f"{{id: Q, date: 2026-01-01, currency: CNY, channel: direct, customer: {customer}, lines: [{{{line}}}]}}"
    return why_not_otherwise(rulebook, read_request(text, "request.yaml", rulebook), "1")


def test_the_nearest_come_first_with_the_value_that_is_lacking(rulebook: Rulebook) -> None:
    assert [(each.kind, each.id, each.why.en) for each in near(rulebook, "product: W1, quantity: 4")] == [
        ("price_rule", "bulk", "it applies where the quantity is at least 10; here it is 4; 6 more"),
        ("price_rule", "past", "it applies only until 2025-12-31"),
        ("price_rule", "dollars", "it names no amount in CNY"),
        (
            "price_rule",
            "huge",
            "it applies where the customer's segment is “Education”; here it is “Business”; 2 more terms fail",
        ),
        ("contract", "old", "it applies only until 2025-06-30"),
        ("contract", "usd", "it names no amount in CNY"),
        ("price_list", "next", "is in force from 2027-01-01 on"),
    ]


def test_it_says_where_the_failing_term_stands(rulebook: Rulebook) -> None:
    bulk = near(rulebook, "product: W1, quantity: 4")[0]
    line = RULES.splitlines()[bulk.place.line - 1]
    assert line[bulk.place.column - 1 :].startswith("quantity >= 10")
    assert bulk.why.zh == "须数量不少于 10，现在为 4，还差 6"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("product: W2, quantity: 4", "1 more (5 in all) reaches the next tier: CN¥30.00 for every one"),
        ("product: W2, quantity: 7", "3 more (10 in all) reach the next tier: CN¥25.00 for every one"),
        ("product: W3, quantity: 2", "2 more (4 in all) reach the next tier: CN¥9.00 for those within it"),
    ],
)
def test_the_next_tier_says_how_many_more_reach_it(line: str, said: str, rulebook: Rulebook) -> None:
    assert near(rulebook, line)[0].why.en == said


def test_past_the_last_tier_there_is_none(rulebook: Rulebook) -> None:
    assert near(rulebook, "product: W2, quantity: 10") == ()


def test_a_rule_that_ends_it_is_named(rulebook: Rulebook) -> None:
    assert [each.why.en for each in near(rulebook, "product: W3, quantity: 9")] == [
        "“Last” goes first, and nothing stacks on it"
    ]


def test_an_attribute_that_the_product_lacks_is_named(rulebook: Rulebook) -> None:
    assert [each.why.en for each in near(rulebook, "product: D1, quantity: 1")] == [
        "it applies where Watts is above 5 W; there is none here"
    ]


def test_an_agreed_price_stands_against_every_rule(rulebook: Rulebook, tmp_path: Path) -> None:
    found = near(rulebook, "product: W1, quantity: 50", "SCHOOL")
    assert {each.why.en for each in found if each.kind == "price_rule"} == {
        "the price is agreed in “Theirs”, and no rule changes it"
    }


def test_nothing_was_near_for_a_price_that_is_kept_for_its_credit_and_for_a_fee(tmp_path: Path) -> None:
    rules = (
        "price_lists: {L: {name: L, currency: CNY, channel: direct, entries: {S1: {price: 9, setup: {price: 5}}}}}\n"
    )
    existing = "existing: {A: {product: S1, quantity: 1, price: 10, start: 2025-07-01, end: 2026-06-30}}"
    lines = "lines: [{product: S1, quantity: 3, amends: A}, {product: S1, quantity: 1}]"
    request = f"{{id: Q, date: 2026-01-01, currency: CNY, channel: direct, customer: ACME, {existing}, {lines}}}"
    rulebook = book(tmp_path, rules)
    asked = read_request(request, "request.yaml", rulebook)
    assert [line.number for line in price_quote(rulebook, asked).lines] == ["1", "1-C", "2", "2-S"]
    assert [why_not_otherwise(rulebook, asked, number) for number in ("1", "1-C", "2-S")] == [(), (), ()]
