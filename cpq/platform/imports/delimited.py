"""CSV and its relatives: which encoding, which separator, and the rows; broken quotes are told by row."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from cpq.platform.imports.files import LONGEST_CELL, BadFile, Wish

SEPARATORS = (",", ";", "\t", "|", "，")
_LOOKED_AT = 50
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def decoded(content: bytes, wish: Wish) -> tuple[str, str]:
    """The text, and the encoding that it is in. Raises `BadFile` with the line where it is neither UTF-8 nor GB18030."""
    if content.startswith(_OLD_EXCEL):
        raise BadFile(
            "old-workbook",
            "这是旧版 Excel 文件（.xls），请另存为 .xlsx 或 CSV",
            "this is an old Excel file (.xls); save it as .xlsx or CSV",
        )
    if wish.encoding is not None:
        return _read(content, wish.encoding), wish.encoding
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _read(content, "utf-16"), "utf-16"
    try:
        return _read(content, "utf-8-sig"), "utf-8-sig"
    except BadFile:
        if content.startswith(BOM_UTF8):
            raise
    return _read(content, "gb18030"), "gb18030"


def _read(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        zh = f"第 {line} 行有不属于编码 {encoding} 的字节；请另存为“CSV UTF-8”，或写明编码"
        raise BadFile(
            "encoding",
            zh,
            f"line {line} has bytes that are not {encoding}; save it as “CSV UTF-8”, or say the encoding",
        ) from None
    if "\0" in text:
        raise BadFile("no-text", "这不是文本文件；请上传 CSV 或 .xlsx", "this is no text file; send CSV or .xlsx")
    return text


def separator_of(text: str, wish: Wish) -> str:
    """What parts the columns: the separator by which the first rows have the most columns, and all as many; a comma where there is one column."""
    if wish.separator is not None:
        return wish.separator
    return max(SEPARATORS, key=lambda each: _fit(text, each))


def _fit(text: str, separator: str) -> tuple[float, int]:
    """How many of the first rows have as many columns as most have, times how many those are."""
    try:
        widths = [
            len(row) for row in islice(csv.reader(StringIO(text, newline=""), delimiter=separator), _LOOKED_AT) if row
        ]
    except csv.Error:
        return 0, -SEPARATORS.index(separator)
    if not widths:
        return 0, -SEPARATORS.index(separator)
    width, often = Counter(widths).most_common(1)[0]
    return (width - 1) * often / len(widths), -SEPARATORS.index(separator)


def rows(text: str, separator: str) -> Iterator[list[str]]:
    """The rows, empty ones too. Raises `BadFile` at a quote that is not closed, or that something else than a separator follows."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number, line = number + 1, reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(number, line, str(error)) from None
        long = next((position for position, cell in enumerate(row, 1) if len(cell) > LONGEST_CELL), None)
        if long is not None:
            raise _too_long(number, long)
        yield row


def _broken(number: int, line: int, why: str) -> BadFile:
    if "field larger" in why or "unexpected end" in why:
        return BadFile(
            "open-quote",
            f"第 {number} 行（文件第 {line} 行起）有引号未闭合；请补上引号，或把单元格内的引号写成两个",
            f"row {number} (from line {line} of the file) has a quote that is not closed; close it, or write a quote inside a cell twice",
        )
    return BadFile(
        "stray-quote",
        f"第 {number} 行（文件第 {line} 行起）的引号之后还有其他字符；单元格内的引号要写成两个",
        f"row {number} (from line {line} of the file) goes on after a closing quote; write a quote inside a cell twice",
    )


def _too_long(number: int, column: int) -> BadFile:
    return BadFile(
        "long-cell",
        f"第 {number} 行第 {column} 列超过 {LONGEST_CELL:,} 个字符；可能有引号未闭合",
        f"row {number}, column {column} has more than {LONGEST_CELL:,} characters; a quote may not be closed",
    )
