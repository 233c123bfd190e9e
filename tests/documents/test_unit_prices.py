"""How a price of one unit is shown: as it is, where that can be written down."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from cpq.answer.unit_price import shown_unit_price
from cpq.documents import render_html
from cpq.documents.formatting import Formats
from cpq.money import Rounding
from tests.pricing.books import book, quote


@pytest.mark.parametrize(
    ("price", "digits", "like", "shown"),
    [
        ("450", 2, None, "450.00"),
        ("0.5", 2, None, "0.50"),
        ("0.033", 2, None, "0.033"),
        ("0.0000025", 2, None, "0.0000025"),
        ("12.3456", 2, None, "12.3456"),
        ("12.5", 0, None, "12.5"),
        ("0", 2, None, "0.00"),
        # 100 / 3 goes on for ever: to the cent; 1 / 3 to four significant digits
        ("33.33333333333333", 2, None, "33.33"),
        ("0.33333333333333", 2, None, "0.3333"),
        # A net price is as fine as its list price, or has four significant digits
        ("293.1875", 2, "300.00", "293.19"),
        ("11.11104", 2, "12.3456", "11.1110"),
        ("0.0297", 2, "0.033", "0.0297"),
        ("0.40854321", 2, "0.50", "0.4085"),
        ("33.4", 0, "35", "33"),
    ],
)
def test_a_unit_price_has_the_digits_that_it_needs(price: str, digits: int, like: str | None, shown: str) -> None:
    given = shown_unit_price(Decimal(price), digits, Rounding.HALF_UP, like=None if like is None else Decimal(like))
    assert given == Decimal(shown)
    assert max(digits, -int(given.as_tuple().exponent)) == max(digits, len(shown.partition(".")[2].rstrip("0")))


@pytest.mark.parametrize(
    ("currency", "digits", "price", "printed"),
    [("CNY", 2, "0.033", "0.033"), ("CNY", 2, "1450", "1,450.00"), ("JPY", 0, "12.5", "12.5"), ("JPY", 0, "12", "12")],
)
def test_documents_print_every_digit_of_a_unit_price(currency: str, digits: int, price: str, printed: str) -> None:
    assert Formats("en", currency, digits).price(price) == printed


@pytest.mark.parametrize(
    ("rate", "printed"),
    [("0.13", "13%"), ("0.07236", "7.24%"), ("1", "100%"), ("-4.0374", "-404%"), ("12.5", "1,250%")],
)
def test_a_percentage_above_a_hundred_is_whole(rate: str, printed: str) -> None:
    assert Formats("en", "CNY", 2).percent(rate) == printed


def test_metered_prices_below_a_cent_are_on_the_quote(tmp_path: Path, templates: Path) -> None:
    rules = (
        "price_lists: {L: {name: List, currency: CNY, channel: direct, entries: {U1: 0.033}}}\n"
        "promotions: {tenth: {name: Tenth, benefit: {kind: percent, value: 10%}}}\n"
    )
    made = quote(book(tmp_path, rules), "lines: [{product: U1, quantity: 1050, term: 1}]")
    line = made.lines[0]
    # 1050 less 50 that are included; 33.00 less a tenth
    assert (str(line.unit_list), str(line.unit_net), str(line.net)) == ("0.033", "0.0297", "29.70")
    cells = re.findall(r'<td class="figure(?: quiet| amount)?">\s*([\d.,]+)', render_html(made, templates, "en"))
    assert [cell for cell in cells if cell.startswith("0.0") and cell != "0.00"] == ["0.033", "0.0297"]
