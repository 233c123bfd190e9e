"""Options and alternatives in the terminal: what each costs, and what choosing it adds to the quote."""

from __future__ import annotations

from decimal import Decimal

from rich import box
from rich.table import Table

from cpq.cli.amounts import number, plain, signed
from cpq.cli.language import read, say
from cpq.priced_quote import Aside, PricedQuote


def asides_view(quote: PricedQuote) -> Table:
    """One row for each; what is inside a product is part of its amounts."""
    title = say(zh="可选与备选（不计入合计）", en="Options and alternatives (not in the total)")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, title=title, title_justify="left")
    table.add_column("#", no_wrap=True)
    table.add_column(say(zh="产品", en="Product"), overflow="fold", ratio=1)
    for heading in (
        say(zh="数量", en="Qty"),
        say(zh=f"金额（{quote.currency}）", en=f"Amount ({quote.currency})"),
        say(zh="净额增减", en="Adds to the net"),
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for aside in quote.asides:
        line, amount = aside.line, sum((each.net for each in aside.lines), Decimal(0))
        quantity = f"{number(line.quantity)} {read(line.unit)}"
        cells = plain(amount, quote.digits), signed(aside.net, quote.digits)
        table.add_row(aside.number, f"{read(line.name)}{_said(aside)}", quantity, *cells)
    return table


def _said(aside: Aside) -> str:
    """Instead of which line it would be, and whom it would have to be approved by."""
    names = ", ".join(read(each) for each in aside.approvers)
    instead = say(zh=f"，替代第 {aside.instead_of} 行", en=f", instead of line {aside.instead_of}")
    approval = say(zh=f"（选用须审批：{names}）", en=f" (choosing it needs approval: {names})")
    return f"{instead if aside.instead_of else ''}{approval if names else ''}"
