"""The tree that a YAML or JSON text was read into, with the place of every value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from cpq.rulebook.place import Place
from cpq.rulebook.scalar_places import index_inside

Step: TypeAlias = str | int
Marks = tuple[int, int, int, int]

_LINE_BREAK = re.compile(r"\r\n|\n|\r")


class Map(dict[str, object]):
    """A mapping as written: key → value, plus `marks`: key → (key line, key column, value line, value column), from 1."""

    __slots__ = ("marks",)

    def __init__(self) -> None:
        super().__init__()
        self.marks: dict[str, Marks] = {}


class Seq(list[object]):
    """A sequence as written, plus `marks`: (line, column) of each item, from 1."""

    __slots__ = ("marks",)

    def __init__(self, items: Iterable[object] = ()) -> None:
        super().__init__(items)
        self.marks: list[tuple[int, int]] = []


class SourceFile:
    """A file as read: its name relative to the opened folder, and its text (for positions inside a scalar)."""

    __slots__ = ("_starts", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._starts: list[int] = []

    @property
    def starts(self) -> Sequence[int]:
        """The index of each line's first character, found when first asked for."""
        if not self._starts:
            self._starts = [0, *(found.end() for found in _LINE_BREAK.finditer(self.text))]
        return self._starts

    def line(self, number: int) -> str:
        """A line (from 1) without its line break; empty beyond the end."""
        if not 1 <= number <= len(self.starts):
            return ""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].rstrip("\r\n")

    def index(self, line: int, column: int) -> int:
        """The index in the text of a line and column that count from 1."""
        return self.starts[line - 1] + column - 1

    def place(self, index: int) -> Place:
        """The line and column of an index in the text."""
        line = bisect_right(self.starts, index)
        return Place(self.name, line, index - self.starts[line - 1] + 1)


class Source:
    """A node of a file's tree: answers where the things below it are written.

    `key` is the key of `tree` that this source stands for.
    """

    __slots__ = ("file", "key", "tree")

    def __init__(self, file: SourceFile, tree: Map, key: str) -> None:
        self.file = file
        self.tree = tree
        self.key = key

    def at(self, *path: Step) -> Place:
        """The place of the key (in a mapping) or item (in a sequence) at `path`; the nearest one above it that is written."""
        marks = self.tree.marks[self.key]
        line, column = marks[0], marks[1]
        node: object = self.tree[self.key]
        for step in path:
            found = _mark(node, step)
            if found is None:
                break
            (line, column), node = found
        return Place(self.file.name, line, column)

    def value(self, *path: Step) -> Place:
        """The place of the value itself, where `at` gives the place of its key."""
        start = self._start(path)
        return Place(self.file.name, *start) if start else self.at(*path)

    def found(self, *path: Step) -> object:
        """The value at `path`, or None where nothing is written."""
        return descend(self.tree, (self.key, *path))

    def items(self, *path: Step) -> Iterator[Source]:
        """Each item of the sequence at `path` as a source of its own."""
        items = self.found(*path)
        if not isinstance(items, Seq):
            return
        around = Map()
        for number, (item, mark) in enumerate(zip(items, items.marks, strict=True)):
            around[str(number)] = item
            around.marks[str(number)] = (*mark, *mark)
        yield from (Source(self.file, around, key) for key in around)

    def inside(self, path: Sequence[Step], offset: int) -> Place:
        """The place of a character of a text: `offset` counts in the text's value, from 0; its length means the end.

        Exact in every style of YAML: escapes, doubled quotes, folded lines, block scalars. Where there is no text at
        `path`, the place of the value.
        """
        start = self._start(path)
        value = self.found(*path)
        if start is None or not isinstance(value, str):
            return self.value(*path)
        return self.file.place(index_inside(self.file.text, self.file.index(*start), value, offset))

    def _start(self, path: Sequence[Step]) -> tuple[int, int] | None:
        *above, last = (self.key, *path)
        parent = descend(self.tree, above)
        if isinstance(parent, Map) and last in parent.marks:
            return parent.marks[str(last)][2:]
        found = _mark(parent, last)
        return found[0] if found else None


def _mark(node: object, step: Step) -> tuple[tuple[int, int], object] | None:
    if isinstance(node, Map) and step in node:
        return node.marks[str(step)][:2], node[str(step)]
    if isinstance(node, Seq) and isinstance(step, int) and 0 <= step < len(node.marks):
        return node.marks[step], node[step]
    return None


def descend(node: object, path: Iterable[Step]) -> object:
    """The value at a path, or None where nothing is written."""
    for step in path:
        found = _mark(node, step)
        if found is None:
            return None
        node = found[1]
    return node
