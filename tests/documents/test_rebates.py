"""Rebates that pay for a quote are named in its PDF, beside the other discounts."""

from pathlib import Path

import pytest

from cpq.documents import Press, render_pdf
from cpq.documents.customer_view import customer_view
from cpq.priced_quote import PricedQuote
from cpq.rulebook.text import Locale
from tests.documents import reading
from tests.pricing.books import PRICES, book, quote

RULES = (
    PRICES
    + """
promotions: {tenth: {name: Tenth, target: {products: [W1]}, benefit: {kind: percent, value: 10%}}}
rebates:
  annual:
    name: {zh: 年度返利, en: Annual rebate}
    when: customer.id == "ACME" and currency == "CNY"
    period: year
    calculation: retrospective
    tiers: [{from: {CNY: 0}, rate: 1%}]
    usable: {share: 50%}
"""
)


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> PricedQuote:
    rules = book(tmp_path_factory.mktemp("rebates"), RULES)
    return quote(rules, "rebates: {annual: {balance: 50, use: 20}}, lines: [{product: W1, quantity: 1}]")


@pytest.mark.parametrize(
    ("locale", "printed"),
    [
        ("zh", ("优惠合计−10.00", "使用返利·年度返利−20.00")),
        ("en", ("Discount−10.00", "Rebateused·Annualrebate−20.00")),
    ],
)
def test_the_pdf_names_what_was_used(
    locale: Locale, printed: tuple[str, str], paid: PricedQuote, press: Press, templates: Path
) -> None:
    text = reading.text(render_pdf(paid, templates, locale, press=press).pdf)
    assert all(each in text for each in printed), text


def test_the_rebate_is_named_where_discounts_are_not_shown(paid: PricedQuote) -> None:
    totals = customer_view(paid, "en", show_discounts=False)["totals"]
    assert isinstance(totals, dict)
    assert (totals["rebates"], "discount" in totals) == ([{"name": "Annual rebate", "used": "20.00"}], False)
