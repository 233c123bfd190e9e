"""What is wrong with the rows of a file, as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable

from cpq.opportunities.importing.rows import RowProblem
from cpq.platform.spreadsheets import MARK, written
from cpq.rulebook.text import Locale, Text

HEADS = (
    Text(zh="行", en="row"),
    Text(zh="列", en="column"),
    Text(zh="代码", en="code"),
    Text(zh="处理", en="what became of it"),
    Text(zh="说明", en="text"),
)
BECAME = {
    "refused": Text(zh="未导入", en="not imported"),
    "mended": Text(zh="已更正", en="put right"),
    "missing": Text(zh="已导入，缺此值", en="imported without it"),
}


def problems_file(problems: Iterable[RowProblem], locale: Locale) -> bytes:
    """One line a problem, by row; no text is taken for a formula."""
    rows = [(each.row, each.column, each.code, BECAME[each.gravity], each.text) for each in sorted(problems, key=_row)]
    return MARK.encode() + written([HEADS, *rows], locale)


def _row(problem: RowProblem) -> int:
    return problem.row
