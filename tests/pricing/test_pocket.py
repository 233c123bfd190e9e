"""From net to pocket price: what a sale costs the company afterwards, and that no customer sees it."""

import json
from decimal import Decimal
from pathlib import Path

from cpq.documents.customer_view import customer_view
from cpq.documents.internal_view import internal_view
from tests.pricing.books import PRICES, book, codes, loaded, quote

POCKET = """
payment_terms: {net60: {name: 60 days, text: 60 days}}
pocket_costs:
  credit: {name: {zh: 账期成本, en: Credit}, when: payment_term == "net60", percent: 1.5%}
  freight: {name: Freight, target: {tags: [heavy]}, per_unit: {CNY: 4.50}}
  desk: {name: Order desk, per_quote: {CNY: 10}}
  never: {name: Old, valid: {to: 2025-12-31}, percent: 50%}
"""
LINES = "lines: [{product: W1, quantity: 2}, {product: W2, quantity: 3}, {product: U1, quantity: 100}]"


def test_each_line_bears_what_falls_on_it_and_the_quote_their_sum(tmp_path: Path) -> None:
    made = quote(book(tmp_path, PRICES + POCKET), LINES + ", payment_term: net60")
    taken = [{each.rule: each.amount for each in line.pocket} for line in made.lines]
    # 1.5 % of 200 and of 99.99 (1.49985); 2 × 4.50; 10 as 200 to 99.99; what is metered bears nothing
    assert taken == [
        {"credit": Decimal("3.00"), "freight": Decimal("9.00"), "desk": Decimal("6.67")},
        {"credit": Decimal("1.50"), "desk": Decimal("3.33")},
        {},
    ]
    assert made.pocket is not None
    assert {each.rule: each.amount for each in made.pocket.deductions} == {
        "credit": Decimal("4.50"),
        "freight": Decimal("9.00"),
        "desk": Decimal("10.00"),
    }
    assert made.pocket.price == Decimal("276.49")
    assert [line.pocket_price for line in made.lines[:2]] == [Decimal("181.33"), Decimal("95.16")]
    # cost 2 × 60 + 3 × 20 = 180: (276.49 − 180) / 276.49
    assert made.pocket.margin == Decimal("0.348982")


def test_prices_with_tax_are_freed_of_it_first(tmp_path: Path) -> None:
    prices = PRICES.replace("channel: direct", "channel: direct, tax: included")
    made = quote(book(tmp_path, prices + POCKET), "lines: [{product: W2, quantity: 3}], payment_term: net60")
    # 99.99 contains 11.50; 1.5 % of 88.49 is 1.33
    assert made.pocket is not None
    assert made.pocket.price == Decimal("88.49") - Decimal("1.33") - 10


def test_a_company_that_declares_none_has_no_pocket_price(tmp_path: Path) -> None:
    assert quote(book(tmp_path, PRICES), LINES).pocket is None


def test_only_the_internal_view_knows_of_it(tmp_path: Path) -> None:
    made = quote(book(tmp_path, PRICES + POCKET), LINES + ", payment_term: net60")
    customer = json.dumps(customer_view(made, "en"))
    assert not [word for word in ("pocket", "Credit", "Freight", "276.49", "Order desk") if word in customer]
    assert internal_view(made, "zh")["internal"]["pocket"] == {  # pyright: ignore[reportIndexIssue, reportArgumentType, reportCallIssue, reportOptionalSubscript]
        "deductions": [
            {"rule": "credit", "label": "账期成本", "amount": "4.50", "place": "rules.yaml:7:3"},
            {"rule": "freight", "label": "Freight", "amount": "9.00", "place": "rules.yaml:8:3"},
            {"rule": "desk", "label": "Order desk", "amount": "10.00", "place": "rules.yaml:9:3"},
        ],
        "price": "276.49",
        "margin": "0.348982",
    }


def test_a_cost_to_pocket_is_one_of_three(tmp_path: Path) -> None:
    wrong = "pocket_costs: {both: {name: Both, percent: 1%, per_unit: {CNY: 1}}}"
    assert codes(loaded(tmp_path, PRICES + wrong).findings) == ["pocket"]
