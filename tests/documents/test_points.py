"""Points on documents: once under the totals, where there are any."""

from pathlib import Path

import pytest

from cpq.documents import Press, render_pdf
from cpq.documents.customer_view import customer_view
from cpq.priced_quote import PricedQuote
from cpq.rulebook.text import Locale
from tests.documents import reading
from tests.pricing.books import PRICES, book, quote

RULES = PRICES + "promotions: {p: {name: P, benefit: {kind: points, fixed: 1234}, needs: [{target: {products: [W1]}}]}}"


@pytest.fixture(scope="module")
def earning(tmp_path_factory: pytest.TempPathFactory) -> PricedQuote:
    return quote(book(tmp_path_factory.mktemp("points"), RULES), "lines: [{product: W1, quantity: 1}]")


@pytest.mark.parametrize(("locale", "printed"), [("zh", "本单可得1,234积分"), ("en", "Youearn1,234points")])
def test_the_pdf_says_once_how_many(
    locale: Locale, printed: str, earning: PricedQuote, press: Press, templates: Path
) -> None:
    text = reading.text(render_pdf(earning, templates, locale, press=press).pdf)
    assert text.count(printed) == 1, text


def test_without_points_nothing_is_said_of_them(tmp_path: Path) -> None:
    none = quote(book(tmp_path, RULES), "lines: [{product: W3, quantity: 1}]")
    assert (none.points, customer_view(none, "en")["points"]) == (0, None)
