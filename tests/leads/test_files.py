"""Files of rows: which encoding, separator and columns, and what is said of those that are broken; nothing here knows a database."""

from __future__ import annotations

import tracemalloc
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from cpq.leads.service.importing import FIELDS
from cpq.platform.imports.files import BadFile, Wish
from cpq.platform.imports.mapping import EXTERNAL_FIELD, checked, guessed
from cpq.platform.imports.reading import layout_of, rows_of

HEADS = "姓名,公司名称,手机号,邮箱"
ROW = "林怡,厦门鹭岛精密机械有限公司,13800138000,lin@ludao.example"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encoding_and_separator_are_found(encoding: str, separator: str) -> None:
    content = f"{HEADS}\r\n{ROW}\r\n".replace(",", separator).encode(encoding)
    layout = layout_of(content)
    assert (layout.separator, layout.rows, layout.heads) == (separator, 1, tuple(HEADS.split(",")))
    assert [each.cells for each in rows_of(content, layout)] == [ROW.split(",")]


def test_what_is_in_quotes_parts_nothing_and_row_numbers_are_those_of_a_spreadsheet() -> None:
    content = b'name;notes\n"A; B";"two\nlines, ""quoted"""\n\n;\nC;\n'
    layout = layout_of(content)
    assert (layout.separator, layout.rows) == (";", 2)
    assert [(each.number, each.cells) for each in rows_of(content, layout)] == [
        (2, ["A; B", 'two\nlines, "quoted"']),
        (5, ["C", ""]),
    ]
    assert [each.number for each in rows_of(content, layout, after=1)] == [5]


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", "empty", ""),
        (b" \r\n \r\n", "empty", ""),
        (b"name,phone\n", "no-rows", ""),
        (b",,\nA,1,2\n", "no-heads", "row 1"),
        (b'name,notes\nA,"open\nB,2\n', "open-quote", "row 2"),
        (b'name,notes\nA,ok\nB,"x"y\n', "stray-quote", "row 3"),
        (b"name\n\xff\xfe\xfa\n", "encoding", "line 2"),
        (b"name\nA\0B\n", "no-text", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 anything", "old-workbook", ".xlsx"),
        (b"PK\x03\x04 no archive", "no-workbook", "Excel"),
        (b"name\n" + b"A" * 40_000 + b"\n", "long-cell", "row 2"),
        (",".join(f"c{n}" for n in range(201)).encode() + b"\nA\n", "too-many-columns", "200"),
        (b"name\n" + b"A\n" * 200_001, "too-many-rows", "200,000"),
    ],
)
def test_a_broken_file_is_refused_with_its_place_in_both_languages(content: bytes, code: str, said: str) -> None:
    with pytest.raises(BadFile) as raised:
        layout_of(content)
    assert raised.value.code == code
    assert said in raised.value.text.en
    assert raised.value.text.zh != raised.value.text.en


def workbook(*rows: tuple[object, ...], title: str = "Leads") -> bytes:
    book, content = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.create_sheet("Other").append(("x",))
    book.save(content)
    return content.getvalue()


def test_a_workbook_gives_numbers_days_and_texts_as_people_read_them() -> None:
    content = workbook(
        ("姓名", "手机", "人数", "日期", "公式"),
        ("林怡", 13800138000, 120.0, date(2026, 10, 1), "=1+1"),
        (None,),
        ("Bo", None, 0.5),
    )
    layout = layout_of(content)
    assert (layout.format, layout.sheet, layout.rows) == ("xlsx", "Leads", 2)
    rows = [(each.number, each.cells[:4]) for each in rows_of(content, layout)]
    assert rows == [(2, ["林怡", "13800138000", "120", "2026-10-01"]), (4, ["Bo", "", "0.5", ""])]
    with pytest.raises(BadFile, match="Other"):
        layout_of(content, Wish(sheet="Nothing"))


def repacked(content: bytes, **parts: bytes) -> bytes:
    made = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for each in old.infolist():
            name = each.filename.rpartition("/")[2].partition(".")[0]
            new.writestr(each.filename, parts.get(name, old.read(each)))
    return made.getvalue()


def test_a_workbook_that_unpacks_to_too_much_is_refused_without_unpacking_it() -> None:
    bomb = repacked(workbook(("name",), ("A",)), sheet1=b"0" * 160_000_000)
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    with pytest.raises(BadFile) as raised:
        layout_of(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (raised.value.code, peak < 20_000_000) == ("workbook-too-large", True)


@pytest.mark.parametrize(
    "evil", [b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', b"<worksheet>", b"\0\1\2"]
)
def test_a_workbook_with_entities_or_broken_xml_is_refused(evil: bytes) -> None:
    with pytest.raises(BadFile) as raised:
        layout_of(repacked(workbook(("name",), ("A",)), sheet1=evil))
    assert raised.value.code in ("no-workbook", "no-heads")


def test_a_row_far_below_ends_the_sheet_and_not_the_patience() -> None:
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>A</t></is></c></row>' % (n, n) for n in (1, 2, 999_999_999)
    )
    assert layout_of(repacked(workbook(("name",), ("A",)), sheet1=sheet % rows)).rows == 1


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        (
            ("姓名", "公司名称", "手机号", "邮箱"),
            {"name": "姓名", "company": "公司名称", "phone": "手机号", "email": "邮箱"},
        ),
        (
            ("Full Name", "Company", "Mobile", "E-Mail Address"),
            {"name": "Full Name", "company": "Company", "phone": "Mobile", "email": "E-Mail Address"},
        ),
        (("联系人姓名*", "单 位", "联系电话："), {"name": "联系人姓名*", "company": "单 位", "phone": "联系电话："}),
        (("compnay", "e mail", "Lead ID"), {"company": "compnay", "email": "e mail", "external_id": "Lead ID"}),
        (("foo", "bar"), {}),
    ],
)
def test_columns_are_guessed_from_their_heads(heads: tuple[str, ...], expected: dict[str, str]) -> None:
    assert guessed(heads, (*FIELDS, EXTERNAL_FIELD)) == expected


def test_a_wrong_mapping_is_told_with_what_may_be_meant() -> None:
    wrong = checked({"nmae": "姓名", "phone": "手机 号", "email": "邮箱"}, ("姓名", "手机号", "邮箱"), FIELDS)
    assert [each.field for each in wrong] == ["nmae", "phone"]
    assert '"name"' in wrong[0].text.en
    assert "手机号" in wrong[1].text.zh
    assert [each.field for each in checked({"external_id": "x"}, ("x",), (*FIELDS, EXTERNAL_FIELD))] == [None]
