"""What is metered: the periods of an order's metered lines, and what the quantity used in one of them costs by what was accepted."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cpq.answer.schedule import Schedule
from cpq.answer.totals import cash_rounding
from cpq.money import round_to
from cpq.orders.invoices import Content, InvoiceLine, summed
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.quotes.given import Given

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, order=True)
class MeteredPeriod:
    """A billing period of a metered line: `start` and `end` are its first and last day."""

    line: str
    start: date
    end: date


def metered_periods(schedule: Schedule) -> tuple[MeteredPeriod, ...]:
    """Every period of the lines of the request that are billed by usage, line by line."""
    found = (
        MeteredPeriod(charge.line, charge.start, charge.end)
        for invoice in schedule.invoices
        for charge in invoice.charges
        if charge.kind == "usage" and charge.line.isdecimal() and charge.start and charge.end
    )
    return tuple(sorted(found, key=lambda each: (int(each.line), each.start)))


def with_usage(told: Given, metered: Container[str], used: Mapping[str, Decimal]) -> Given:
    """The request that was accepted, with what was used instead of what was expected of each metered line; of none of it nothing.

    Lines that are metered together share what is included and the tiers that count them together.
    """
    lines = [
        {**_own_unit(line), "quantity": f"{used.get(str(number), ZERO):f}"} if str(number) in metered else line
        for number, line in enumerate(told["lines"], 1)
    ]
    return {**told, "lines": lines}


def _own_unit(line: Given) -> Given:
    """Usage is reported in the product's own unit, whatever was ordered in."""
    return {name: value for name, value in line.items() if name != "unit"}


def usage_content(quote: PricedQuote, periods: Sequence[MeteredPeriod]) -> Content:
    """The lines of an invoice of what was used in periods that end together; the quote was priced with that usage."""
    lines = tuple(_lines(quote, periods))
    gross = sum((line.gross for line in lines), ZERO)
    return summed(lines, cash_rounding(gross, quote.cash_step))


def _lines(quote: PricedQuote, periods: Sequence[MeteredPeriod]) -> Iterator[InvoiceLine]:
    for position, period in enumerate(periods, 1):
        line = quote.line(period.line)
        if line is None:
            raise ValueError(period.line)
        net = _net(line, period)
        tax = _tax(net, line, quote)
        gross = net if quote.tax_included else net + tax
        yield InvoiceLine(
            position, line.number, line.code, line.name, "usage", period.start, period.end, net, line.tax.name, line.tax.rate, tax, gross
        )  # fmt: skip


def _net(line: PricedLine, period: MeteredPeriod) -> Decimal:
    """What a whole period costs, for what was used in part of one was used; nothing in a period that is free."""
    if line.billing is None:
        raise ValueError(line.number)
    free = any(each.start == period.start and each.free == each.share for each in line.billing.calendar.periods)
    return ZERO if free else line.billing.per_period


def _tax(net: Decimal, line: PricedLine, quote: PricedQuote) -> Decimal:
    rate = line.tax.rate
    exact = net * rate / (1 + rate) if quote.tax_included else net * rate
    return round_to(exact, quote.digits, quote.company.settings.rounding)
