"""XML with the place of every element and every character, and nothing that lets a small file grow large.

A document type is refused as a whole: entities that expand into each other and entities that name other files can only
be declared there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from cpq.bom.importing.trouble import Trouble
from cpq.rulebook.place import Place
from cpq.rulebook.wording import short

DEEPEST = 40
MOST_ELEMENTS = 500_000
MOST_PIECES = 3_000_000
"""Pieces of text: about two a line."""


@dataclass(slots=True)
class Element:
    """An element: its attributes, the elements inside it, and its own text (comments left out)."""

    tag: str
    attributes: Mapping[str, str]
    place: Place
    children: list[Element] = field(default_factory=list["Element"])
    text: str = ""
    chunks: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    """The pieces that the text came in: offset, line and column of each."""

    def at(self, offset: int) -> Place:
        """The place of a character of the text."""
        if not self.chunks:
            return self.place
        start, line, column = self.chunks[max(0, bisect_right(self.chunks, (offset, 10**9, 0)) - 1)]
        return Place(self.place.file, line, column + offset - start)

    def every(self, tag: str) -> Iterator[Element]:
        """The elements of that name directly inside this one."""
        return (each for each in self.children if each.tag == tag)

    def first(self, tag: str) -> Element | None:
        return next(self.every(tag), None)


def read_xml(text: str, trouble: Trouble) -> Element:
    """The root element. Raises `Refused`."""
    builder = _Builder(trouble)
    try:
        builder.parser.Parse(text.encode("utf-8"), True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        trouble.stop(
            "xml-syntax",
            trouble.place(error.lineno, error.offset + 1),
            zh=f"XML 语法错误（{reason}）；请检查这里的标签是否成对、文件是否完整",
            en=f"broken XML ({reason}); check that the tags here match and that the file is complete",
        )
    return builder.root


class _Builder:
    def __init__(self, trouble: Trouble) -> None:
        self._trouble = trouble
        self._open: list[Element] = []
        self._pieces: list[list[str]] = []
        self._count = 0
        self._texts = 0
        self.root: Element
        # The text is decoded already: what the XML declaration says of its encoding no longer holds.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._document_type

    def _place(self) -> Place:
        return self._trouble.place(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _document_type(self, *_: object) -> None:
        self._trouble.stop(
            "xml-doctype",
            self._place(),
            zh="不接受带 DOCTYPE 的 XML：其中可以声明实体，使小文件膨胀或读取其他文件；请删去 DOCTYPE",
            en="XML with a DOCTYPE is refused, for entities declared there can blow up a small file or read other "
            "files; remove the DOCTYPE",
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= DEEPEST or self._count > MOST_ELEMENTS:
            self._too_large(tag)
        element = Element(tag, attributes, self._place())
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._pieces.append([])

    def _too_large(self, tag: str) -> NoReturn:
        self._trouble.stop(
            "too-large",
            self._place(),
            zh=f"XML 元素嵌套超过 {DEEPEST} 层，或多于 {MOST_ELEMENTS:,} 个，或文字过长，从“{short(tag)}”起不再读取",
            en=f"XML elements more than {DEEPEST} deep, more than {MOST_ELEMENTS:,} of them, or too much text; nothing is "
            f'read from "{short(tag)}" on',
        )

    def _end(self, _: str) -> None:
        self._open.pop().text = "".join(self._pieces.pop())

    def _characters(self, data: str) -> None:
        self._texts += 1
        if self._texts > MOST_PIECES:
            self._too_large(self._open[-1].tag)
        element, pieces = self._open[-1], self._pieces[-1]
        start = element.chunks[-1][0] + len(pieces[-1]) if pieces else 0
        element.chunks.append((start, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1))
        pieces.append(data)
