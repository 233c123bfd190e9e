"""A waterfall in the terminal: what each step changes, drawn to scale beside its figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich import box
from rich.table import Table
from rich.text import Text as Styled

from cpq.cli.amounts import plain, signed
from cpq.cli.language import read, say
from cpq.documents.chart import Bar

_COLUMNS = 30


def waterfall_view(bars: Sequence[Bar], digits: int) -> Table:
    """One row a bar: label, picture, change, amount so far."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column(say(zh="步骤", en="Step"), overflow="fold", ratio=1)
    table.add_column("", no_wrap=True, width=_COLUMNS)
    table.add_column(say(zh="变动", en="Change"), justify="right", no_wrap=True)
    table.add_column(say(zh="累计", en="Running"), justify="right", no_wrap=True)
    ends = [Decimal(0), *(end for bar in bars for end in (bar.start, bar.end))]
    least, span = min(ends), max(ends) - min(ends) or Decimal(1)
    for bar in bars:
        label = read(bar.label) if bar.level else f"  {read(bar.label)}"
        change = "" if bar.level else signed(bar.amount, digits)
        drawn = _drawn(bar, least, span)
        table.add_row(label, drawn, change, plain(bar.end, digits), style="bold" if bar.level else None)
    return table


def _drawn(bar: Bar, least: Decimal, span: Decimal) -> Styled:
    """At least one column wide, so that every step is seen."""
    low, high = sorted((bar.start, bar.end))
    first = min(int((low - least) * _COLUMNS / span), _COLUMNS - 1)
    last = max(round((high - least) * _COLUMNS / span), first + 1)
    colour = "blue" if bar.level else "green" if bar.amount > 0 else "red"
    return Styled(" " * first + "█" * (last - first), style=colour)
