"""What the rep is told of promotions that nearly apply: the nearest three, in either language, and the same as numbers in the JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpq.cli import language
from cpq.cli.nearly_view import nearly
from cpq.documents.customer_view import customer_view
from cpq.priced_quote import PricedQuote
from cpq.quote_json import as_json
from tests.cli.test_quote_view import shown
from tests.pricing.books import PRICES, book, quote

RULES = (
    PRICES
    + """
promotions:
  far: {name: Far, when: order.net >= CNY(1000), benefit: {kind: percent, value: 1%}}
  half: {name: Half, when: order.net >= CNY(600), benefit: {kind: percent, value: 1%}}
  units: {name: Units, needs: [{quantity: {from: 4}}], target: {products: [W1]}, benefit: {kind: percent, value: 1%}}
  tiers: {name: Tiers, benefit: {kind: threshold, tiers: [{from: {CNY: 50}, amount: {CNY: 10}}, {from: {CNY: 400}, percent: 9%}]}}
  nearest: {name: Nearest, when: order.net >= CNY(312), benefit: {kind: percent, value: 1%}}
  coupon: {name: Coupon, coupons: [C], when: order.net >= CNY(301), benefit: {kind: percent, value: 1%}}
"""
)


@pytest.fixture
def made(tmp_path: Path) -> PricedQuote:
    """Three widgets at 100."""
    return quote(book(tmp_path, RULES), "lines: [{product: W1, quantity: 3}]")


def test_the_nearest_three_are_told(made: PricedQuote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "LOCALE", "en")
    assert [each.plain.partition("¥")[2] or each.plain for each in nearly(made)] == [
        '12.00 more reaches "Nearest"  (rules.yaml:10:28)',
        '↗ 1 unit more reaches "Units"  (rules.yaml:8:44)',
        '100.00 more reaches the next tier of "Tiers"  (rules.yaml:9:3)',
    ]
    monkeypatch.setattr(language, "LOCALE", "zh")
    assert [each.plain.partition("  ")[0].replace("CN", "") for each in nearly(made)] == [
        "↗ 再加 ¥12.00 可享“Nearest”",
        "↗ 再加 1 件 可享“Units”",
        "↗ 再加 ¥100.00 可达“Tiers”的下一档",
    ]


def test_a_line_a_product_and_the_next_time_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "LOCALE", "en")
    rules = PRICES + (
        "promotions:\n"
        "  line: {name: Line, lines: quantity > 3, benefit: {kind: percent, value: 1%}}\n"
        "  pair: {name: Pair, target: {products: [W1]}, benefit: {kind: buy_get, buy: 3, get: 1, get_target: {products: [W3]}}}\n"
        "  every: {name: Every, benefit: {kind: every, every: {CNY: 110}, off: {CNY: 1}}}\n"
    )
    made = quote(book(tmp_path, rules), "lines: [{product: W1, quantity: 3}]")
    assert [each.plain.partition("  (")[0].replace("CN", "") for each in nearly(made)] == [
        '↗ "Pair": 1 more W3 costs 0',
        '↗ 1 unit more on line 1 reaches "Line"',
        '↗ ¥30.00 more reaches "Every" once more',
    ]


def test_it_stands_under_the_totals(made: PricedQuote) -> None:
    seen = shown(made)
    assert seen.index("327.70") < seen.index("↗") < seen.index("Nearest")


def test_the_json_has_all_of_them_as_numbers(made: PricedQuote) -> None:
    outcomes = as_json(made)["promotions"]
    assert isinstance(outcomes, list)
    found = {each["promotion"]: each["missing"] for each in outcomes if isinstance(each, dict) and each["missing"]}
    plain = {"line": None, "products": [], "again": False, "rival": None, "rivalry": None}
    assert found["nearest"] == plain | {"kind": "amount", "more": "12.00", "asked": "312"}
    assert found["units"] == plain | {"kind": "quantity", "more": "1", "asked": "4"}
    assert set(found) == {"far", "half", "units", "tiers", "nearest"}


def test_what_goes_to_the_customer_has_none_of_it(made: PricedQuote) -> None:
    assert "Nearest" not in str(customer_view(made, "en"))
