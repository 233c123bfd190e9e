"""Invoices: the billing schedule of an order, planned once, and issued one after the other as their days come.

An invoice that was issued never changes. What is taken back of it is a credit note, an invoice of negative amounts; what an amendment
charges and gives back is invoiced with the order of the amendment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from cpq.answer.schedule import Charge, Schedule
from cpq.answer.schedule import Invoice as ScheduledInvoice
from cpq.priced_quote import PricedQuote
from cpq.rulebook.text import Text

ZERO = Decimal(0)

Kind = Literal["invoice", "credit_note"]


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """What is invoiced of one line of the order: for the days from `start` to `end`, or once.

    `position` counts from 1; on a credit note it is that on the invoice.
    As in the quote, `gross` is `net` and the tax, or where prices include tax `gross` is `net` and contains it.
    """

    position: int
    line: str
    code: str
    name: Text
    kind: Literal["one_off", "advance", "arrears", "usage"]
    start: date | None
    end: date | None
    net: Decimal
    tax_name: Text
    tax_rate: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceTax:
    """All lines of one rate; `base` is without tax."""

    name: Text
    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Content:
    """Lines and their sums. `gross + rounding = payable`."""

    lines: tuple[InvoiceLine, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    rounding: Decimal
    payable: Decimal

    @property
    def taxes(self) -> tuple[InvoiceTax, ...]:
        """What the lines come to by rate, in the order of the lines."""
        found: dict[tuple[Text, Decimal], InvoiceTax] = {}
        for line in self.lines:
            had = found.get((line.tax_name, line.tax_rate)) or InvoiceTax(line.tax_name, line.tax_rate, ZERO, ZERO)
            base, amount = had.base + line.gross - line.tax, had.amount + line.tax
            found[line.tax_name, line.tax_rate] = InvoiceTax(had.name, had.rate, base, amount)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class PlannedInvoice:
    """An invoice that will be issued on `date`: the `sequence`-th of its order, from 1. `due` is the last day to pay it in time."""

    sequence: int
    date: date
    due: date
    content: Content


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice that was issued. `sequence` is its place in the plan of the order; None for a credit note to the invoice `of`, which
    gives its `reason`. What is planned with a negative amount is issued as a credit note without one.
    """

    number: str
    kind: Kind
    order: str
    sequence: int | None
    date: date
    due: date
    currency: str
    content: Content
    of: str | None = None
    reason: Text | None = None


def plan_of(quote: PricedQuote, schedule: Schedule) -> tuple[PlannedInvoice, ...]:
    """Every invoice of the schedule that has an amount; what is metered is not known yet, and not planned.

    Net, tax and gross amounts and what is payable are those of the schedule, to the minor unit: invoices without amounts have none.
    """
    rates = {line.number: (line.tax.name, line.tax.rate) for line in quote.lines}
    plan: list[PlannedInvoice] = []
    for invoice in schedule.invoices:
        charges = [charge for charge in invoice.charges if charge.kind != "usage"]
        lines = tuple(_line(position, charge, rates) for position, charge in enumerate(charges, start=1))
        if lines:
            due = invoice.date + min(timedelta(days=quote.due_days), date.max - invoice.date)
            plan.append(PlannedInvoice(len(plan) + 1, invoice.date, due, _content(invoice, lines)))
    return tuple(plan)


def _line(position: int, charge: Charge, rates: Mapping[str, tuple[Text, Decimal]]) -> InvoiceLine:
    name, rate = rates[charge.line]
    return InvoiceLine(
        position=position,
        line=charge.line,
        code=charge.code,
        name=charge.name,
        kind=charge.kind,
        start=charge.start,
        end=charge.end,
        net=charge.net or ZERO,
        tax_name=name,
        tax_rate=rate,
        tax=charge.tax or ZERO,
        gross=charge.gross or ZERO,
    )


def _content(invoice: ScheduledInvoice, lines: tuple[InvoiceLine, ...]) -> Content:
    return Content(lines, invoice.net, invoice.tax, invoice.gross, invoice.rounding, invoice.payable)


def due_to_issue(plan: Iterable[PlannedInvoice], issued: frozenset[int], until: date) -> tuple[PlannedInvoice, ...]:
    """What is to be issued up to a day, in order, and has not been; asked again it is nothing more."""
    return tuple(each for each in plan if each.date <= until and each.sequence not in issued)


def issued_as(planned: PlannedInvoice, number: str, order: str, currency: str) -> Invoice:
    """The invoice, or where more is given back than charged the credit note, with its number."""
    kind = kind_of(planned.content)
    return Invoice(number, kind, order, planned.sequence, planned.date, planned.due, currency, planned.content)


def kind_of(content: Content) -> Kind:
    """A credit note is what the customer has to get."""
    return "credit_note" if content.payable < 0 else "invoice"


def summed(lines: Sequence[InvoiceLine], rounding: Decimal) -> Content:
    """Lines with their sums, and what they are rounded by."""
    net, tax, gross = (
        sum(each, ZERO)
        for each in ([line.net for line in lines], [line.tax for line in lines], [line.gross for line in lines])
    )
    return Content(tuple(lines), net, tax, gross, rounding, gross + rounding)
