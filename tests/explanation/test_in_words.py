"""The terms of a condition as they are told to a customer."""

from datetime import date
from decimal import Decimal

import pytest

from cpq.explanation.shortfall import lacking
from cpq.pricing.scopes import line_scope
from cpq.rulebook.expressions import Bool, compile_expression
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import PRICES, book

HAVE = {
    "customer.segment": "business",
    "customer.regions": frozenset({"CN", "CN-SH"}),
    "customer.groups": frozenset[str](),
    "channel": "direct",
    "currency": "CNY",
    "date": date(2026, 1, 1),
    "payment_term": "",
    "order.net": Decimal(8800),
    "quantity": Decimal(36),
    "product.tags": frozenset({"sale"}),
    "product.colour": "red",
}
SAID = [
    ("quantity >= 100", "the quantity is at least 100; here it is 36; 64 more", "数量不少于 100，现在为 36，还差 64"),
    ("5 <= quantity < 20", "the quantity is at least 5 and below 20; here it is 36", "数量不少于 5、低于 20，现在为 36"),
    ("quantity > 50", "the quantity is above 50; here it is 36", "数量超过 50，现在为 36"),
    ('customer.segment in ["education"]', "the customer's segment is “Education”; here it is “Business”", "客户分群为“Education”，现在为“Business”"),
    ('"CN-SH" in customer.groups', "the customer's groups include “CN-SH”; here there are none", "客户的群组含“CN-SH”，现在没有"),
    ('"heavy" in product.tags', "the product's tags include “heavy”; here they are “sale”", "产品标签含“heavy”，现在为“sale”"),
    ('channel == "dealer"', "the channel is “Dealer”; here it is “Direct”", "渠道为“Dealer”，现在为“Direct”"),
    ('date >= date("2026-06-01")',
     "the date of the quote is 2026-06-01 or later; here it is 2026-01-01", "报价日期不早于 2026-06-01，现在为 2026-01-01"),
    ("order.net >= CNY(10000)",
     "the order's net amount is at least 10,000 CNY; here it is 8,800 CNY; 1,200 CNY more",
     "整单净额不少于 10,000 CNY，现在为 8,800 CNY，还差 1,200 CNY"),
    ('product.colour == "blue"', "Colour is Blue; here it is Red", "Colour 为 Blue，现在为 Red"),
    ("product.watts >= 5", "Watts is at least 5 W; there is none here", "Watts 不少于 5 W，这里没有"),
]  # fmt: skip
AS_WRITTEN = [
    ("quantity % 12 == 0", "it takes quantity % 12 == 0; here quantity = 36", "须 quantity % 12 == 0，现在 quantity = 36"),
    ('customer.segment != "business"',
     'it takes customer.segment != "business"; here customer.segment = "business"',
     '须 customer.segment != "business"，现在 customer.segment = "business"'),
]  # fmt: skip


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return book(tmp_path_factory.mktemp("words"), PRICES)


def said(text: str, rulebook: Rulebook) -> tuple[str, str]:
    why = lacking(compile_expression(text, line_scope(rulebook), Bool()), HAVE, 0, rulebook)
    return why.en, why.zh


@pytest.mark.parametrize(("text", "en", "zh"), SAID)
def test_a_term_is_told_in_words_with_what_is_there(text: str, en: str, zh: str, rulebook: Rulebook) -> None:
    assert said(text, rulebook) == (f"it applies where {en}", f"须{zh}")


@pytest.mark.parametrize(("text", "en", "zh"), AS_WRITTEN)
def test_what_has_no_words_is_told_as_it_is_written(text: str, en: str, zh: str, rulebook: Rulebook) -> None:
    assert said(text, rulebook) == (en, zh)
