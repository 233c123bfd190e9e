"""The billing schedule in the terminal and as a table for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

from rich import box
from rich.console import RenderableType
from rich.table import Table

from cpq.answer.schedule import Charge, Invoice, Schedule
from cpq.cli.amounts import day, plain
from cpq.cli.language import read, say
from cpq.platform.spreadsheets import harmless

_KINDS = {
    "one_off": say(zh="一次性", en="once"),
    "advance": say(zh="先付", en="in advance"),
    "arrears": say(zh="后付", en="in arrears"),
    "usage": say(zh="按用量", en="by usage"),
}


def schedule_view(schedule: Schedule, digits: int) -> RenderableType:
    """One row for each charge, the sum of each invoice below it, and of all at the end."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    for heading in (say(zh="账单日", en="Invoice"), "#"):
        table.add_column(heading, no_wrap=True)
    table.add_column(say(zh="产品", en="Product"), overflow="fold", ratio=1)
    table.add_column(say(zh="期间", en="Period"), no_wrap=True)
    table.add_column(say(zh="方式", en="Billed"), no_wrap=True)
    for heading in (say(zh="净额", en="Net"), say(zh="税额", en="Tax"), say(zh="含税", en="With tax")):
        table.add_column(heading, justify="right", no_wrap=True)
    for invoice in schedule.invoices:
        for charge in invoice.charges:
            table.add_row(*_cells(charge, digits), style="dim")
        total = (plain(amount, digits) for amount in (invoice.net, invoice.tax, invoice.gross))
        table.add_row(day(invoice.date), "", "", "", "", *total, end_section=not invoice.rounding)
        if invoice.rounding:
            _add_rounding(table, invoice.rounding, invoice.payable, digits)
    sums = (plain(amount, digits) for amount in (schedule.net, schedule.tax, schedule.gross))
    table.add_row(say(zh="合计", en="Total"), "", "", "", schedule.currency, *sums, style="bold")
    if any(invoice.rounding for invoice in schedule.invoices):
        _add_rounding(table, schedule.rounding, schedule.payable, digits)
    return table


ROUNDING, TO_PAY = say(zh="现金取整", en="Cash rounding"), say(zh="应付", en="To pay")


def _add_rounding(table: Table, rounding: Decimal, payable: Decimal, digits: int) -> None:
    table.add_row("", "", ROUNDING, "", "", "", "", plain(rounding, digits), style="dim")
    table.add_row("", "", TO_PAY, "", "", "", "", plain(payable, digits), end_section=True)


def _cells(charge: Charge, digits: int) -> tuple[str, ...]:
    amounts = ("" if each is None else plain(each, digits) for each in (charge.net, charge.tax, charge.gross))
    span = f"{charge.start} – {charge.end}" if charge.start else ""
    return "", charge.line, read(charge.name), span, _KINDS[charge.kind], *amounts


HEADINGS = ("quote", "invoice", "line", "code", "name", "kind", "start", "end", "currency", "net", "tax", "gross")


def schedule_csv(schedule: Schedule) -> str:
    """One row for each charge, and one for what an invoice is rounded by. No text can be taken for a formula by a spreadsheet."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(HEADINGS)
    for invoice in schedule.invoices:
        for charge in invoice.charges:
            writer.writerow(_row(schedule, invoice, charge))
        if invoice.rounding:
            amounts = "", "", _figure(invoice.rounding)
            texts = harmless(schedule.quote), invoice.date, "", "", ROUNDING, "rounding", "", "", schedule.currency
            writer.writerow([*texts, *amounts])
    return written.getvalue()


def _row(schedule: Schedule, invoice: Invoice, charge: Charge) -> Iterator[str]:
    texts = (schedule.quote, str(invoice.date), charge.line, charge.code, read(charge.name), charge.kind)
    yield from map(harmless, texts)
    yield from ("" if each is None else str(each) for each in (charge.start, charge.end))
    yield schedule.currency
    yield from map(_figure, (charge.net, charge.tax, charge.gross))


def _figure(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}"
