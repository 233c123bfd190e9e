"""Totals: sums of the lines, by section, by tax rate, once and per period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from cpq.money import Rounding, round_to, round_to_step
from cpq.priced_quote import PricedLine, RecurringTotal, SectionTotal, TaxTotal, Totals
from cpq.pricing.measures import margin_of
from cpq.pricing.taxation import TaxPart
from cpq.rulebook.fields import MONTHS, Period
from cpq.rulebook.text import Text

ZERO = Decimal(0)


def totals_of(lines: Sequence[PricedLine], cash_step: Decimal | None = None) -> Totals:
    """The sums of the lines that count; what is metered stands apart, as an estimate. What is to be paid is a multiple of `cash_step`."""
    counted = [line for line in lines if not line.estimated]
    net, tax = _sum([line.net for line in counted]), _sum([line.tax.amount for line in counted])
    gross = _sum([line.gross for line in counted])
    rounding = cash_rounding(gross, cash_step)
    earning = [line for line in counted if line.has_margin]
    costs = [line.cost for line in earning]
    cost = None if None in costs else _sum(each or ZERO for each in costs)
    return Totals(
        list_amount=_sum([line.list_amount for line in counted]),
        surcharge=_sum([line.surcharge for line in counted]),
        discount=_sum([line.discount for line in counted]),
        net=net,
        tax=tax,
        gross=gross,
        rounding=rounding,
        payable=gross + rounding,
        delivery=_sum(line.net for line in counted if line.role == "delivery"),
        one_off=_sum(line.net for line in counted if line.billing is None),
        recurring=tuple(_recurring(counted)),
        sections=tuple(_sections(counted)),
        taxes=tuple(_taxes(counted)),
        usage_estimate=_sum([line.net for line in lines if line.estimated]),
        cost=cost,
        margin=_margin(_sum([line.before_tax for line in earning]), cost),
    )


def cash_rounding(gross: Decimal, step: Decimal | None) -> Decimal:
    """What is added to an amount so that it can be paid in coins; nothing without a step."""
    return ZERO if step is None else round_to_step(gross, step, Rounding.HALF_UP) - gross


def _margin(before_tax: Decimal, cost: Decimal | None) -> Decimal | None:
    margin = margin_of(before_tax, cost) if before_tax else None
    return None if margin is None else round_to(margin, 6, Rounding.HALF_UP)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _recurring(lines: Sequence[PricedLine]) -> Iterator[RecurringTotal]:
    """By period, the shortest first; the contract years of ramps follow what is billed the same all the time."""
    billed: dict[tuple[Period, int | None], list[PricedLine]] = {}
    for line in lines:
        if line.billing is not None:
            billed.setdefault((line.billing.period, line.year), []).append(line)
    for period, year in sorted(billed, key=lambda each: (MONTHS[each[0]], each[1] or 0)):
        of = billed[period, year]
        regular = _sum([line.billing.per_period for line in of if line.billing])
        yield RecurringTotal(period, year, regular, _sum([line.net for line in of]))


def _sections(lines: Sequence[PricedLine]) -> Iterator[SectionTotal]:
    by_section: dict[Text, Decimal] = {}
    for line in lines:
        by_section[line.section] = by_section.get(line.section, ZERO) + line.net
    for section, net in by_section.items():
        yield SectionTotal(section, net)


def _taxes(lines: Sequence[PricedLine]) -> Iterator[TaxTotal]:
    """One for each jurisdiction and rate."""
    by_rate: dict[tuple[Text, Decimal], list[TaxPart]] = {}
    for line in lines:
        for part in line.tax.parts if not line.included else ():
            by_rate.setdefault((part.name, part.rate), []).append(part)
    for (name, rate), parts in by_rate.items():
        yield TaxTotal(name, rate, _sum([part.base for part in parts]), _sum([part.amount for part in parts]))
