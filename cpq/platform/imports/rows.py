"""Rows as they are read for a kind of record: each with the key by which it is known again, what it becomes, and what is wrong in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from cpq.platform.imports.files import Layout, Row
from cpq.platform.imports.mapping import EXTERNAL, cells_of
from cpq.platform.imports.reading import beyond, rows_of
from cpq.platform.imports.target import ReadRow, RowError, Target
from cpq.rulebook.text import Text

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class File:
    """A file and how it is read."""

    content: bytes
    digest: str
    layout: Layout
    mapping: Mapping[str, str]
    country: str


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A row that was read."""

    number: int
    cells: Mapping[str, str]
    key: str
    becomes: ReadRow

    @property
    def digest(self) -> str:
        """Of what it says."""
        said = json.dumps(self.becomes.values, sort_keys=True, default=str)
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def read_rows(file: File, target: Target, after: int = 0) -> Iterator[ReadLine]:
    """The rows after so many."""
    for row in rows_of(file.content, file.layout, after):
        cells = cells_of(row, file.layout.heads, file.mapping)
        external = cells.get(EXTERNAL, "")
        read = target.read({name: cell for name, cell in cells.items() if name != EXTERNAL}, file.country)
        errors = (*_own_errors(row, file.layout, external), *read.errors)
        key = f"id:{external}" if external else f"row:{file.digest}:{row.number}"
        yield ReadLine(row.number, cells, key, ReadRow(read.values, read.shown, errors))


def _own_errors(row: Row, layout: Layout, external: str) -> Iterator[RowError]:
    """What is wrong with the row as such."""
    if len(external) > LONGEST_KEY:
        text = Text(zh=f"外部编号至多 {LONGEST_KEY} 个字符", en=f"an external id has at most {LONGEST_KEY} characters")
        yield RowError(EXTERNAL, "external-id", text)
    if (extra := beyond(layout.heads, row)) is not None:
        text = Text(
            zh=f"{extra} 列有内容却没有列名；该行可能多了分隔符",
            en=f"column {extra} says something and has no head; the row may have a separator too many",
        )
        yield RowError(None, "extra-cell", text)
