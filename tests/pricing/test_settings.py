"""Where engines differ, the company says how it calculates."""

from pathlib import Path

import pytest

from cpq.kinds import load_rulebook
from cpq.priced_quote import PricedQuote
from cpq.rulebook.finding import Refused
from tests.pricing.books import COMPANY, PRICES, quote

TWICE = """
promotions:
  a: {name: A, priority: 2, benefit: {kind: percent, value: 10%}}
  b: {name: B, priority: 1, benefit: {kind: percent, value: 10%}}
"""
STEPS = """
promotions:
  a: {name: A, target: {products: [W1]}, benefit: {kind: percent, value: 10%}}
  b: {name: B, benefit: {kind: threshold, tiers: [{from: {CNY: 1000}, amount: {CNY: 100}}]}}
"""
THIRD = """
promotions:
  a: {name: A, benefit: {kind: amount, off: {CNY: 10}}}
"""


def with_settings(folder: Path, settings: str, rules: str, lines: str, prices: str = PRICES) -> PricedQuote:
    company = COMPANY.read_text(encoding="utf-8").replace(
        "  region: CN\n", f"  region: CN\n  settings: {settings}\n", 1
    )
    (folder / "company.yaml").write_text(company, encoding="utf-8")
    (folder / "rules.yaml").write_text(prices + rules, encoding="utf-8")
    loaded = load_rulebook(folder)
    assert loaded.rulebook is not None, loaded.findings
    return quote(loaded.rulebook, f"lines: [{lines}]")


# 1000 − 10 % of 1000 − 10 % of 900, or of 1000 again
@pytest.mark.parametrize(("percent_of", "net"), [("running", "810.00"), ("original", "800.00")])
def test_what_a_percentage_is_taken_of(percent_of: str, net: str, tmp_path: Path) -> None:
    made = with_settings(tmp_path, f"{{percent_of: {percent_of}}}", TWICE, "{product: W1, quantity: 10}")
    assert str(made.totals.net) == net


def test_price_rules_that_take_more_of_the_original_price_than_there_is_are_refused(tmp_path: Path) -> None:
    rules = """
price_rules:
  one: {name: One, adjust: {percent: -60%}}
  two: {name: Two, adjust: {percent: -60%}}
"""
    with pytest.raises(Refused) as refused:
        with_settings(tmp_path, "{percent_of: original}", rules, "{product: W1, quantity: 10}")
    assert [each.code for each in refused.value.findings] == ["negative-price"]
    assert str(refused.value.findings[0].related[0]).startswith("rules.yaml:")


# 1000 list, 900 after the line discount: the threshold of 1000 is reached by the list amount only
@pytest.mark.parametrize(("threshold_of", "net"), [("running", "900.00"), ("original", "800.00")])
def test_which_amount_a_threshold_looks_at(threshold_of: str, net: str, tmp_path: Path) -> None:
    made = with_settings(tmp_path, f"{{threshold_of: {threshold_of}}}", STEPS, "{product: W1, quantity: 10}")
    assert str(made.totals.net) == net


# 10.00 over three equal lines: 3.33 each and an odd cent
@pytest.mark.parametrize(
    ("remainder", "nets"),
    [("largest", "96.66 96.67 96.67"), ("first", "96.66 96.67 96.67"), ("last", "96.67 96.67 96.66")],
)
def test_which_line_takes_the_odd_cent(remainder: str, nets: str, tmp_path: Path) -> None:
    lines = ", ".join(["{product: W1, quantity: 1}"] * 3)
    made = with_settings(tmp_path, f"{{remainder: {remainder}}}", THIRD, lines)
    assert " ".join(str(line.net) for line in made.lines) == nets


# 33.33 × 13 % = 4.3329: 4.33 each, three are 12.99; 99.99 × 13 % = 12.9987 is 13.00
@pytest.mark.parametrize(("tax_per", "tax"), [("line", "13.00"), ("unit", "12.99")])
def test_where_tax_is_rounded(tax_per: str, tax: str, tmp_path: Path) -> None:
    made = with_settings(tmp_path, f"{{tax_per: {tax_per}}}", "", "{product: W2, quantity: 3}")
    assert str(made.totals.tax) == tax


# 1,000,000 × 0.0012 = 1200 a month, 6 % of it is 72; 6 % of 0.0012 is no cent, and nothing would be left. 3 × 0.125 = 0.38 (0.375), 13 % is 0.05
@pytest.mark.parametrize("tax_per", ["line", "unit"])
@pytest.mark.parametrize(
    ("entry", "line", "tax"),
    [
        ("U1: 0.0012", "{product: U1, quantity: 1000050, term: 1}", "72.00"),
        ("U1: 0.12", "{product: U1, quantity: 1050, term: 1}", "7.20"),
        ("W3: 0.125", "{product: W3, quantity: 3}", "0.05"),
        # 100 × 0.085 = 8.50, 13 % of it is 1.105; 13 % of 0.085 is one cent, and 100 of them 1.00
        (
            "W3: {method: volume, tiers: [{from: 1, price: 0.10}, {from: 100, price: 0.085}]}",
            "{product: W3, quantity: 100}",
            "1.11",
        ),
    ],
)
def test_tax_of_fractions_of_a_cent_and_of_what_is_metered_is_rounded_for_the_line(
    tax_per: str, entry: str, line: str, tax: str, tmp_path: Path
) -> None:
    prices = f"price_lists: {{L: {{name: L, currency: CNY, channel: direct, entries: {{{entry}}}}}}}\n"
    made = with_settings(tmp_path, f"{{tax_per: {tax_per}}}", "", line, prices)
    assert str(made.lines[0].tax.amount) == tax


# 50 × 1.25 % = 0.625: taken off as 0.63, or as 0.62
@pytest.mark.parametrize(("rounding", "net"), [("half_up", "49.37"), ("half_even", "49.38"), ("down", "49.38")])
def test_how_half_a_cent_is_rounded(rounding: str, net: str, tmp_path: Path) -> None:
    rules = "promotions: {a: {name: A, benefit: {kind: percent, value: 1.25%}}}\n"
    made = with_settings(tmp_path, f"{{rounding: {rounding}}}", rules, "{product: W3, quantity: 5}")
    assert str(made.totals.net) == net
