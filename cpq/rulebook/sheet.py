"""A table in a CSV file, read as strictly as YAML: its cells as text, each with its place.

UTF-8 with or without a byte order mark. Comma, semicolon or tab, whichever the first line has most of, or what a first
line `sep=;` says. Cells in double quotes may hold any of them, line breaks, and quotes written twice. Spaces around a
cell, empty lines and empty columns at the right, as spreadsheets leave them, do not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpq.rulebook.characters import decoded, unseen
from cpq.rulebook.finding import Finding
from cpq.rulebook.limits import RULE_FILE, Limits
from cpq.rulebook.place import Place
from cpq.rulebook.sheet_scanner import Scanner
from cpq.rulebook.source import SourceFile
from cpq.rulebook.text import Text

MOST_ROWS = 20_000
MOST_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What stands in a cell, without quotes and the spaces around it."""

    text: str
    place: Place


SheetRow = tuple[SheetCell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of cells: the first row, and the others. All rows are as long as the first, or `findings` says otherwise."""

    name: str
    head: SheetRow
    rows: tuple[SheetRow, ...]
    findings: tuple[Finding, ...] = ()


def read_sheet(name: str, content: bytes, limits: Limits = RULE_FILE) -> Sheet:
    """Read a CSV file; `name` is what places call it. Never raises for any content."""
    if len(content) > limits.bytes:
        size = f"{limits.bytes // 1_000_000} MB"
        return _unread(
            name, "too-large", Text(f"表格超过 {size}，请拆成几个文件", f"the table is larger than {size}; split it")
        )
    text = decoded(name, content)
    if isinstance(text, Finding):
        return Sheet(name, (), (), (text,))
    file = SourceFile(name, text)
    hidden = unseen(file, limits.findings)
    if hidden:
        return Sheet(name, (), (), hidden)
    return _sheet(file, limits)


def _unread(name: str, code: str, text: Text) -> Sheet:
    return Sheet(name, (), (), (Finding(code, Place(name), text),))


def _sheet(file: SourceFile, limits: Limits) -> Sheet:
    scanner = Scanner(file.text)
    rows: list[SheetRow] = []
    for cells in scanner.rows():
        rows.append(tuple(SheetCell(text.strip(), file.place(start)) for text, start in cells))
        if len(rows) > MOST_ROWS:
            return _unread(file.name, "too-large", _too_many(MOST_ROWS, "行", "rows"))
        if len(cells) > MOST_COLUMNS:
            return _unread(file.name, "too-large", _too_many(MOST_COLUMNS, "列", "columns"))
    if scanner.trouble is not None:
        text, index = scanner.trouble
        return Sheet(file.name, (), (), (Finding("csv-quotes", file.place(index), text),))
    written = [row for row in rows if any(cell.text for cell in row)]
    if not written:
        return _unread(
            file.name,
            "empty",
            Text("这里什么也没有写；第一行请写列名", "nothing is written here; begin with the names of the columns"),
        )
    return _even(file.name, written, limits)


def _too_many(most: int, zh: str, en: str) -> Text:
    return Text(
        f"表格超过 {most:,} {zh}，请拆成几个文件", f"the table has more than {most:,} {en}; split it into several files"
    )


def _even(name: str, rows: Sequence[SheetRow], limits: Limits) -> Sheet:
    """Without the empty columns at the right; rows of another length are findings."""
    width = max(len(_filled(row)) for row in rows[:1])
    head, *others = rows
    findings = tuple(_ragged(others, width))[: limits.findings]
    return Sheet(name, head[:width], tuple(row[:width] for row in others), findings)


def _filled(row: SheetRow) -> SheetRow:
    """The row up to its last cell with something in it."""
    last = max((place for place, cell in enumerate(row) if cell.text), default=-1)
    return row[: last + 1]


def _ragged(rows: Sequence[SheetRow], width: int) -> Iterator[Finding]:
    for row in rows:
        length = max(len(_filled(row)), min(len(row), width))
        if length != width:
            place = row[width].place if length > width else row[0].place
            cells = "cell" if length == 1 else "cells"
            text = Text(
                zh=f"这一行有 {length} 格，而第一行有 {width} 列；含分隔符的内容请加双引号",
                en=f"this row has {length} {cells}, the first row {width} columns; put what holds a separator in double quotes",
            )
            yield Finding("csv-row", place, text)
