"""A priced quote in the terminal: lines, waterfall, totals, approvals, remarks."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Styled

from cpq.cli.amounts import day, money, number, percent, plain, points, signed, unit_price
from cpq.cli.approvals_view import approvals_view
from cpq.cli.asides_view import asides_view
from cpq.cli.language import read, say
from cpq.cli.nearly_view import nearly
from cpq.cli.periods import PER_PERIOD, term
from cpq.cli.rebates_view import rebates_view
from cpq.priced_quote import ContractValue, Pocket, PricedLine, PricedQuote, RecurringTotal, WaterfallRow


def quote_view(quote: PricedQuote) -> RenderableType:
    """Everything a rep wants to see of a quote."""
    parts: list[RenderableType] = [_head(quote), _lines(quote), _waterfall(quote), _totals(quote)]
    if quote.asides:
        parts.append(asides_view(quote))
    if quote.rebates:
        parts.append(rebates_view(quote))
    parts += nearly(quote)
    if quote.approvals:
        parts.append(approvals_view(quote))
    parts.extend(_remarks(quote))
    return Group(*parts)


def _head(quote: PricedQuote) -> Panel:
    rows = [
        Styled.assemble((read(quote.company.name), "bold"), f"  →  {read(quote.buyer.name)}"),
        Styled(
            say(
                zh=f"{day(quote.date)}，有效期至 {day(quote.valid_until)}    价目表 {read(quote.price_list_name)}",
                en=f"{day(quote.date)}, valid until {day(quote.valid_until)}    price list {read(quote.price_list_name)}",
            ),
        ),
        Styled(f"{quote.price_list_place}{_why(quote)}   rulebook {quote.rulebook_version[:12]}", style="dim"),
    ]
    title = say(zh=f"报价单 {quote.request.id}", en=f"Quote {quote.request.id}")
    return Panel(Group(*rows), title=title, title_align="left", box=box.ROUNDED)


def _why(quote: PricedQuote) -> str:
    """Why this price list was taken."""
    return f" {read(quote.price_list_reason)}" if quote.price_list_reason else ""


def _lines(quote: PricedQuote) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("#", no_wrap=True)
    table.add_column(say(zh="产品", en="Product"), overflow="fold", ratio=1)
    for heading in (
        say(zh="数量", en="Qty"),
        say(zh="目录单价", en="List price"),
        say(zh="折扣", en="Discount"),
        say(zh=f"净额（{quote.currency}）", en=f"Net ({quote.currency})"),
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for section, lines in quote.in_sections().items():
        table.add_row("", Styled(read(section), style="bold cyan"))
        for line in lines:
            table.add_row(*_line_cells(line, quote.digits), style=None if line.parent is None else "dim")
    return table


def _line_cells(line: PricedLine, digits: int) -> tuple[RenderableType, ...]:
    # Padding, not spaces: what is wrapped stays under what it belongs to.
    more = (Padding(each, (0, 0, 0, 2)) for each in _more(line))
    name = Padding(Group(f"{read(line.name)}{_billing(line)}", *more), (0, 0, 0, 2 * line.number.count(".")))
    quantity = f"{number(line.quantity)} {read(line.unit)}"
    if line.included:
        return line.number, name, quantity, "", "", say(zh="已含", en="included")
    net = plain(line.net, digits) + ("*" if line.estimated else "")
    return line.number, name, quantity, unit_price(line.unit_list, digits), _off(line), net


def _more(line: PricedLine) -> Iterator[str]:
    """What stands under the name: values entered and shown, and what is expected of a metered line."""
    if line.details:
        yield " · ".join(f"{read(name)} {read(value)}" for name, value in line.details)
    if line.metering is not None and line.metering.included:
        expected, free = number(line.metering.expected), number(line.metering.included)
        yield say(
            zh=f"每月预计用量 {expected}，其中免费 {free}", en=f"expected per month {expected}, of which free {free}"
        )


def _off(line: PricedLine) -> str:
    """What the line is below its list amount; above it, with a plus."""
    off = line.off_list
    return f"{'+' if off < 0 else ''}{percent(abs(off))}" if off else ""


def _billing(line: PricedLine) -> str:
    if line.billing is None:
        return ""
    return say(zh=f"（{term(line.billing)}）", en=f" ({term(line.billing)})")


def _waterfall(quote: PricedQuote) -> Panel:
    table = Table(box=None, show_header=False, pad_edge=False, expand=True)
    table.add_column(overflow="fold", ratio=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, style="dim")
    for row in quote.waterfall:
        table.add_row(*_waterfall_cells(row, quote.digits), style="bold" if row.phase in _LEVELS else None)
    title = say(zh="价格瀑布", en="Price waterfall")
    return Panel(table, title=title, title_align="left", box=box.ROUNDED)


_LEVELS = frozenset({"list", "net", "tax", "gross"} - {"tax"})


def _waterfall_cells(row: WaterfallRow, digits: int) -> tuple[str, str, str, str]:
    label = read(row.label)
    if row.phase in _LEVELS:
        return label, "", plain(row.running, digits), ""
    return f"  {label}", signed(row.amount, digits), plain(row.running, digits), str(row.place or "")


def _totals(quote: PricedQuote) -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(justify="right", overflow="fold", ratio=1)
    table.add_column(justify="right", no_wrap=True)
    for label, amount, style in _total_rows(quote):
        table.add_row(label, money(amount, quote.currency), style=style)
    for label, amount in _contract_rows(quote.contract) if quote.contract else ():
        table.add_row(label, money(amount, quote.currency), style="dim")
    if quote.points:
        table.add_row(say(zh="本单可得积分", en="Points earned"), points(quote.points))
    if quote.totals.margin is not None:
        table.add_row(say(zh="毛利率（内部）", en="Margin (internal)"), percent(quote.totals.margin), style="dim")
    if quote.pocket is not None:
        _add_pocket(table, quote.pocket, quote.currency)
    return table


def _add_pocket(table: Table, pocket: Pocket, currency: str) -> None:
    table.add_row(say(zh="到袋价（内部）", en="Pocket price (internal)"), money(pocket.price, currency), style="dim")
    if pocket.margin is not None:
        label = say(zh="到袋毛利率（内部）", en="Pocket margin (internal)")
        table.add_row(label, percent(pocket.margin), style="dim")


def _total_rows(quote: PricedQuote) -> Iterator[tuple[str, Decimal, str | None]]:
    totals = quote.totals
    yield say(zh="一次性", en="One-off"), totals.one_off, None
    for recurring in totals.recurring:
        yield _recurring(recurring), recurring.per_period, None
    if quote.tax_included:
        yield say(zh="合计（含税）", en="Total, tax included"), totals.gross, "bold green"
    else:
        yield say(zh="净额合计", en="Total net"), totals.net, "bold"
    contained = say(zh="其中 ", en="of which ") if quote.tax_included else ""
    for tax in totals.taxes:
        yield f"{contained}{read(tax.name)} {percent(tax.rate)}", tax.amount, None
    if not quote.tax_included:
        yield say(zh="价税合计", en="Total including tax"), totals.gross, "bold green"
    if totals.rounding:
        yield say(zh="现金取整", en="Cash rounding"), totals.rounding, None
        yield say(zh="应付", en="To pay"), totals.payable, "bold green"
    if totals.usage_estimate:
        yield (
            say(zh="* 用量估算（不计入合计）", en="* usage, estimated (not in the total)"),
            totals.usage_estimate,
            "dim",
        )


def _contract_rows(contract: ContractValue) -> Iterator[tuple[str, Decimal]]:
    yield say(zh="合同总额（TCV）", en="Total contract value (TCV)"), contract.tcv
    yield say(zh="年合同额（ACV）", en="Annual contract value (ACV)"), contract.acv
    yield say(zh="月经常性收入（MRR）", en="Monthly recurring revenue (MRR)"), contract.mrr
    yield say(zh="年经常性收入（ARR）", en="Annual recurring revenue (ARR)"), contract.arr
    first = contract.first_invoice
    yield say(zh=f"首张账单，{day(first.date)}，含税", en=f"First invoice, {day(first.date)}, with tax"), first.gross
    if first.rounding:
        yield say(zh="首张账单，应付", en="First invoice, to pay"), first.payable


def _recurring(total: RecurringTotal) -> str:
    per_period = PER_PERIOD[total.period]
    if total.year is None:
        return per_period
    return say(zh=f"{per_period}，合同第 {total.year} 年", en=f"{per_period}, contract year {total.year}")


def _remarks(quote: PricedQuote) -> Iterator[Styled]:
    for remark in quote.remarks:
        line = say(zh=f"第 {remark.line} 行：", en=f"line {remark.line}: ") if remark.line else ""
        yield Styled(f"· {line}{read(remark.text)}" + (f"  ({remark.place})" if remark.place else ""), style="dim")
