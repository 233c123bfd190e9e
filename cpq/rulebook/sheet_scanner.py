"""The characters of a CSV file, split into rows of cells with the position of each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cpq.rulebook.text import Text

SEPARATORS = (",", ";", "\t")
_SAID = re.compile(r"sep=([,;\t])[ ]*(\r\n|\n|\r|$)", re.IGNORECASE)
_QUOTED = re.compile(r'[ ]*"((?:[^"]|"")*)("?)[ ]*')
_LINE_BREAK = re.compile(r"\r\n|\n|\r")

Cell = tuple[str, int]
"""What a cell holds, and the index of its first character in the text."""


class Scanner:
    """`rows` goes through the text once; where quotes do not fit it stops, and `trouble` says why and at which index."""

    def __init__(self, text: str) -> None:
        self._text = text
        said = _SAID.match(text)
        self._at = said.end() if said else 0
        self._separator = said[1] if said else _most_used(text)
        self._plain = re.compile(f"[^{self._separator}\r\n]*")
        self.trouble: tuple[Text, int] | None = None

    def rows(self) -> Iterator[list[Cell]]:
        row: list[Cell] = []
        while self._at <= len(self._text) and self.trouble is None:
            row.append(self._cell())
            if self._text.startswith(self._separator, self._at):
                self._at += 1
                continue
            broken = _LINE_BREAK.match(self._text, self._at)
            yield row
            row = []
            self._at = broken.end() if broken else len(self._text) + 1

    def _cell(self) -> Cell:
        quoted = _QUOTED.match(self._text, self._at)
        if quoted is None:
            start = self._at
            found = self._plain.match(self._text, start)
            self._at = found.end() if found else start
            inside = self._text[start : self._at]
            return inside, start + len(inside) - len(inside.lstrip(" "))
        opening, self._at = quoted.start(1) - 1, quoted.end()
        if not quoted[2]:
            self.trouble = _OPEN, opening
        elif self._at < len(self._text) and self._text[self._at] not in f"{self._separator}\r\n":
            self.trouble = _STRAY, self._at
        return quoted[1].replace('""', '"'), opening


def _most_used(text: str) -> str:
    """The separator of the first line, outside quotes."""
    first = _LINE_BREAK.split(re.sub(r'"[^"]*"', "", text[:10_000]).lstrip(), maxsplit=1)[0]
    return max(SEPARATORS, key=first.count)


_OPEN = Text(
    zh='双引号没有结束；请在单元格末尾补上 "，内容里的双引号写成 ""',
    en='this double quote is never closed; put a " at the end of the cell, and write a quote inside as ""',
)
_STRAY = Text(
    zh='双引号之后还有字符；请把整个单元格放进双引号，内容里的双引号写成 ""',
    en='something follows the closing quote; put the whole cell in quotes, and write a quote inside as ""',
)
