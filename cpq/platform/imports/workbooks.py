"""Workbooks of Excel (.xlsx), as they come from strangers: what they unpack to is bounded, and nothing in them is run or fetched."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from openpyxl import load_workbook

from cpq.platform.imports.files import MOST_COLUMNS, BadFile, Wish

SIGNATURE = b"PK\x03\x04"
MOST_UNPACKED = 150_000_000
MOST_ENTRIES = 2_000
LAST_ROW = 1_048_576
MOST_BLANK = 5_000
"""So many empty rows, one after the other, are the end."""


def sheet_of(content: bytes, wish: Wish) -> str:
    """The sheet to read: the one that is asked for, else the first that is seen. Raises `BadFile`."""
    with closing(_opened(content)) as book:
        names = [each.title for each in book.worksheets]
        seen = [each.title for each in book.worksheets if each.sheet_state == "visible"]
    if wish.sheet is not None and wish.sheet not in names:
        known = "、".join(names[:10])
        raise BadFile(
            "no-sheet",
            f"没有工作表“{wish.sheet}”；有：{known}",
            f"there is no sheet “{wish.sheet}”; there are: {', '.join(names[:10])}",
        )
    if not names:
        raise BadFile("no-sheet", "文件里没有工作表", "the workbook has no sheets")
    return wish.sheet or (seen or names)[0]


def rows(content: bytes, sheet: str) -> Iterator[list[str]]:
    """The rows of a sheet, empty ones too; a formula by the value that Excel kept of it."""
    with closing(_opened(content)) as book:
        blank = 0
        cells = book[sheet].iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS + 1, values_only=True)
        while blank < MOST_BLANK and (row := _next(cells)) is not None:
            blank = 0 if any(row) else blank + 1
            yield row


def _opened(content: bytes) -> Any:
    _bounded(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise _unreadable() from error


def _next(cells: Iterator[Any]) -> list[str] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            row = next(cells, None)
    except Exception as error:
        raise _unreadable() from error
    return None if row is None else [_text(each) for each in row]


def _bounded(content: bytes) -> None:
    """Raises `BadFile` for what unpacks to too much, and for XML that defines entities."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            large = len(entries) > MOST_ENTRIES or sum(each.file_size for each in entries) > MOST_UNPACKED
            evil = not large and any(b"<!DOCTYPE" in _beginning(archive, each) for each in entries)
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise _unreadable() from error
    if large or evil:
        raise _too_large() if large else _unreadable()


def _beginning(archive: ZipFile, entry: ZipInfo) -> bytes:
    with archive.open(entry) as part:
        return part.read(4_096).replace(b"\0", b"").upper()


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e18:
            return str(int(value))
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _too_large() -> BadFile:
    return BadFile(
        "workbook-too-large",
        f"文件解压后超过 {MOST_UNPACKED // 1_000_000} MB；请拆成几份，或另存为 CSV",
        f"the workbook unpacks to more than {MOST_UNPACKED // 1_000_000} MB; split it, or save it as CSV",
    )


def _unreadable() -> BadFile:
    return BadFile(
        "no-workbook",
        "不是可读取的 .xlsx 文件；请用 Excel 打开后另存，或另存为 CSV",
        "this is no .xlsx file that can be read; open it in Excel and save it again, or save it as CSV",
    )
