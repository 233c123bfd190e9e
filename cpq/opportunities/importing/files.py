"""Tables of other systems, CSV or Excel, row by row; nothing of a file that is no such table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cpq.orders.refusal import refusal
from cpq.platform.imports.files import BadFile, Layout
from cpq.platform.imports.reading import beyond, layout_of, rows_of
from cpq.rulebook.finding import Finding, Refused, did_you_mean
from cpq.rulebook.place import Place

LARGEST = 50_000_000
"""Bytes of a file that is still read."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row by its heads, with its number as a spreadsheet shows it. `beyond` is the letter of a cell that is right of the last head."""

    number: int
    values: Mapping[str, str]
    beyond: str | None


def digest_of(path: Path) -> str:
    """SHA-256 of a file (hex)."""
    return sha256(path.read_bytes()).hexdigest()


def table(path: Path, wanted: Iterable[str]) -> Iterator[Line]:
    """Each row. Raises `Refused`, before the first of them, for what is no table, or has not the wanted columns."""
    if path.stat().st_size > LARGEST:
        raise refusal(
            "file-too-large", "文件超过 50 MB；请分成几个", "the file has more than 50 MB; split it", Place(path.name)
        )
    content = path.read_bytes()
    try:
        layout = layout_of(content)
    except BadFile as bad:
        raise Refused([Finding(bad.code, Place(path.name), bad.text)]) from None
    _has(layout, wanted, path)
    for row in rows_of(content, layout):
        values = dict(zip(layout.heads, row.cells, strict=False))
        yield Line(row.number, values, beyond(layout.heads, row))


def _has(layout: Layout, wanted: Iterable[str], path: Path) -> None:
    for name in wanted:
        if name not in layout.heads:
            near = did_you_mean(name, layout.heads)
            shown = ", ".join(layout.heads)[:300]
            raise refusal(
                "no-column",
                f"没有列“{name}”{near.zh}（有：{shown}）",
                f'there is no column "{name}"{near.en} (there are: {shown})',
                Place(path.name, 1, 1),
            )
