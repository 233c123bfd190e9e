"""What is wrong in the rows of an import, as a file that a spreadsheet opens: in both languages, and no text is taken for a formula."""

from __future__ import annotations

from collections.abc import Iterable

from cpq.platform.imports.views import ImportedRowError
from cpq.platform.spreadsheets import MARK, written

HEADS = ("row", "column", "field", "code", "zh", "en")


def heads() -> bytes:
    """The first line."""
    return MARK.encode() + written([HEADS], "en")


def lines(errors: Iterable[ImportedRowError]) -> bytes:
    """A line each."""
    return written(
        ([each.row, each.column, each.field, each.code, each.text.zh, each.text.en] for each in errors), "en"
    )
