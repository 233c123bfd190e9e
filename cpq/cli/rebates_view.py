"""How a quote stands in the customer's rebate programmes, in the terminal."""

from __future__ import annotations

from rich import box
from rich.panel import Panel
from rich.table import Table

from cpq.cli.amounts import day, percent, plain
from cpq.cli.language import read, say
from cpq.priced_quote import PricedQuote, Rebate


def rebates_view(quote: PricedQuote) -> Panel:
    """One row a programme: what was bought, what that earns, what is missing to more, what of the balance is used."""
    table = Table(box=None, show_header=False, pad_edge=False, expand=True)
    table.add_column(overflow="fold", ratio=2)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold", ratio=4)
    table.add_column(no_wrap=True, style="dim")
    for rebate in quote.rebates:
        earned = f"+{plain(rebate.accrued, quote.digits)}"
        table.add_row(read(rebate.name), earned, _standing(rebate, quote.digits), str(rebate.place))
    return Panel(
        table, title=say(zh="返利（不减本单）", en="Rebates (not off this quote)"), title_align="left", box=box.ROUNDED
    )


def _standing(rebate: Rebate, digits: int) -> str:
    before, now = plain(rebate.base_before, digits), plain(rebate.base_now, digits)
    start, end, rate = day(rebate.period_start), day(rebate.period_end), percent(rebate.rate)
    parts = [
        say(zh=f"{start}至{end}：此前 {before}，本单 {now}", en=f"{start} to {end}: {before} before, {now} now"),
        say(zh=f"第 {rebate.tier} 档 {rate}", en=f"tier {rebate.tier}, {rate}") if rebate.tier else "",
        "" if rebate.missing is None else _missing(plain(rebate.missing, digits)),
        _balance(rebate, digits),
    ]
    return say(zh="；", en="; ").join(part for part in parts if part)


def _missing(more: str) -> str:
    return say(zh=f"再加 {more} 达到下一档", en=f"{more} more reaches the next tier")


def _balance(rebate: Rebate, digits: int) -> str:
    if not rebate.balance:
        return ""
    used, left = plain(rebate.used, digits), plain(rebate.balance_after, digits)
    return say(zh=f"本单使用 {used}，余额 {left}", en=f"{used} used for this quote, {left} left")
