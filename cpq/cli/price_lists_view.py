"""Why a quote is priced from its price list, and why from none of the others."""

from __future__ import annotations

from rich import box
from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Styled

from cpq.cli.language import read, say
from cpq.priced_quote import PricedQuote


def price_lists_view(quote: PricedQuote) -> RenderableType:
    """The list that was taken, then those that were nearest."""
    table = Table(box=None, show_header=False, pad_edge=False, expand=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=2)
    table.add_column(overflow="fold", ratio=3)
    table.add_column(no_wrap=True, style="dim")
    reason = read(quote.price_list_reason) if quote.price_list_reason else ""
    table.add_row(Styled("✓", style="green"), read(quote.price_list_name), reason, str(quote.price_list_place))
    for each in quote.price_lists_passed_over:
        table.add_row(Styled("·", style="dim"), read(each.name), read(each.why), str(each.place))
    return Panel(table, title=say(zh="价目表", en="Price lists"), title_align="left", box=box.ROUNDED)
