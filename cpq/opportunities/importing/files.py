"""CSV files of other systems, read row by row; nothing of a file that is no such table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from cpq.orders.refusal import refusal
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.place import Place

LARGEST = 50_000_000
"""Bytes of a file that is still read."""


def digest_of(path: Path) -> str:
    """SHA-256 of a file (hex)."""
    with path.open("rb") as file:
        digest = sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def table(path: Path, wanted: Iterable[str]) -> Iterator[Mapping[str, str]]:
    """Each row by header. Raises `Refused`, at the place in the file, for what is no table of UTF-8 or GB 18030 with the wanted columns, and for
    a row with more or fewer cells than the header: then the cells would be of other columns.
    """
    if path.stat().st_size > LARGEST:
        raise refusal(
            "too-large", "文件超过 50 MB；请分成几个", "the file has more than 50 MB; split it", Place(path.name)
        )
    lines = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    header = [each.strip() for each in _next(lines, path) or ()]
    _has(header, wanted, path)
    while (cells := _next(lines, path)) is not None:
        if not cells:
            continue
        if len(cells) != len(header):
            place = Place(path.name, lines.line_num, 1)
            raise refusal(
                "wrong-cells",
                f"这一行有 {len(cells)} 格，表头有 {len(header)} 格",
                f"the row has {len(cells)} cells, and the header has {len(header)}",
                place,
            )
        yield dict(zip(header, cells, strict=True))


def _text(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusal(
        "encoding", "文件既不是 UTF-8 也不是 GB 18030", "the file is neither UTF-8 nor GB 18030", Place(path.name)
    )


def _next(lines: Iterator[list[str]], path: Path) -> list[str] | None:
    try:
        return next(lines, None)
    except csv.Error as error:
        line = getattr(lines, "line_num", 1)
        zh, en = f"这里不是 CSV（{error}）；请检查引号", f"this is no CSV ({error}); look at the quotes"
        raise refusal("no-csv", zh, en, Place(path.name, line, 1)) from None


def _has(header: Sequence[str], wanted: Iterable[str], path: Path) -> None:
    for name in wanted:
        if name not in header:
            near = did_you_mean(name, header)
            shown = ", ".join(header)[:300]
            zh, en = (
                f"没有列“{name}”{near.zh}（有：{shown}）",
                f'there is no column "{name}"{near.en} (there are: {shown})',
            )
            raise refusal("no-column", zh, en, Place(path.name, 1, 1))
