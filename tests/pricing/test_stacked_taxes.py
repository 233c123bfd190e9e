"""Taxes of several jurisdictions on one line: rows with places of their own, exemptions with their certificate."""

from decimal import Decimal
from pathlib import Path

import pytest

from cpq.kinds import load_rulebook, read_request
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from tests.pricing.books import CASES, book, loaded

RULES = CASES / "pricing" / "stacked_taxes.yaml"


def priced(tmp_path: Path, rest: str, added: str = "") -> PricedQuote:
    rulebook = book(tmp_path, RULES.read_text("utf-8") + added)
    text = "{id: Q, date: 2026-07-01, currency: CNY, lines: [{product: W1, quantity: 1}], " + rest + "}"
    return price_quote(rulebook, read_request(text, "r.yaml", rulebook))


def test_each_jurisdiction_is_a_row_with_its_place(tmp_path: Path) -> None:
    made = priced(tmp_path, "channel: direct, customer: {name: O, segment: business, region: US-CA-OAK}")
    tax = made.lines[0].tax
    assert [(part.name.en, str(part.rate), str(part.amount), str(part.place)) for part in tax.parts] == [
        ("City tax", "0.0075", "0.75", "rules.yaml:13:81"),
        ("Transit district", "0.00125", "0.13", "rules.yaml:14:58"),
        ("County tax", "0.03", "3.00", "rules.yaml:11:50"),
        ("State sales tax", "0.0725", "7.25", "rules.yaml:10:31"),
    ]
    assert (tax.rate, tax.amount) == (Decimal("0.11125"), Decimal("11.13"))
    assert [(row.name.en, str(row.base), str(row.amount)) for row in made.totals.taxes] == [
        ("City tax", "100.00", "0.75"),
        ("Transit district", "100.00", "0.13"),
        ("County tax", "100.00", "3.00"),
        ("State sales tax", "100.00", "7.25"),
    ]


def test_what_prices_contain_is_shared_out_to_the_cent(tmp_path: Path) -> None:
    made = priced(tmp_path, "channel: dealer, customer: {name: O, segment: business, region: US-CA-ALA}")
    # 10.31 by 3 and 7.25 of 10.25: 3.0176 and 7.2924
    assert [str(part.amount) for part in made.lines[0].tax.parts] == ["3.02", "7.29"]


def test_an_exemption_names_the_certificate_and_where_it_is_written(tmp_path: Path) -> None:
    customer = "customers: {R: {name: R, segment: business, region: US-CA-SF, tax_exempt: [{certificate: SR 12-3, region: US}]}}\n"
    made = priced(tmp_path, "channel: direct, customer: R", customer)
    (part,) = made.lines[0].tax.parts
    assert (part.name.en, part.amount, part.rate) == (
        "State sales tax, exempt by certificate SR 12-3",
        Decimal("0.00"),
        Decimal(0),
    )
    assert part.certificate == "SR 12-3"
    assert str(part.place).startswith("rules.yaml:")
    described = "{name: R, segment: business, region: US-CA-SF, tax_exempt: [{certificate: X}]}"
    made = priced(tmp_path / "two", f"channel: direct, customer: {described}")
    assert str(made.lines[0].tax.parts[0].place).startswith("r.yaml:1:")


def test_a_tax_on_top_of_nothing_is_found(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        "regions: {US: {name: US}}\n"
        "taxes: {US: {region: US, on_top: true, rates: {goods: {name: T, rate: 8%}, services: {name: T, rate: 8%}}}}\n",
    ).findings
    assert [f"{each.place} {each.code}" for each in found] == ["rules.yaml:2:40 no-tax-rate"]


@pytest.mark.parametrize("per", ["line", "unit"])
def test_parts_round_as_the_company_says(per: str, tmp_path: Path) -> None:
    rules = RULES.read_text("utf-8")
    folder = tmp_path / per
    rulebook = book(folder, rules)
    company = (
        (folder / "company.yaml")
        .read_text("utf-8")
        .replace("  region: CN\n", f"  region: CN\n  settings: {{tax_per: {per}}}\n", 1)
    )
    (folder / "company.yaml").write_text(company, "utf-8")
    rulebook = load_rulebook(folder).rulebook
    assert rulebook is not None
    text = (
        "{id: Q, date: 2026-07-01, currency: CNY, channel: direct, customer: {name: O, segment: business, region: US-CA-ALA}, "
        "lines: [{product: W2, quantity: 100}]}"
    )
    (line,) = price_quote(rulebook, read_request(text, "r.yaml", rulebook)).lines
    # A line of 3333.00: 99.99 and 241.64. A unit of 33.33: 1.00 and 2.42, times 100.
    assert [str(part.amount) for part in line.tax.parts] == {"line": ["99.99", "241.64"], "unit": ["100.00", "242.00"]}[
        per
    ]
