"""The billing schedule: which invoice has what, from the first to the last. It adds up to the quote, to the minor unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, takewhile
from typing import Literal

from cpq.allocation import allocate
from cpq.answer.totals import cash_rounding
from cpq.priced_quote import Billing, PricedLine, PricedQuote
from cpq.pricing.periodic import by_period
from cpq.rulebook.text import Text

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Charge:
    """What an invoice has of one line: for the days from `start` to `end`, or once. Amounts are None for what is billed by usage.

    As in the quote, `gross` is `net` and the tax, or where prices include tax `gross` is `net` and contains it.
    """

    line: str
    code: str
    name: Text
    kind: Literal["one_off", "advance", "arrears", "usage"]
    start: date | None
    end: date | None
    net: Decimal | None
    tax: Decimal | None
    gross: Decimal | None


@dataclass(frozen=True, slots=True)
class Invoice:
    """Everything that is invoiced on one day. `gross + rounding = payable`: each invoice is rounded for cash by itself."""

    date: date
    charges: tuple[Charge, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    rounding: Decimal
    payable: Decimal


@dataclass(frozen=True, slots=True)
class Schedule:
    """All invoices of a quote, in the order of their dates. The sums are the quote's totals, but for what cash is rounded by."""

    quote: str
    currency: str
    invoices: tuple[Invoice, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    rounding: Decimal
    payable: Decimal


def schedule_of(quote: PricedQuote) -> Schedule:
    """The invoices of a quote.

    What is billed in advance is invoiced on the first day of its period, what is billed in arrears on the last, and nothing before the
    quote's date. What is paid once is on the first invoice, or as the payment term says; deliveries are on the first. A line's net amount
    is split by `by_period`, its tax in proportion to that by largest remainder. Lines that are metered are billed by usage, without an
    amount.
    """
    by_date: dict[date, list[Charge]] = {}
    for day, charge in chain.from_iterable(_charges_by_line(quote)):
        by_date.setdefault(day, []).append(charge)
    invoices = tuple(_invoice(day, by_date[day], quote.cash_step) for day in sorted(by_date))
    sums = (
        _sum(each.net for each in invoices),
        _sum(each.tax for each in invoices),
        _sum(each.gross for each in invoices),
        _sum(each.rounding for each in invoices),
        _sum(each.payable for each in invoices),
    )
    return Schedule(quote.request.id, quote.currency, invoices, *sums)


def first_invoice_of(quote: PricedQuote) -> Invoice:
    """The first invoice of the schedule. What comes later is not drawn up, for this is asked of every quote."""
    begun = [(next(charges), charges) for charges in _charges_by_line(quote)]
    day = min(due for (due, _), _ in begun)
    drawn = (takewhile(lambda dated: dated[0] == day, chain([first], rest)) for first, rest in begun if first[0] == day)
    return _invoice(day, [charge for charges in drawn for _, charge in charges], quote.cash_step)


def _invoice(day: date, charges: Sequence[Charge], cash_step: Decimal | None) -> Invoice:
    nets, taxes, grosses = zip(*((each.net, each.tax, each.gross) for each in charges), strict=True)
    gross = _sum(grosses)
    rounding = cash_rounding(gross, cash_step)
    return Invoice(day, tuple(charges), _sum(nets), _sum(taxes), gross, rounding, gross + rounding)


def _sum(amounts: Iterator[Decimal] | Sequence[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), ZERO)


Dated = Iterator[tuple[date, Charge]]
"""Charges with the day on which each is invoiced, the earliest first; a line has one at least."""


def _charges_by_line(quote: PricedQuote) -> Iterator[Dated]:
    first = _first_day(quote)
    for line in quote.lines:
        if line.included:
            continue
        if line.billing is None:
            yield _once(line, first, quote)
        elif line.estimated:
            yield _by_usage(line, line.billing, quote)
        else:
            yield _recurring(line, line.billing, quote)


def _first_day(quote: PricedQuote) -> date:
    """The day of the first invoice: when the first subscription that is billed in advance begins; never before the quote's date."""
    starts = [line.billing.start for line in quote.lines if line.billing and line.billing.invoiced == "advance"]
    return max(quote.date, min(starts, default=quote.date))


def _once(line: PricedLine, first: date, quote: PricedQuote) -> Dated:
    shares = [each.share for each in quote.instalments] or [Decimal(1)]
    days = [each.days for each in quote.instalments] or [0]
    if line.role == "delivery":
        shares, days = [Decimal(1)], days[:1]
    nets = allocate(line.net, shares, quote.digits)
    parts = zip(days, nets, _taxes(line, nets, quote), strict=True)
    for after, net, tax in sorted(parts, key=lambda part: part[0]):
        day = first + min(timedelta(days=after), date.max - first)
        yield day, Charge(line.number, line.code, line.name, "one_off", None, None, net, tax, _gross(net, tax, quote))


def _recurring(line: PricedLine, billing: Billing, quote: PricedQuote) -> Dated:
    nets = by_period(line.net, billing.calendar.paid, quote.digits, quote.company.settings.rounding)
    for period, net, tax in zip(billing.calendar.periods, nets, _taxes(line, nets, quote), strict=True):
        due = period.start if billing.invoiced == "advance" else period.end
        yield (
            max(due, quote.date),
            Charge(
                line.number,
                line.code,
                line.name,
                billing.invoiced,
                period.start,
                period.end,
                net,
                tax,
                _gross(net, tax, quote),
            ),
        )


def _by_usage(line: PricedLine, billing: Billing, quote: PricedQuote) -> Dated:
    for period in billing.calendar.periods:
        charge = Charge(line.number, line.code, line.name, "usage", period.start, period.end, None, None, None)
        yield max(period.end, quote.date), charge


def _taxes(line: PricedLine, nets: Sequence[Decimal], quote: PricedQuote) -> tuple[Decimal, ...]:
    """The line's tax on each of its invoices, in proportion to their net amounts."""
    return allocate(line.tax.amount, [abs(net) for net in nets], quote.digits)


def _gross(net: Decimal, tax: Decimal, quote: PricedQuote) -> Decimal:
    return net if quote.tax_included else net + tax
