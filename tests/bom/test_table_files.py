"""Tables in CSV files mean what the same tables mean in YAML, and belong to the rulebook's version."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.rulebook.folder import open_folder
from cpq.rulebook.sheet import MOST_COLUMNS, MOST_ROWS, read_sheet
from tests.bom.broken import findings_of

BOOK = """
attributes: {size: {name: Size}}
tax_classes: {goods: {}}
categories: {all: {name: All}}
products:
  S: {kind: sku, name: S, category: all, tax_class: goods}
  M: {kind: sku, name: M, category: all, tax_class: goods}
  L: {kind: sku, name: L, category: all, tax_class: goods}
"""
SHIRT = """
products:
  SHIRT:
    kind: configurable
    name: Shirt
    category: all
    tax_class: goods
    groups: {one: {name: One, options: {S: , M: , L: }}, other: {name: Other, min: 0, options: {S: , M: , L: }}}
    inputs: {size: {attribute: size, values: [1, 2]}}
    rules: {fits: {text: fits, RULE}}
"""
ROWS = "[S, none, 1], [[S, M], [M, L], '*']"
FILE = "one,other,size\nS,none,1\nS|M,M|L,*\n"


def test_a_table_in_a_file_means_what_it_means_in_the_rule():
    """Here: that L can never be chosen in the first group, and S never in the second."""
    inline = findings_of(BOOK, SHIRT.replace("RULE", f"columns: [one, other, size], rows: [{ROWS}]"))
    file = findings_of(BOOK, SHIRT.replace("RULE", "file: fits.csv"), {"fits.csv": FILE})
    assert [line.split(" ", 1)[1] for line in file] == [line.split(" ", 1)[1] for line in inline]
    assert [line.split(":")[2].strip() for line in file] == [
        "no configuration can contain L",
        "no configuration can contain S",
    ]


def test_the_content_of_a_table_is_part_of_the_version(tmp_path: Path):
    (tmp_path / "book.yaml").write_text(BOOK)
    versions = [open_folder(tmp_path).version]
    for content in ("a,b\n", "a,c\n"):
        (tmp_path / "t.csv").write_text(content)
        versions.append(open_folder(tmp_path).version)
    (tmp_path / "t.csv").rename(tmp_path / "u.csv")
    versions.append(open_folder(tmp_path).version)
    assert len(set(versions)) == 4


def test_a_table_behind_a_link_out_of_the_folder_is_not_read(tmp_path: Path):
    inside = tmp_path / "rules"
    inside.mkdir()
    (inside / "book.yaml").write_text(BOOK)
    (tmp_path / "secret.csv").write_text("a,b\n")
    (inside / "t.csv").symlink_to(tmp_path / "secret.csv")
    opened = open_folder(inside)
    assert opened.tables == ()
    assert [(finding.code, str(finding.place)) for finding in opened.findings] == [("not-a-plain-file", "t.csv")]


@pytest.mark.parametrize(
    "content",
    ["a,b\n" + "1,2\n" * MOST_ROWS, ",".join("a" * (MOST_COLUMNS + 1)), "a,b\n" + "x" * 2_000_001],
)
def test_what_is_too_large_is_refused(content: str):
    sheet = read_sheet("t.csv", content.encode())
    assert [finding.code for finding in sheet.findings] == ["too-large"]


@given(st.binary(max_size=60) | st.text('",;\t\n\r a', max_size=30).map(str.encode))
def test_any_bytes_are_a_table_or_findings_with_places_in_the_file(content: bytes):
    sheet = read_sheet("t.csv", content)
    assert sheet.head or sheet.findings
    assert all(finding.place.file == "t.csv" for finding in sheet.findings)
    if not sheet.findings:
        assert all(len(row) == len(sheet.head) for row in sheet.rows)


CELLS = st.text('abc,;"\n ', max_size=5).map(str.strip)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_is_written_in_quotes_is_read_back(rows: list[list[str]]):
    written = [["one", "two"], *rows]
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in written]
    sheet = read_sheet("t.csv", "\r\n".join(quoted).encode())
    assert [[cell.text for cell in row] for row in (sheet.head, *sheet.rows)] == [row for row in written if any(row)]
