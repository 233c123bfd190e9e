"""Options and alternatives on documents: below the totals, with what they add, and in no total."""

from pathlib import Path
from typing import Any

import pytest

from cpq.documents import Press, render_pdf
from cpq.documents.customer_view import customer_view
from cpq.priced_quote import PricedQuote
from cpq.rulebook.text import Locale
from tests.documents import reading
from tests.pricing.books import PRICES, book, quote

LINES = (
    "lines: [{id: w, product: W1, quantity: 1}, {product: D1, quantity: 1, optional: true},"
    " {product: W2, quantity: 2, alternative_to: w}]"
)


@pytest.fixture(scope="module")
def offering(tmp_path_factory: pytest.TempPathFactory) -> PricedQuote:
    return quote(book(tmp_path_factory.mktemp("asides"), PRICES), LINES)


@pytest.mark.parametrize(
    ("locale", "printed"),
    [("zh", ["可选与备选不计入合计", "替代第1行"]), ("en", ["Optionsandalternativesnotinthetotal", "Insteadofline1"])],
)
def test_the_pdf_lists_them_with_what_they_add(
    locale: Locale, printed: list[str], offering: PricedQuote, press: Press, templates: Path
) -> None:
    text = reading.text(render_pdf(offering, templates, locale, press=press).pdf)
    for each in (*printed, "800.00", "−33.34" if "−33.34" in text else "-33.34"):
        assert text.count(each) >= 1, text
    assert "113.00" in text  # 100 and 13 %: the options are in no total


def test_what_customers_see_of_them_has_no_costs(offering: PricedQuote) -> None:
    shown: Any = customer_view(offering, "en", show_discounts=False)["asides"]
    option, alternative = shown
    assert (option["kind"], option["net"], option["instead_of"]) == ("option", "800.00", None)
    assert (alternative["kind"], alternative["net"], alternative["instead_of"]) == ("alternative", "-33.34", "1")
    assert not {"cost", "trace", "list_amount", "discount"} & option["lines"][0].keys()


def test_without_them_nothing_is_said(tmp_path: Path) -> None:
    plain = quote(book(tmp_path, PRICES), "lines: [{product: W1, quantity: 1}]")
    assert customer_view(plain, "en")["asides"] == []
