"""What became of each promotion, in the terminal: applied, lost to another, nothing to take off, or why it does not fit."""

from __future__ import annotations

from collections.abc import Mapping

from rich import box
from rich.panel import Panel
from rich.table import Table

from cpq.cli.amounts import signed
from cpq.cli.language import read, say
from cpq.priced_quote import PricedQuote
from cpq.pricing.outcome import Outcome, Status

_MARKS: Mapping[Status, tuple[str, str]] = {
    "applied": ("✓", "green"),
    "lost": ("≺", "yellow"),
    "no_effect": ("·", ""),
    "not_eligible": ("✕", "dim"),
}


def promotions_view(quote: PricedQuote) -> Panel:
    """One row a promotion, those applied first."""
    table = Table(box=None, show_header=False, pad_edge=False, expand=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=2)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=3)
    table.add_column(no_wrap=True, style="dim")
    order = list(_MARKS)
    for outcome in sorted(quote.promotions, key=lambda each: order.index(each.status)):
        mark, style = _MARKS[outcome.status]
        table.add_row(mark, read(outcome.name), *_result(outcome, quote.digits), str(outcome.place), style=style)
    return Panel(table, title=say(zh="促销", en="Promotions"), title_align="left", box=box.ROUNDED)


def _result(outcome: Outcome, digits: int) -> tuple[str, str]:
    if outcome.status == "applied":
        return signed(-outcome.amount, digits), ""
    return "", read(outcome.reason)
