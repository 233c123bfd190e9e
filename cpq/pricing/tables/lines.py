"""The lines of a CSV file that its rows stand on, and the rows that have more or fewer cells than there are columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from cpq.pricing.tables.arrow import arrow
from cpq.rulebook.finding import Finding
from cpq.rulebook.folder import RuleFile
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

MOST_FINDINGS = 20
"""Of one kind in one table; the number of all is said with the last."""


def written_lines(content: bytes) -> Sequence[int] | None:
    """The line of each row, the heading's first; None where no line is empty, and the rows are the lines."""
    if b"\n\n" not in content and b"\n\r" not in content:
        return None
    return [number for number, line in enumerate(content.split(b"\n"), 1) if line.strip(b"\r")]


def ragged_rows(file: RuleFile, content: bytes, options: dict[str, Any]) -> Iterator[Finding]:
    """Every row of another length, by its line. Read a second time and by itself, for only then are rows numbered."""
    found: list[Any] = []

    def noted(row: Any) -> str:
        found.append(row)
        return "skip"

    modules = arrow()
    reading, parsing = options["read_options"], options["parse_options"]
    reading.use_threads, parsing.invalid_row_handler = False, noted
    modules.csv.read_csv(BytesIO(content), read_options=reading, parse_options=parsing)
    lines = written_lines(content)
    for number, row in enumerate(found[:MOST_FINDINGS], 1):
        more = len(found) - number if number == MOST_FINDINGS else 0
        place = int(row.number)
        line = place if lines is None else lines[place - 1]
        yield Finding("table-row", Place(file.shown, line), _of_another_length(row, more))


def _of_another_length(row: Any, more: int) -> Text:
    has, wanted, shown = row.actual_columns, row.expected_columns, row.text.split("\n", 1)[0][:40]
    cells = "1 cell" if has == 1 else f"{has} cells"
    return Text(
        zh=f"本行有 {has} 格，表头有 {wanted} 列：“{shown}”；请补齐或删去多余的格，含分隔符的文字加引号"
        + (f"；另有 {more} 行同样" if more else ""),
        en=f'the row has {cells}, and there are {wanted} columns: "{shown}"; add or remove cells, and put a text with a '
        "separator into quotes" + (f"; so it is in {more} more rows" if more else ""),
    )
