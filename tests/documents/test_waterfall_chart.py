"""The waterfall as SVG: exact, readable without eyes or colour, and harmless whatever a product is called."""

import itertools
from decimal import Decimal
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import pytest

from cpq.documents.chart import Bar, line_bars, quote_bars, waterfall_svg
from cpq.kinds import load_rulebook, read_request
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from tests.pricing.books import PRICES, book, quote

DOCS = Path(__file__).parents[2] / "docs"
SVG = "{http://www.w3.org/2000/svg}"
RULES = """
price_rules:
  up: {name: {zh: 偏远地区, en: Remote}, target: {products: [W1]}, adjust: {percent: 10%}}
  down: {name: '<script>alert("x")</script> & "co"', target: {products: [W2]}, adjust: {percent: -10%}}
pocket_costs: {freight: {name: Freight, percent: 2%}}
"""
LINES = "lines: [{product: W1, quantity: 2}, {product: W2, quantity: 3, discount: {percent: 5%, reason: Friend}}]"


@pytest.fixture
def made(tmp_path: Path) -> PricedQuote:
    return quote(book(tmp_path, PRICES + RULES), LINES)


def adds_up(bars: tuple[Bar, ...]) -> bool:
    """Every change begins where the bar before it ended, and every level says what the changes came to."""
    pairs = itertools.pairwise(bars)
    return all(after.end == before.end if after.level else after.start == before.end for before, after in pairs)


def test_the_bars_lead_from_the_list_to_the_total_and_to_the_pocket(made: PricedQuote) -> None:
    assert adds_up(quote_bars(made, internal=False))
    assert adds_up(quote_bars(made, internal=True))
    assert quote_bars(made, internal=False)[-1].end == made.totals.gross
    assert made.pocket is not None
    pocket, cost, margin = quote_bars(made, internal=True)[-3:]
    assert (pocket.end, cost.amount, margin.end) == (made.pocket.price, Decimal(-180), made.pocket.price - 180)


def test_a_lines_bars_are_its_steps(made: PricedQuote) -> None:
    line = made.lines[1]
    bars = line_bars(made, line, internal=False)
    assert adds_up(bars)
    assert [bar.amount for bar in bars] == [
        Decimal("99.99"),
        Decimal("-10.00"),
        Decimal("-4.50"),
        line.net,
        line.tax.amount,
        line.gross,
    ]


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("number", [None, "2"])
def test_it_is_a_picture_with_a_title_and_every_figure_in_its_description(
    made: PricedQuote, locale: Literal["zh", "en"], number: str | None
) -> None:
    line = made.line(number) if number else None
    root = ET.fromstring(waterfall_svg(made, locale, line))
    title, description = root[0], root[1]
    assert (root.get("role"), root.get("lang")) == ("img", locale)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    bars = quote_bars(made, internal=False) if line is None else line_bars(made, line, internal=False)
    assert all(bar.label.to(locale) in (description.text or "") for bar in bars)
    assert f"{bars[-1].end:,.2f}" in (description.text or "")
    assert "prefers-color-scheme: dark" in "".join(each.text or "" for each in root.iter(f"{SVG}style"))


def test_names_stay_text(made: PricedQuote) -> None:
    drawn = waterfall_svg(made, "en")
    root = ET.fromstring(drawn)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} == {
        "svg", "title", "desc", "style", "rect", "text", "g", "line",
    }  # fmt: skip
    assert "<script" not in drawn
    assert not [each for each in root.iter() for name in each.attrib if name.startswith("on") or "href" in name]


def test_a_change_says_its_sign_and_the_customers_picture_nothing_internal(made: PricedQuote) -> None:
    drawn = waterfall_svg(made, "en")
    assert "+20.00" in drawn
    assert "-10.00" in drawn
    assert not [word for word in ("internal", "Freight", "Cost", "Pocket") if word in drawn]
    assert "Freight" in waterfall_svg(made, "en", internal=True)


def test_a_quote_for_nothing_has_a_chart(tmp_path: Path) -> None:
    free = quote(book(tmp_path, PRICES.replace("W1: 100", "W1: 0")), "lines: [{product: W1, quantity: 1}]")
    ET.fromstring(waterfall_svg(free, "en"))


@pytest.mark.parametrize(("locale", "file"), [("en", "waterfall.svg"), ("zh", "waterfall.zh.svg")])
def test_the_picture_in_the_guide_is_that_of_its_example(locale: Literal["zh", "en"], file: str) -> None:
    rulebook = load_rulebook(DOCS / "example" / "rules").rulebook
    assert rulebook is not None
    text = (DOCS / "example" / "requests" / "first.yaml").read_text("utf-8")
    made = price_quote(rulebook, read_request(text, "first.yaml", rulebook))
    assert (DOCS / "assets" / file).read_text("utf-8") == waterfall_svg(made, locale)
