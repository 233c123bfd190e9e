"""What a share is taken of, as an amount for one billing period of the item that it prices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from cpq.bom.extent import times
from cpq.bom.item import Item, Recurrence
from cpq.pricing.line import ZERO, Line
from cpq.pricing.methods.method import Share
from cpq.rulebook.fields import MONTHS


def base_of(lines: Iterable[Line], of: Share, item: Item) -> Decimal:
    """What lines come to, not rounded: once for what is paid once, and for a period of the item's own length for what recurs.

    The years of a ramp are one subscription: those that run while the item does, with what a period of them costs on the average.
    """
    things: dict[str, list[Line]] = {}
    for line in lines:
        things.setdefault(_without_year(line.item), []).append(line)
    return sum((_per_period(years, of, item) for years in things.values()), ZERO)


def _without_year(item: Item) -> str:
    return item.id if item.year is None else item.id.removesuffix(f"-Y{item.year}")


def _per_period(years: Sequence[Line], of: Share, item: Item) -> Decimal:
    periods = _periods_together(years, item.recurrence)
    amounts = (line.item.extent.per_period(line.net if of.basis == "net" else line.list_amount) for line in years)
    total = sum(map(times, amounts, periods), ZERO)
    count = sum(periods, Fraction(0))
    return times(total, _length_of_one(item.recurrence, years[0].item.recurrence) / count) if count else ZERO


def _periods_together(years: Sequence[Line], recurrence: Recurrence | None) -> Sequence[Fraction]:
    """How many billing periods of each year the item runs, too; all of them where it runs in none, or is paid once."""
    whole = [line.item.extent.length for line in years]
    if len(years) == 1 or recurrence is None:
        return whole
    together = [_running(line.item.recurrence, recurrence) for line in years]
    return together if any(together) else whole


def _running(year: Recurrence | None, while_this: Recurrence) -> Fraction:
    periods = year.calendar.periods if year else ()
    meet = (each.share for each in periods if each.start <= while_this.end and while_this.start <= each.end)
    return sum(meet, Fraction(0))


def _length_of_one(wanted: Recurrence | None, has: Recurrence | None) -> Fraction:
    """How many periods of what is looked at the item's own period has: 12 months of a year."""
    return Fraction(MONTHS[wanted.period], MONTHS[has.period]) if wanted and has else Fraction(1)
