"""The price of a line in sentences, its trace as a table with a sum under it, and what was near; with every rule's place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Styled

from cpq.cli.amounts import number, percent, plain, signed
from cpq.cli.language import read, say
from cpq.cli.periods import period_count
from cpq.explanation import Near, sentences
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.pricing.trace import Step


def explained(line: PricedLine, quote: PricedQuote) -> RenderableType:
    """Title, steps, sum; the sum is the line's net amount."""
    title = Styled.assemble((f"{line.number}  ", "bold cyan"), (read(line.name), "bold"), (f"  {line.code}", "dim"))
    if line.included:
        return Group(title, Styled(say(zh="  价格已含在上级行中", en="  paid with the line above"), style="dim"))
    table = Table(box=box.SIMPLE, pad_edge=False, expand=True, show_header=False)
    table.add_column(overflow="fold", ratio=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, style="dim")
    for step in line.trace:
        table.add_row(
            _label(step), _how(step, line, quote.digits), signed(step.amount, quote.digits), str(step.place or "")
        )
        for level in step.derived:
            table.add_row(Styled(f"  {read(level.text)}", style="dim"), "", "", str(level.place))
    table.add_row(say(zh="净额", en="Net"), "", plain(line.net, quote.digits), "", style="bold", end_section=True)
    for tax in line.tax.parts:
        label = f"{read(tax.name)} {percent(tax.rate)}"
        base = say(zh="基数 ", en="on ") + plain(tax.base, quote.digits) if line.tax.by_part else ""
        table.add_row(label, base, signed(tax.amount, quote.digits), str(tax.place), style="dim")
    return Group(title, table)


def told(line: PricedLine, quote: PricedQuote, near: Sequence[Near]) -> RenderableType:
    """Sentences to repeat to the customer, then the table, then why the price is not another."""
    say_it = Styled(_JOIN.join(read(each) for each in sentences(line, quote)) + "\n")
    parts: list[RenderableType] = [say_it, explained(line, quote)]
    if near:
        parts.append(_near_panel(near))
    return Group(*parts)


_JOIN = say(zh="", en=" ")

_KINDS: Mapping[str, str] = {
    "tier": say(zh="下一数量档", en="Next tier"),
    "price_rule": say(zh="价格规则", en="Price rule"),
    "contract": say(zh="合同", en="Contract"),
    "price_list": say(zh="价目表", en="Price list"),
}


def _near_panel(near: Sequence[Near]) -> Panel:
    table = Table(box=None, show_header=False, pad_edge=False, expand=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=2)
    table.add_column(overflow="fold", ratio=3)
    table.add_column(no_wrap=True, style="dim")
    for each in near:
        table.add_row(_KINDS[each.kind], read(each.name), read(each.why), str(each.place))
    return Panel(
        table, title=say(zh="为何不是别的价格", en="Why not another price"), title_align="left", box=box.ROUNDED
    )


def _label(step: Step) -> str:
    note = f" — {read(step.note)}" if step.note else ""
    return f"{read(step.label)}{note}"


def _how(step: Step, line: PricedLine, digits: int) -> str:
    """How the amount came about; what is worked out for one unit and period is multiplied by both."""
    share = None if step.rate is None or step.base is None else f"{plain(step.base, digits)} × {percent(step.rate)}"
    if step.unit_price is None or step.quantity is None:
        return share or ""
    quantity = [] if share and step.quantity == 1 else [number(step.quantity)]
    periods = [period_count(line.billing)] if line.billing else []
    return " × ".join([*quantity, share or number(step.unit_price), *periods])
