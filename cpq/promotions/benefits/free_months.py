"""Months of a subscription that are not charged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.calendar import Calendar, add_months, calendar_of
from cpq.bom.extent import times
from cpq.bom.item import Recurrence
from cpq.bom.products import Subscription
from cpq.money import settled
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.periodic import by_period
from cpq.pricing.trace import Phase
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach, Shortfall
from cpq.promotions.benefits.units import ONE
from cpq.rulebook.text import Text


class FreeMonthsBenefit(Benefit):
    """The first or last months of subscriptions are free; months that are free anyway count among them.

    周期性产品的前几个月或后几个月免费；本已免费的月份计算在内。
    """

    kind: Literal["free_months"]
    """free_months"""
    months: Annotated[int, Field(ge=1, le=240)]
    """How many. / 几个月。"""
    at: Literal["first", "last"] = "first"
    """At the beginning or the end of the term. / 在期初或期末。"""

    @property
    def phase(self) -> Phase:
        return Phase.FREE

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        return list(self._cuts(reach))

    def _cuts(self, reach: Reach) -> Iterator[Cut]:
        for line in reach.lines:
            recurrence = line.item.recurrence
            if recurrence is None or not isinstance(line.item.product, Subscription) or line.item.held is not None:
                continue
            if line.item.year not in (None, self._year(recurrence)):
                continue
            calendar = self._freed(recurrence)
            paid = _paid(line, recurrence.calendar, calendar, reach.context)
            amount = min(line.net - paid, reach.room(line))
            if amount > 0:
                share = calendar.paid.length / line.extent.length
                exact = line.net - times(line.net, share)
                yield Cut(line, amount, exact, note=self._note(), calendar=calendar)

    def _year(self, recurrence: Recurrence) -> int:
        """The year of a ramp that has the months; a term without a ramp has no years."""
        return 1 if self.at == "first" else ceil(recurrence.months / 12)

    def _freed(self, recurrence: Recurrence) -> Calendar:
        """The calendar with the months free, and with what was free before."""
        begin, after = recurrence.start, recurrence.end + timedelta(days=1)
        if self.at == "first":
            span = begin, min(add_months(begin, self.months), after)
        else:
            first = next(
                day
                for months in range(self.months, -1, -1)
                if (day := add_months(after, -months)) >= begin or months == 0
            )
            span = first, after
        free = calendar_of(recurrence.calendar.cycle, (begin, after), (span,))
        periods = tuple(
            replace(new, free=max(old.free, new.free))
            for old, new in zip(recurrence.calendar.periods, free.periods, strict=True)
        )
        return Calendar(recurrence.calendar.cycle, periods)

    def _note(self) -> Text:
        return Text(zh=f"{self.months} 个月", en=f"{self.months} {'month' if self.months == 1 else 'months'}")

    def least_units(self, line: Line, context: Context) -> Decimal | None:
        return ONE if isinstance(line.item.product, Subscription) else None

    def shortfall(self, reach: Reach) -> Shortfall:
        if any(isinstance(line.item.product, Subscription) for line in reach.lines):
            return super().shortfall(reach)
        return Shortfall(Text(zh="没有周期性产品", en="there is no subscription among the lines"))


def _paid(line: Line, before: Calendar, after: Calendar, context: Context) -> Decimal:
    """What is left of a line's amount when more of its periods are free; every period by itself is rounded."""
    charged = by_period(line.net, line.extent, context.digits, context.settings.rounding)
    whole = before.paid if line.extent is before.paid else before.extent
    shares = zip(charged, whole.shares, after.periods, strict=True)
    return sum((_of(amount, had, each.paid, context) for amount, had, each in shares), ZERO)


def _of(amount: Decimal, had: Fraction, has: Fraction, context: Context) -> Decimal:
    return context.round(settled(times(amount, has / had))) if had else ZERO
