"""Deliveries on documents: rows of their own under the goods, and nothing of what is the company's own business."""

import json
from pathlib import Path

import pytest

from cpq.documents import Press, render_pdf
from cpq.documents.chart import quote_bars
from cpq.documents.customer_view import customer_view
from cpq.priced_quote import PricedQuote
from cpq.rulebook.text import Locale
from tests.documents import reading
from tests.pricing.books import PRICES, book, quote

RULES = (
    PRICES
    + """
delivery_methods:
  post:
    name: {zh: 邮寄, en: Post}
    description: {zh: 三天送达, en: Arrives in three days}
    tax_class: services
    price: {CNY: 123.45}
    cost: 77.31
  van: {name: {zh: 货车, en: Van}, tax_class: services}
"""
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> PricedQuote:
    asked = "[post, {method: van, price: 50, reason: Old friends, note: By noon}]"
    return quote(
        book(tmp_path_factory.mktemp("brought"), RULES), f"lines: [{{product: W1, quantity: 3}}], deliveries: {asked}"
    )


def test_they_are_the_last_section_with_a_subtotal(made: PricedQuote) -> None:
    *_, section = json.loads(json.dumps(customer_view(made, "zh")))["sections"]
    assert (section["name"], section["net"]) == ("配送", "173.45")
    assert [(each["number"], each["level"], each["role"], each["name"]) for each in section["lines"]] == [
        ("D1", 0, "delivery", "邮寄"),
        ("D2", 0, "delivery", "货车"),
    ]


@pytest.mark.parametrize("secret", ["Old friends", "77.31", "trace", "rules.yaml"])
def test_neither_reason_nor_cost_is_the_customers(secret: str, made: PricedQuote) -> None:
    assert secret not in json.dumps(customer_view(made, "en"), ensure_ascii=False)


@pytest.mark.parametrize(
    ("locale", "printed"),
    [
        ("zh", ["配送D1邮寄三天送达1次123.45123.45123.45", "D2货车Bynoon1次50.00", "配送·小计173.45"]),
        (
            "en",
            ["DeliveryD1PostArrivesinthreedays1delivery123.45", "D2VanBynoon1delivery50.00", "Delivery·Subtotal173.45"],
        ),
    ],
)
def test_the_pdf_has_a_row_for_each(
    locale: Locale, printed: list[str], made: PricedQuote, press: Press, templates: Path
) -> None:
    text = reading.text(render_pdf(made, templates, locale, press=press).pdf)
    assert [words for words in printed if words not in text] == [], text
    assert "post" not in text  # the method's id is for rules and programs


def test_the_chart_climbs_from_the_goods_over_the_deliveries_to_the_net_amount(made: PricedQuote) -> None:
    bars = [(bar.label.en, str(bar.amount)) for bar in quote_bars(made, internal=False)]
    assert bars[:4] == [("List amount", "300.00"), ("Post", "123.45"), ("Van", "50.00"), ("Net", "473.45")]
