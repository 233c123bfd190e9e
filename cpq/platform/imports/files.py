"""What a file of rows is: how it is read, its heads and rows, and what keeps it from being read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cpq.rulebook.text import Text

MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 32_767
"""As many characters as Excel has in a cell."""

Format = Literal["csv", "xlsx"]


class BadFile(ValueError):
    """The file cannot be read as rows; `text` says where, why, and how to mend it."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.text = Text(zh, en)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read: of CSV the encoding and the separator, of a workbook the sheet; the heads of its columns; how many rows it has."""

    format: Format
    encoding: str | None
    separator: str | None
    sheet: str | None
    heads: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says of how a file is read, where what is found is not right."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number as a spreadsheet shows it: the heads are row 1."""

    number: int
    cells: Sequence[str]


def heads_of(cells: Sequence[str]) -> tuple[str, ...]:
    """The heads of columns, each with a name of its own: one that is empty is called by its letter, one that is there already gets a number."""
    named: list[str] = []
    for position, cell in enumerate(cells):
        head = " ".join(cell.split())[:200] or letter(position)
        again = 2
        while head in named:
            head = f"{head.removesuffix(f' ({again - 1})')} ({again})"
            again += 1
        named.append(head)
    while named and not cells[len(named) - 1].strip():
        named.pop()
    return tuple(named)


def letter(position: int) -> str:
    """What a spreadsheet calls a column, from 0: A, B, … Z, AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
