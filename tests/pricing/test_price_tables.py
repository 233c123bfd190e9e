"""Price lists whose prices stand in a file of many rows."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cpq.kinds import read_request
from cpq.quote import price_quote
from cpq.rulebook.load import Loaded
from tests.pricing.books import book, loaded, quote

LIST = (
    "price_lists:\n  L: {name: List, currency: CNY, channel: direct, table: prices/all.prices.csv, entries: {W3: 9}}\n"
)
DERIVED = LIST + "  M: {name: More, currency: CNY, channel: dealer, based_on: {list: L, percent: 10%}}\n"


def with_table(folder: Path, content: str | bytes, name: str = "all.prices.csv", rules: str = LIST) -> Loaded:
    (folder / "prices").mkdir(parents=True, exist_ok=True)
    (folder / "prices" / name).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return loaded(folder, rules.replace("all.prices.csv", name))


def said(made: Loaded) -> list[str]:
    return [f"{each.place} {each.code}" for each in made.findings]


def test_a_table_prices_what_the_list_does_not(tmp_path: Path) -> None:
    assert said(with_table(tmp_path, "item,price,floor\nW2,33.335,30\nW1,100,\nW3,1,\n")) == []
    priced = quote(
        book(tmp_path, LIST),
        "lines: [{product: W1, quantity: 2}, {product: W2, quantity: 3}, {product: W3, quantity: 1}]",
    )
    assert [str(line.net) for line in priced.lines] == ["200.00", "100.01", "9.00"]
    assert [str(line.trace[0].place) for line in priced.lines] == [
        "prices/all.prices.csv:3",
        "prices/all.prices.csv:2",
        "rules.yaml:2:91",
    ]


def test_rows_with_a_quantity_are_tiers_and_a_list_can_be_based_on_a_table(tmp_path: Path) -> None:
    with_table(tmp_path, "item;price;from\nW1;100;1\nW1;90;10\nW1;85;100\n", rules=DERIVED)
    rulebook = book(tmp_path, DERIVED)
    asked = (
        "{id: Q, date: 2026-01-01, currency: CNY, channel: %s, customer: ACME, lines: [{product: W1, quantity: 12}]}"
    )
    nets = [
        price_quote(rulebook, read_request(asked % channel, "r.yaml", rulebook)).totals.net
        for channel in ("direct", "dealer")
    ]
    assert [str(net) for net in nets] == ["1080.00", "1188.00"]


def test_a_tier_stands_in_its_row(tmp_path: Path) -> None:
    with_table(tmp_path, "item,price,from\nW1,85,100\nW2,1,1\nW1,100,1\nW1,90,10\n")
    priced = quote(book(tmp_path, LIST), "lines: [{product: W1, quantity: 12}, {product: W1, quantity: 100}]")
    assert [str(step.place) for line in priced.lines for step in line.trace] == [
        "prices/all.prices.csv:4",
        "prices/all.prices.csv:5",
        "prices/all.prices.csv:4",
        "prices/all.prices.csv:2",
    ]


def test_a_row_holds_on_its_days(tmp_path: Path) -> None:
    rows = "item,price,valid_from,valid_to\nW1,100,,2025-12-31\nW1,110,2026-01-01,2026-01-31\nW1,120,2026-02-01,\n"
    assert said(with_table(tmp_path, rows)) == []
    assert str(quote(book(tmp_path, LIST), "lines: [{product: W1, quantity: 1}]").totals.net) == "110.00"


def test_tiers_may_have_days_of_their_own_while_there_is_a_first(tmp_path: Path) -> None:
    rows = "item,price,from,valid_from,valid_to\nW1,9,10,2026-01-01,2026-03-31\nW1,10,1,,2026-02-28\nW1,11,1,2026-03-01,\nW1,8,100,2026-02-01,2026-02-28\n"
    assert said(with_table(tmp_path, rows)) == []
    rulebook = book(tmp_path, LIST)
    asked = "{id: Q, date: %s, currency: CNY, channel: direct, customer: ACME, lines: [{product: W1, quantity: 100}]}"
    days = ("2025-12-31", "2026-02-28", "2026-03-31", "2026-04-01")
    nets = [price_quote(rulebook, read_request(asked % day, "r.yaml", rulebook)).totals.net for day in days]
    assert [str(net) for net in nets] == ["1000.00", "800.00", "900.00", "1100.00"]


def test_decimals_of_a_parquet_file_stay_exact_and_floats_are_refused(tmp_path: Path) -> None:
    exact = pa.array(["0.1", "33.335"]).cast(pa.decimal128(18, 3))
    for prices, expected in ((exact, []), (pa.array([0.1, 33.335]), ["prices/all.parquet table-floats"])):
        buffer = BytesIO()
        pq.write_table(pa.table({"item": ["W1", "W2"], "price": prices}), buffer)
        assert said(with_table(tmp_path, buffer.getvalue(), "all.parquet")) == expected
        if not expected:
            rules = LIST.replace("all.prices.csv", "all.parquet")
            assert str(quote(book(tmp_path, rules), "lines: [{product: W2, quantity: 2}]").totals.net) == "66.67"


BROKEN = {
    "a price that is none": ("item,price\nW1,1.2.3\nW2,\nW3,-1\n", ["2", "3", "4"], "table-cell"),
    "a day that is none": ("item,price,valid_to\nW1,1,2026-13-01\n", ["2"], "table-cell"),
    "a formula": ("item,price\n=cmd,1\n", ["2"], "table-cell"),
    "two prices for one item": ("item,price\nW1,1\nW2,1\nW1,2\n", ["4"], "table-overlap"),
    "two prices on one day": (
        "item,price,valid_from,valid_to\nW1,1,,2026-05-31\nW1,2,2026-05-31,\n",
        ["3"],
        "table-overlap",
    ),
    "the same tier twice, written in two ways": ("item,price,from\nW1,1,1\nW1,2,1.0\n", ["3"], "table-overlap"),
    "no first tier": ("item,price,from\nW1,1,1\nW2,2,5\n", ["3"], "tiers"),
    "a first tier that ends before another": (
        "item,price,from,valid_from,valid_to\nW1,5,1,2026-01-01,2026-06-30\nW1,4,10,2026-01-01,2026-12-31\n",
        ["3"],
        "tiers",
    ),
    "a first tier that begins after another, and one with a day's gap": (
        "item,price,from,valid_from,valid_to\nW1,5,1,2026-01-01,\nW1,4,10,,\nW2,5,0,,2026-06-29\nW2,6,0,2026-07-01,\nW2,4,10,,2026-06-30\n",
        ["3", "6"],
        "tiers",
    ),
    "a first tier of half a unit": (
        "item,price,from,valid_to\nW1,5,0,2026-06-30\nW1,4,0.5,2026-07-01\n",
        ["3"],
        "tiers",
    ),
    "days that are swapped": (
        "item,price,valid_from,valid_to\nW1,1,2026-01-01,2026-01-01\nW2,1,2026-05-01,2026-01-01\n",
        ["3"],
        "validity",
    ),
    "an unknown column": ("item,price,colour\nW1,1,red\n", [""], "table-columns"),
    "no price": ("item,cost\nW1,1\n", [""], "table-columns"),
    "rows with too many cells and too few": ("item,price\nW1,1\n\nW2,1,2\nW3,1\nV1\n", ["4", "6"], "table-row"),
    "a ragged row in a file of another system": ("item;price\r\nW1;1\r\n\r\nW2;1;2\r\n", ["4"], "table-row"),
    "a wrong cell below an empty line": ("item,price\nW1,1\n\nW2,x\n", ["4"], "table-cell"),
    "a price in another currency": ("item,price,currency\nW1,1,CNY\nW2,1,USD\nW3,1,\n", ["3"], "table-currency"),
    "a currency that is none": ("item,price,currency\nW1,1,yuan\n", ["2"], "table-cell"),
    "another unit": ("item,price,unit\nW1,1,box\n", [""], "table-columns"),
    "not UTF-8": (b"item,price\n" + "甲,1\n".encode("gbk"), ["2:1"], "encoding"),
    "nothing": (b"", [""], "table-columns"),
}


@pytest.mark.parametrize(("content", "rows", "code"), BROKEN.values(), ids=BROKEN)
def test_a_broken_table_is_refused_at_its_rows(
    content: str | bytes, rows: list[str], code: str, tmp_path: Path
) -> None:
    places = [f"prices/all.prices.csv{':' if row else ''}{row} {code}" for row in rows]
    assert said(with_table(tmp_path, content)) == places


def test_a_table_that_is_not_there_and_one_that_nobody_names(tmp_path: Path) -> None:
    made = with_table(tmp_path, "item,price\nW1,1\n", rules=LIST.replace("all.prices", "al.prices"))
    assert said(made) == ["prices/all.prices.csv unused-table", "rules.yaml:2:58 no-table"]
    assert 'did you mean "prices/all.prices.csv"' in made.findings[1].text.en


def test_codes_that_no_product_has_are_counted(tmp_path: Path) -> None:
    made = with_table(tmp_path, "item,price\nW1,1\nX1,1\nX2,1\n")
    assert said(made) == ["prices/all.prices.csv:3 unknown-product"]
    assert "2 codes" in made.findings[0].text.en


@pytest.mark.parametrize(
    ("name", "content", "en", "zh"),
    [
        ("all.prices.csv", "item,price\nW1,1\nX9,2\n",
         "1 code of the table is no product's (X9), and its price is never used",
         "表中有 1 个编码不是任何产品（X9），其价格用不到"),
        ("all.prices.csv", "item,price\nX8,1\nX9,2\n",
         "2 codes of the table are no product's (X8, X9), and their prices are never used",
         "表中有 2 个编码不是任何产品（X8, X9），其价格用不到"),
        ("al.prices.csv", "item,price\nW1,1\n",
         'there is no price table "prices/all.prices.csv" in the rules folder; its name ends in .prices.csv or .parquet — did you mean "prices/al.prices.csv"?',
         "规则文件夹里没有价格表“prices/all.prices.csv”；文件名须以 .prices.csv 或 .parquet 结尾——是不是“prices/al.prices.csv”？"),
    ],
)  # fmt: skip
def test_what_is_said_of_codes_and_files_that_are_not_there(
    name: str, content: str, en: str, zh: str, tmp_path: Path
) -> None:
    (tmp_path / "prices").mkdir()
    (tmp_path / "prices" / name).write_text(content, "utf-8")
    said = [each.text for each in loaded(tmp_path, LIST).findings if each.code != "unused-table"]
    assert (said[-1].en, said[-1].zh) == (en, zh)


def test_the_table_is_part_of_the_version(tmp_path: Path) -> None:
    versions = {with_table(tmp_path, f"item,price\nW1,{price}\n").rulebook.version for price in (1, 2)}  # type: ignore[union-attr]
    assert len(versions) == 2
