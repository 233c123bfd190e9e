"""What a customer gets to see, as data."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cpq.documents.customer_view import customer_view
from cpq.documents.internal_view import internal_view
from cpq.priced_quote import PricedQuote
from cpq.rulebook.text import Locale, Text
from tests.documents import sample_quote
from tests.documents.sample_quote import COST_MARK, quote


def _seen(seen: PricedQuote, locale: Locale = "en") -> Any:
    return json.loads(json.dumps(customer_view(seen, locale)))


def _text(seen: PricedQuote, *, internal: bool = False) -> str:
    view = internal_view(seen, "en") if internal else customer_view(seen, "en")
    return json.dumps(view, ensure_ascii=False)


@pytest.mark.parametrize(
    "secret",
    [
        str(COST_MARK),
        "margin",
        "cost",
        "SECRET-COUPON-77",
        "Sales director",
        "margin-floor",
        "spring",
        "rules/",
        "cny-direct",
    ],
)
def test_what_is_the_companys_own_business_is_in_the_internal_view_only(secret: str) -> None:
    assert secret not in _text(quote())
    assert secret in _text(quote(), internal=True)


def test_hidden_discounts_leave_neither_fields_nor_amounts() -> None:
    hidden = _text(quote(settings={"show_discounts": False}))
    shown = _text(quote())
    listed = f"{quote().totals.list_amount:f}"
    for trace in ("unit_list", "list_amount", "discount", listed, "18600.00", f"{quote().totals.discount:f}"):
        assert trace in shown
        assert trace not in hidden
    assert f"{quote().totals.gross:f}" in hidden


def test_amounts_are_decimal_strings_and_nothing_is_a_float() -> None:
    view = json.loads(_text(quote()), parse_float=lambda number: pytest.fail(f"a float: {number}"))
    assert view["totals"]["gross"] == f"{quote().totals.gross:f}"
    assert view["sections"][0]["lines"][0]["tax"]["rate"] == "0.13"


def test_lines_stand_under_the_heading_of_the_product_that_they_are_inside_of() -> None:
    lines = sample_quote.server("1")
    strayed = [replace(each, section=sample_quote.SOFTWARE) if each.parent else each for each in lines]
    (section,) = _seen(quote(strayed), "zh")["sections"]
    assert [line["number"] for line in section["lines"]] == [line.number for line in lines]


def test_a_product_carries_the_sum_of_itself_and_everything_inside() -> None:
    made = quote()
    sections = json.loads(_text(made))["sections"]
    whole = {line["number"]: line["net_with_options"] for section in sections for line in section["lines"]}
    rack = sum((line.net for line in made.lines if line.number == "2" or line.number.startswith("2.")), Decimal(0))
    assert Decimal(whole["2"]) == rack
    assert whole["3"] is None


def test_only_rmb_is_written_in_capitals() -> None:
    assert _seen(quote(), "zh")["totals"]["gross_in_capitals"].startswith("人民币")
    assert _seen(quote(currency="USD"), "zh")["totals"]["gross_in_capitals"] is None


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("safe\u202etxt.exe", "safetxt.exe"),
        ("\u2066a\u2069\u200fb\u200e", "ab"),
        ("a\x00b\x1b[31m", "a\ufffdb\ufffd[31m"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("two\r\nlines\rthree", "two\nlines\nthree"),
        ("家族 👨‍👩‍👧 café", "家族 👨‍👩‍👧 café"),
        ("x" * 10_000, "x" * 10_000),
        ("x" * 10_001, "x" * 10_000 + "…"),
    ],
)
def test_text_is_made_fit_for_print(written: str, printed: str) -> None:
    view = _seen(quote([sample_quote.line("1", Text.same(written), "1.00")]))
    assert view["sections"][0]["lines"][0]["name"] == printed


def test_what_the_rep_writes_comes_in_the_language_of_the_document() -> None:
    written = quote(
        [sample_quote.line("1", Text.same("A"), "1.00", note=Text(zh="行备注", en="note"))],
        buyer=sample_quote.buyer(contact=Text(zh="联系人", en="contact")),
        of={"notes": Text(zh="整单备注", en="notes"), "sales_rep": Text(zh="销售", en="rep")},
    )
    read = [(_seen(written, locale)) for locale in ("zh", "en")]
    assert [
        (view["notes"], view["seller"]["contact"], view["buyer"]["contact"], view["sections"][0]["lines"][0]["note"])
        for view in read
    ] == [("整单备注", "销售", "联系人", "行备注"), ("notes", "rep", "contact", "note")]
