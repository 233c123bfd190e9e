"""The PDF that a customer receives, read back: text, attachment, structure, bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

from cpq.documents import Press, Rendered, View, render_html, render_pdf
from cpq.documents.customer_view import customer_view
from cpq.documents.internal_view import internal_view
from cpq.priced_quote import Metering, PricedQuote, RecurringTotal
from cpq.rulebook.text import Locale, Text
from tests.documents import reading, sample_quote
from tests.documents.sample_quote import COST_MARK, line, many_lines, one_line, quote


@pytest.fixture(scope="module")
def chinese(press: Press, templates: Path) -> Rendered:
    return render_pdf(quote(), templates, "zh", press=press)


@pytest.fixture(scope="module")
def english(press: Press, templates: Path) -> Rendered:
    return render_pdf(quote(), templates, "en", press=press)


@pytest.mark.parametrize(
    "printed",
    [
        "¥1,646,866.84",
        "人民币壹佰陆拾肆万陆仟捌佰陆拾陆元捌角肆分",
        "2026年3月14日",
        "2026年4月13日",
        "RS4200双路机架服务器2U",
        "423,457.60",
        "一次性费用1,314,321.60",
        "每月12,952.00155,424.00",
        "增值税13%165,167.80",
        "预付30%",
        "中国工商银行苏州工业园区支行",
        "盖章处",
    ],
)
def test_the_chinese_quote_says(chinese: Rendered, printed: str) -> None:
    assert printed in reading.text(chinese.pdf)


@pytest.mark.parametrize(
    "printed",
    [
        "CN¥1,646,866.84",
        "14March2026",
        "RS4200two-socketrackserver,2U",
        "Subtotalwithoptions423,457.60",
        "VAT13%165,167.80",
    ],
)
def test_the_english_quote_says(english: Rendered, printed: str) -> None:
    assert printed in reading.text(english.pdf)


def test_a_rendering_of_the_samples_has_nothing_to_complain_of(chinese: Rendered) -> None:
    assert [each for each in chinese.warnings if each.code != "no-harfbuzz-subset"] == []


@pytest.mark.parametrize("locale", get_args(Locale))
def test_a_quote_of_one_line_fits_on_one_page(press: Press, templates: Path, locale: Locale) -> None:
    assert render_pdf(one_line(), templates, locale, press=press).pages == 1


def test_every_page_says_which_of_how_many_it_is_and_repeats_the_head_of_the_table(
    press: Press, templates: Path
) -> None:
    rendered = render_pdf(many_lines(120), templates, "zh", press=press)
    pages = reading.pages(rendered.pdf)
    assert rendered.pages == len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"{number}/{len(pages)}" in page
    with_lines = [page for page in pages if "至强金牌" in page]
    assert len(with_lines) > 2
    assert all("产品与服务" in page for page in with_lines)


def test_no_product_is_parted_from_its_first_option_by_a_page_break(press: Press, templates: Path) -> None:
    for page in reading.pages(render_pdf(many_lines(119), templates, "zh", press=press).pdf):
        *_, last = page.rpartition("双路机架服务器2U")
        assert "双路机架服务器2U" not in page or "处理器" in last


def plain_lines(count: int) -> PricedQuote:
    """`count` equal lines of one row each, one after the other."""
    return quote([line(str(number), Text.same("Rack screw"), "2.00", "10") for number in range(1, count + 1)])


def test_signatures_do_not_stand_alone_on_a_page(press: Press, templates: Path) -> None:
    ends_a_page_with_the_terms = 47
    *_, last = reading.pages(render_pdf(plain_lines(ends_a_page_with_the_terms), templates, "en", press=press).pdf)
    assert "Acceptance" in last
    assert "formspartoftheorder" in last


def test_a_long_unit_stays_in_its_column(press: Press, templates: Path) -> None:
    wide = line("1", Text.same("Metering"), "3.00", "75", unit=Text.same("thousand events"))
    rendered = render_pdf(quote([wide]), templates, "en", press=press)
    ((_, first), *_), ((_, second), *_) = (
        reading.places(rendered.pdf, "thousand"),
        reading.places(rendered.pdf, "events"),
    )
    assert first > second


def test_a_long_name_breaks_at_its_end_and_not_after_the_first_word(press: Press, templates: Path) -> None:
    name = "Operating panel (silver, mirror stainless steel)"
    rendered = render_pdf(
        quote([line("1", Text.same(name), "3.00", code="PNL-silver-mirror")]), templates, "en", press=press
    )
    text = reading.reader(rendered.pdf).pages[0].extract_text()
    assert name in text


def test_a_set_that_is_paid_as_one_has_no_subtotal_of_its_own(press: Press, templates: Path) -> None:
    lines = [line("1", Text.same("Set"), "9.00"), line("1.1", Text.same("Cup"), included=True)]
    assert "Subtotalwithoptions" not in reading.text(render_pdf(quote(lines), templates, "en", press=press).pdf)


def test_an_option_that_begins_with_its_group_is_not_named_twice(press: Press, templates: Path) -> None:
    group = Text(zh="轿厢", en="Car")
    lines = [
        line("1", Text.same("Lift"), "9.00"),
        line("1.1", Text(zh="轿厢 630", en="Car 630"), "2.00", group=group),
        line("1.2", Text(zh="宽敞型", en="Roomy"), "2.00", group=group),
    ]
    text = reading.text(render_pdf(quote(lines), templates, "en", press=press).pdf)
    assert ("CarCar630" in text, "CarRoomy" in text) == (False, True)


def test_a_draft_says_so_on_every_page_and_a_final_quote_nowhere(
    press: Press, templates: Path, chinese: Rendered
) -> None:
    draft = render_pdf(quote(of={"status": "draft"}), templates, "zh", press=press)
    assert all("草稿" in page.replace("报价单草稿", "") for page in reading.pages(draft.pdf))
    assert all(0 < x < 595 and 0 < y < 842 for x, y in reading.places(draft.pdf, "草"))
    assert "草稿" not in reading.text(chinese.pdf)


def test_the_attachment_is_the_customers_view(chinese: Rendered) -> None:
    assert reading.attached(chinese.pdf) == json.loads(json.dumps(customer_view(quote(), "zh")))


def test_no_customer_sees_cost_margin_or_approvals(chinese: Rendered) -> None:
    seen = reading.text(chinese.pdf) + json.dumps(reading.attached(chinese.pdf), ensure_ascii=False)
    for secret in (str(COST_MARK), f"{COST_MARK:,}", "毛利", "审批", "销售总监", "SECRET-COUPON-77", "rules/"):
        assert secret not in seen


def test_the_internal_copy_has_waterfall_trace_margin_and_approvals(press: Press, templates: Path) -> None:
    pdf = render_pdf(quote(settings={"show_discounts": False}), templates, "zh", "internal", press=press).pdf
    seen = reading.text(pdf)
    for printed in (
        "价格瀑布",
        "8,642.13",
        "毛利率",
        "需要审批",
        "销售总监",
        "rules/promotions/spring.yaml:12:5",
        "-152,294.40",
        "请勿外发",
    ):
        assert printed in seen
    assert reading.attached(pdf) == json.loads(
        json.dumps(internal_view(quote(settings={"show_discounts": False}), "zh"))
    )


def test_hidden_discounts_leave_no_trace(press: Press, templates: Path, chinese: Rendered) -> None:
    hidden = render_pdf(quote(settings={"show_discounts": False}), templates, "zh", press=press)
    seen = reading.text(hidden.pdf) + json.dumps(reading.attached(hidden.pdf), ensure_ascii=False)
    for trace in ("折扣", "目录", "优惠", "18,600.00", "1,622,040.00", "152,294.40"):
        assert trace in reading.text(chinese.pdf)
        assert trace not in seen
    for trace in ("discount", "list", "18600", "1622040", "152294"):
        assert trace not in seen
    assert "¥1,646,866.84" in seen


def test_prices_that_include_tax_say_so(press: Press, templates: Path) -> None:
    seen = reading.text(render_pdf(quote(tax_included=True), templates, "zh", press=press).pdf)
    assert "以下金额含税" in seen
    assert "其中税额" in seen
    assert "未税合计" not in seen


def test_the_same_quote_gives_the_same_bytes_in_any_process(chinese: Rendered, press: Press, templates: Path) -> None:
    again = render_pdf(quote(), templates, "zh", press=press).pdf
    code = (
        "import sys; from pathlib import Path; from cpq.documents import render_pdf; from tests.documents.sample_quote import quote\n"
        "sys.stdout.buffer.write(render_pdf(quote(), Path(sys.argv[1]), 'zh').pdf)"
    )
    root = str(Path(__file__).parents[2])
    elsewhere = subprocess.run(
        [sys.executable, "-c", code, str(templates)], cwd=root, capture_output=True, check=True
    ).stdout
    assert chinese.pdf == again == elsewhere


def test_another_quote_gives_another_identifier(chinese: Rendered, press: Press, templates: Path) -> None:
    other = render_pdf(one_line(), templates, "zh", press=press).pdf
    assert reading.reader(chinese.pdf).trailer["/ID"] != reading.reader(other).trailer["/ID"]


def test_the_pdf_is_tagged_for_screen_readers(chinese: Rendered) -> None:
    catalog: Any = reading.reader(chinese.pdf).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "zh-CN"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in catalog["/Metadata"].get_data()
    metadata: Any = reading.reader(chinese.pdf).metadata
    assert metadata["/Title"] == "报价单 Q-2026-0314 · 云峙数据"
    kinds = [node["/S"] for node in _nodes(catalog["/StructTreeRoot"])]
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/L"} <= set(kinds)
    assert all(node.get("/Alt") for node in _nodes(catalog["/StructTreeRoot"]) if node["/S"] == "/Figure")


def _nodes(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    below = [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids]) if not isinstance(kid, int)]
    found = [each for each in below if isinstance(each, dict) and "/S" in each]
    return found + [deeper for each in found for deeper in _nodes(each)]


@pytest.mark.parametrize("view", get_args(View))
def test_every_table_has_headers_and_every_header_has_cells(press: Press, templates: Path, view: View) -> None:
    catalog: Any = reading.reader(render_pdf(quote(), templates, "en", view, press=press).pdf).trailer["/Root"]
    tables = [node for node in _nodes(catalog["/StructTreeRoot"]) if node["/S"] == "/Table"]
    assert tables
    for table in tables:
        cells = _nodes(table)
        headers = {each["/ID"] for each in cells if each["/S"] == "/TH"}
        meant = {id for each in cells if each["/S"] == "/TD" for id in each.get("/A", {}).get("/Headers", [])}
        assert headers
        assert headers == meant


def test_the_addresses_of_the_seller_are_links(english: Rendered) -> None:
    first: Any = reading.reader(english.pdf).pages[0]
    links = [each.get_object()["/A"]["/URI"] for each in first["/Annots"]]
    assert links == ["mailto:sales@yunzhi.example", "https://www.yunzhi.example"]


@pytest.mark.parametrize("website", ["javascript:alert(1)", "file:///etc/passwd", '"><img src="file:///etc/passwd'])
def test_no_web_address_is_anything_but_one(press: Press, templates: Path, website: str) -> None:
    company = sample_quote.company().model_copy(update={"website": website, "email": None})
    rendered = render_pdf(replace(quote(), company=company), templates, "en", press=press)
    first: Any = reading.reader(rendered.pdf).pages[0]
    assert all(each.get_object()["/A"]["/URI"].startswith("https://") for each in first["/Annots"])
    assert "/etc/passwd" not in website or "/etc/passwd" in first.extract_text()


def test_tagging_can_be_left_off(press: Press, templates: Path) -> None:
    plain = render_pdf(one_line(), templates, "zh", tagged=False, press=press)
    catalog: Any = reading.reader(plain.pdf).trailer["/Root"]
    assert "/StructTreeRoot" not in catalog


def test_dates_in_the_file_are_the_quotes_own(chinese: Rendered) -> None:
    metadata: Any = reading.reader(chinese.pdf).metadata
    assert (metadata["/CreationDate"], metadata["/ModDate"]) == ("D:20260314", "D:20260314")


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script><img src=x>",
        "{{ 7 * 7 }}{% for x in y %}",
        "&amp; &lt; \" ' ]]>",
        "]} @page { } </style>",
    ],
)
def test_what_customers_write_is_printed_and_never_carried_out(press: Press, templates: Path, name: str) -> None:
    hostile = quote([sample_quote.line("1", Text.same(name), "10.00")], buyer=sample_quote.buyer(name=Text.same(name)))
    assert "".join(name.split()) in reading.text(render_pdf(hostile, templates, "en", press=press).pdf)


def test_markup_in_names_is_escaped_in_the_html(press: Press, templates: Path) -> None:
    hostile = quote([sample_quote.line("1", Text.same("<b>bold</b>"), "10.00")])
    html = render_html(hostile, templates, "en", press=press)
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    assert "<b>bold" not in html


@pytest.mark.parametrize(
    "name", ["x" * 10_000, "很长" * 5_000, "\u202e" * 50 + "text", "a\x00\x1b\ud800b", "🚀" * 40, "\u0301" * 2_000]
)
def test_no_name_breaks_a_page(press: Press, templates: Path, name: str) -> None:
    rendered = render_pdf(quote([sample_quote.line("1", Text.same(name), "10.00")]), templates, "en", press=press)
    assert "10.00" in reading.text(rendered.pdf)


def test_characters_that_no_font_has_are_named_in_a_warning(press: Press, templates: Path) -> None:
    rendered = render_pdf(
        quote([sample_quote.line("1", Text.same("\U00012000"), "10.00")]), templates, "en", press=press
    )
    (warning,) = [each for each in rendered.warnings if each.code == "missing-glyph"]
    assert "U+12000" in warning.text.zh
    assert "U+12000" in warning.text.en


def test_a_currency_without_minor_units_shows_none(press: Press, templates: Path) -> None:
    yen = quote([sample_quote.line("1", Text.same("A"), "1234.00")], currency="JPY", digits=0)
    assert "1,234.00" not in reading.text(render_pdf(yen, templates, "en", press=press).pdf)
    assert "1,234" in reading.text(render_pdf(yen, templates, "en", press=press).pdf)


def test_an_unnamed_contact_and_bank_are_simply_left_out(press: Press, templates: Path) -> None:
    bare = sample_quote.company().model_copy(
        update={"bank": None, "phone": None, "email": None, "website": None, "tax_number": None}
    )
    rendered = render_pdf(
        replace(quote(of={"title": None, "notes": None, "sales_rep": None}), company=bare, payment_terms=None),
        templates,
        "en",
        press=press,
    )
    assert "None" not in reading.text(rendered.pdf)
    assert "Bank" not in reading.text(rendered.pdf)


@pytest.mark.parametrize(
    ("locale", "said"),
    [("zh", "每月预计用量80·其中免费5"), ("en", "Expectedpermonth80·ofwhichfree5")],
)
def test_a_metered_line_shows_what_is_expected_and_what_of_it_is_free(
    press: Press, templates: Path, locale: Locale, said: str
) -> None:
    metered = line("1", Text.same("Calls"), "1.00", "75", estimated=True, metering=Metering(Decimal(80), Decimal(5)))
    html = render_html(quote([metered]), templates, locale, press=press)
    assert said in "".join(html.split())
    without = replace(metered, quantity=Decimal(80), metering=Metering(Decimal(80), Decimal(0)))
    assert said[:6] not in "".join(render_html(quote([without]), templates, locale, press=press).split())


@pytest.mark.parametrize(("locale", "said"), [("zh", "每月，合同第2年9.00108.00"), ("en", "Permonth,year29.00108.00")])
def test_charges_have_a_row_for_each_year_of_a_ramp(press: Press, templates: Path, locale: Locale, said: str) -> None:
    years = tuple(
        RecurringTotal("month", year, Decimal(price), 12 * Decimal(price)) for year, price in [(1, "5.00"), (2, "9.00")]
    )
    ramped = one_line()
    rendered = render_pdf(
        replace(ramped, totals=replace(ramped.totals, recurring=years)), templates, locale, press=press
    )
    assert said in reading.text(rendered.pdf)
