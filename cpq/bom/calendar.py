"""The calendar of what is billed over time: when its periods begin, and how much of one a part of it is.

Every measure is a position on a line: a day's position is the number of the period it lies in and the fraction of that period before it.
A span is as long as its end's position less its beginning's, so that adjacent spans always add up, and a whole period is exactly 1.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

from cpq.bom.extent import Extent
from cpq.rulebook.fields import Proration
from cpq.rulebook.text import Text

Span = tuple[date, date]
"""The first day, and the day after the last."""

FIRST_YEAR, LAST_YEAR = 2, MAXYEAR - 100
"""The years in which a contract can begin and be said to end: the first day of its first period and the end of its term are dates, too."""

OUT_OF_CALENDAR = Text(
    zh=f"合同起止日须在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间，请改正",
    en=f"a contract begins and ends in the years {FIRST_YEAR} to {LAST_YEAR}; correct the day",
)

ONE = Fraction(1)
NOTHING = Fraction(0)


def add_months(day: date, months: int) -> date:
    """The same day of the month that many months later, or the month's last day where it has no such day."""
    return _day_of(day.year * 12 + day.month - 1 + months, day.day)


def in_calendar(day: date) -> bool:
    """Whether a contract can begin or be said to end on a day."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


@lru_cache(maxsize=4096)
def months_of(span: Span) -> Fraction:
    """How many months a span is long: whole months from its first day, and the days of the rest."""
    first = span[0]
    return Cycle(first.year * 12 + first.month - 1, first.day, 1, "actual").length(span)


def shown(length: Fraction) -> Decimal:
    """A length to six digits, half up, for show; a whole number has none."""
    if length.denominator == 1:
        return Decimal(length.numerator)
    digits = (Decimal(length.numerator) / length.denominator).quantize(Decimal("0.000001"), ROUND_HALF_UP)
    return Decimal(f"{digits.normalize():f}")


def _day_of(month: int, day: int) -> date:
    """A day of a month that is counted from January of year 0."""
    year, index = divmod(month, 12)
    return date(year, index + 1, min(day, monthrange(year, index + 1)[1]))


@dataclass(frozen=True, slots=True)
class Cycle:
    """Periods of `months` months that begin on `day` of the month, or on its last day where it is shorter.

    `month` is one in which a period begins, counted from January of year 0. `proration` says how days within a period are measured:
    `actual`: by the period's actual days. `30/360`: every month has 30 days, and its last day is the 30th (30E/360 ISDA).
    `months_and_days`: whole months, then the days of the rest by the actual days of that month.
    """

    month: int
    day: int
    months: int
    proration: Proration

    def begin(self, number: int) -> date:
        """The first day of a period."""
        return _day_of(self.month + number * self.months, self.day)

    def number(self, day: date) -> int:
        """The period that a day lies in."""
        number = (day.year * 12 + day.month - 1 - self.month) // self.months
        return number if self.begin(number) <= day else number - 1

    def position(self, day: date) -> Fraction:
        """How many periods lie before a day."""
        if self.proration == "months_and_days" and self.months > 1:
            return Cycle(self.month, self.day, 1, "actual").position(day) / self.months
        number = self.number(day)
        begin, end = self.begin(number), self.begin(number + 1)
        count = _days_of_30 if self.proration == "30/360" else date.toordinal
        return number + Fraction(count(day) - count(begin), count(end) - count(begin))

    def length(self, span: Span) -> Fraction:
        """How many periods a span is long."""
        return self.position(span[1]) - self.position(span[0])


def _days_of_30(day: date) -> int:
    """Days since year 0 where every month has 30; the last day of a month is its 30th."""
    last = day.day == monthrange(day.year, day.month)[1]
    return (day.year * 12 + day.month) * 30 + (30 if last else min(day.day, 30))


@dataclass(frozen=True, slots=True)
class BillingPeriod:
    """What one invoice is for: from `start` to `end`, both included; `share` of a whole period, of which `free` is not charged."""

    start: date
    end: date
    share: Fraction = ONE
    free: Fraction = NOTHING

    @property
    def paid(self) -> Fraction:
        return self.share - self.free if self.free else self.share


@dataclass(frozen=True)
class Calendar:
    """The billing periods of a term, in order. A part of a period at the beginning or end is a period of its own."""

    cycle: Cycle
    periods: tuple[BillingPeriod, ...]

    @cached_property
    def extent(self) -> Extent:
        return Extent.of(each.share for each in self.periods)

    @cached_property
    def paid(self) -> Extent:
        """Without what is free."""
        return Extent.of(each.paid for each in self.periods)

    @cached_property
    def has_free(self) -> bool:
        return any(each.free for each in self.periods)


NO_CALENDAR = Calendar(Cycle(0, 1, 1, "actual"), ())


@lru_cache(maxsize=4096)
def calendar_of(cycle: Cycle, span: Span, free: tuple[Span, ...] = ()) -> Calendar:
    """The periods of a span; what lies in a `free` span is not charged. Free spans do not overlap."""
    return Calendar(cycle, tuple(_periods(cycle, span, free)))


def _periods(cycle: Cycle, span: Span, free: Sequence[Span]) -> Iterator[BillingPeriod]:
    number = cycle.number(span[0])
    begin = span[0]
    while begin < span[1]:
        number += 1
        after = min(cycle.begin(number), span[1])
        within = [common for each in free if (common := _common(each, (begin, after))) is not None]
        not_charged = sum(map(cycle.length, within), NOTHING)
        yield BillingPeriod(begin, after - timedelta(days=1), cycle.length((begin, after)), not_charged)
        begin = after


def _common(one: Span, other: Span) -> Span | None:
    begin, after = max(one[0], other[0]), min(one[1], other[1])
    return (begin, after) if begin < after else None


def united(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same days in spans that do not overlap."""
    found: list[Span] = []
    for begin, after in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(after, found[-1][1])
        else:
            found.append((begin, after))
    return tuple(found)
