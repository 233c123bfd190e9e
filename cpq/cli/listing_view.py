"""A plain table of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.table import Table


def listing(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """One line a row under its heads."""
    table = Table(*heads, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    return table
