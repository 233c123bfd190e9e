"""Quantities with fractions in the PDF and in the JSON."""

from pathlib import Path

import pytest

from cpq.documents import Press, render_pdf
from cpq.priced_quote import PricedQuote
from cpq.quote_json import line_as_json
from cpq.rulebook.text import Locale
from tests.documents import reading
from tests.pricing.books import book, quote

RULES = """
products:
  POWDER: {kind: sku, name: Powder, category: things, tax_class: goods, unit: {zh: 千克, en: kg}, order: {step: 0.001}}
price_lists:
  L: {name: List, currency: CNY, channel: direct, entries: {POWDER: 12.345}}
"""


@pytest.fixture(scope="module")
def powder(tmp_path_factory: pytest.TempPathFactory) -> PricedQuote:
    return quote(book(tmp_path_factory.mktemp("powder"), RULES), "lines: [{product: POWDER, quantity: 2.375}]")


@pytest.mark.parametrize(("locale", "printed"), [("zh", "2.375千克"), ("en", "2.375kg")])
def test_the_pdf_says_how_much(
    locale: Locale, printed: str, powder: PricedQuote, press: Press, templates: Path
) -> None:
    text = reading.text(render_pdf(powder, templates, locale, press=press).pdf)
    assert printed in text, text
    assert "29.32" in text


def test_the_json_has_the_quantity_as_it_was_ordered(powder: PricedQuote) -> None:
    (line,) = powder.lines
    shown = line_as_json(line)
    assert (shown["quantity"], shown["net"]) == ("2.375", "29.32")
