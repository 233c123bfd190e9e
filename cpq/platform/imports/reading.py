"""A file, read: first how it is to be read, then its rows, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.platform.imports import delimited, workbooks
from cpq.platform.imports.files import MOST_COLUMNS, MOST_ROWS, BadFile, Layout, Row, Wish, heads_of, letter


def layout_of(content: bytes, wish: Wish | None = None) -> Layout:
    """How a file is read; all of it is, so that what is broken at its end is told before anything is kept. Raises `BadFile`."""
    wish = wish or Wish()
    if not content.strip():
        raise BadFile("empty", "文件是空的", "the file is empty")
    if content.startswith(workbooks.SIGNATURE):
        layout = Layout("xlsx", None, None, workbooks.sheet_of(content, wish), (), 0)
    else:
        text, encoding = delimited.decoded(content, wish)
        layout = Layout("csv", encoding, delimited.separator_of(text, wish), None, (), 0)
    return _counted(layout, _raw(content, layout))


def rows_of(content: bytes, layout: Layout, after: int = 0) -> Iterator[Row]:
    """The rows below the heads that say something, after so many of them."""
    raw, passed = _raw(content, layout), 0
    next(raw, None)
    for number, cells in enumerate(raw, 2):
        if any(each.strip() for each in cells):
            passed += 1
            if passed > after:
                yield Row(number, cells)


def _raw(content: bytes, layout: Layout) -> Iterator[list[str]]:
    if layout.format == "xlsx":
        return workbooks.rows(content, layout.sheet or "")
    text, _ = delimited.decoded(content, Wish(encoding=layout.encoding))
    return delimited.rows(text, layout.separator or ",")


def _counted(layout: Layout, raw: Iterator[list[str]]) -> Layout:
    heads = heads_of(next(raw, list[str]()))
    if not heads:
        raise BadFile("no-heads", "第 1 行须是列名，这里是空的", "row 1 has the names of the columns; it is empty")
    if len(heads) > MOST_COLUMNS:
        raise BadFile(
            "too-many-columns",
            f"至多 {MOST_COLUMNS} 列，请删去不需要的列",
            f"at most {MOST_COLUMNS} columns; delete those that are not needed",
        )
    rows = 0
    for cells in raw:
        rows += any(each.strip() for each in cells)
        if rows > MOST_ROWS:
            raise BadFile(
                "too-many-rows", f"至多 {MOST_ROWS:,} 行，请拆成几份", f"at most {MOST_ROWS:,} rows; split the file"
            )
    if not rows:
        raise BadFile("no-rows", "列名之下没有数据", "there is nothing below the names of the columns")
    return Layout(layout.format, layout.encoding, layout.separator, layout.sheet, heads, rows)


def beyond(heads: tuple[str, ...], row: Row) -> str | None:
    """The letter of the first cell that is right of the last head; None where none says anything."""
    return next(
        (letter(position) for position, cell in enumerate(row.cells) if position >= len(heads) and cell.strip()), None
    )
