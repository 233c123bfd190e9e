"""What a quote earns in each rebate programme, and how the customer stands in it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from cpq.bom.rebate_account import RebateAccount
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.promotions.rebates.in_force import meant, programmes_in_force
from cpq.promotions.rebates.programme import RebateProgramme
from cpq.promotions.rebates.used import used
from cpq.rulebook.fields import MONTHS, Period
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

NO_ACCOUNT = RebateAccount()


@dataclass(frozen=True, slots=True)
class RebateLine:
    """A line that earns rebate, by its number, and its net amount."""

    line: str
    net: Decimal


@dataclass(frozen=True, slots=True)
class Rebate:
    """How a quote stands in a programme. `accrued` is earned with it and comes off no price; `used` was earned before and does.

    `base_before` was bought in the period before, `base_now` is the net amount of the lines `on`. `tier` is the number of the tier that
    both together reach, from 1, and `rate` its rate; 0 below the first. `missing` more reaches the next; None where there is none.
    `balance_after` is the balance less what is used, without what accrues. `place` is where the tier is written.
    """

    programme: str
    name: Text
    calculation: Literal["progressive", "retrospective"]
    period_start: date
    period_end: date
    base_before: Decimal
    base_now: Decimal
    tier: int
    rate: Decimal
    accrued: Decimal
    missing: Decimal | None
    balance: Decimal
    used: Decimal
    balance_after: Decimal
    place: Place
    on: tuple[RebateLine, ...]


def rebates_of(lines: Sequence[Line], context: Context) -> tuple[Rebate, ...]:
    """One for each programme that is in force for the buyer, by their ids."""
    return tuple(_rebate(programme, lines, context) for programme in programmes_in_force(context))


def _rebate(programme: RebateProgramme, lines: Sequence[Line], context: Context) -> Rebate:
    account = context.request.rebates.get(programme.id, NO_ACCOUNT)
    currency = context.currency
    earning = meant(programme.target, lines, context)
    before, now = account.purchased, sum((line.net for line in earning), ZERO)
    after = before + now
    tier, taken = programme.reached(after, currency), used(programme, lines)
    start, end = period_of(programme.period, context.situation.date)
    # Rounded as a whole, so that several quotes of one period earn together what one quote would.
    accrued = context.round(programme.earned(after, currency)) - context.round(programme.earned(before, currency))
    return Rebate(
        programme=programme.id,
        name=programme.name,
        calculation=programme.calculation,
        period_start=start,
        period_end=end,
        base_before=before,
        base_now=now,
        tier=tier,
        rate=programme.tiers[tier - 1].rate if tier else ZERO,
        accrued=accrued,
        missing=next((each - after for each in programme.starts(currency) if each > after), None),
        balance=account.balance,
        used=taken,
        balance_after=account.balance - taken,
        place=programme.at("tiers", max(tier - 1, 0), "rate"),
        on=tuple(_on(earning)),
    )


def _on(lines: Iterable[Line]) -> Iterable[RebateLine]:
    return (RebateLine(line.item.number, line.net) for line in lines if line.net)


def period_of(period: Period, day: date) -> tuple[date, date]:
    """The first and the last day of the calendar period that a day is in."""
    months = MONTHS[period]
    first = (day.month - 1) // months * months + 1
    last = first + months - 1
    return date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1])
