"""Which months of a subscription are free, told by its calendar: by what a later change leaves them out of what is given back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil

from cpq.bom.calendar import Calendar, Span, add_months, calendar_of, months_of
from cpq.bom.contract import spans_of
from cpq.bom.products.subscription import FreeMonths

MOST_PAIRS = 60
"""Months of a contract of which free months at both ends at once are looked for."""


def free_months_of(calendar: Calendar) -> FreeMonths | None:
    """The free months that make a calendar as it is, wherever they come from: the product, the line, a promotion.

    None where none are free, and where no whole months come to it, as of a contract that was cut short.
    """
    if not calendar.has_free:
        return None
    span = calendar.periods[0].start, calendar.periods[-1].end + timedelta(days=1)
    return next((free for free in _possible(calendar, span) if _makes(free, calendar, span)), None)


def _makes(free: FreeMonths, calendar: Calendar, span: Span) -> bool:
    return calendar_of(calendar.cycle, span, spans_of(free, span)).periods == calendar.periods


def _possible(calendar: Calendar, span: Span) -> Iterator[FreeMonths]:
    months = ceil(months_of(span))
    for count in range(1, months + 1):
        yield FreeMonths(first=count)
        yield FreeMonths(last=count)
    within = tuple(_within_free_periods(calendar, span[0], months))
    if within:
        yield FreeMonths(months=within)
    for first in range(1, months if months <= MOST_PAIRS else 0):
        yield from (FreeMonths(first=first, last=last) for last in range(1, months - first + 1))


def _within_free_periods(calendar: Calendar, start: date, months: int) -> Iterator[int]:
    """The months of which every day lies in a period that is wholly free."""
    free = [(each.start, each.end + timedelta(days=1)) for each in calendar.periods if each.free == each.share]
    for month in range(1, months + 1):
        begin, after = add_months(start, month - 1), add_months(start, month)
        if _covered(free, begin, min(after, calendar.periods[-1].end + timedelta(days=1))):
            yield month


def _covered(spans: list[Span], begin: date, after: date) -> bool:
    for first, last in spans:
        if first <= begin < last:
            begin = last
    return begin >= after
