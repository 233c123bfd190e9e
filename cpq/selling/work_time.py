"""How much working time lies between two moments, and when so many working hours are over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Literal, cast
from zoneinfo import ZoneInfo

from chinese_calendar import get_holiday_detail  # pyright: ignore[reportUnknownVariableType]
from chinese_calendar.constants import holidays

from cpq.promotions.hours import Hours
from cpq.selling.working_hours import WEEK, WorkingHours

MOST_DAYS = 25_000
"""How far ahead a deadline is looked for."""


@dataclass(frozen=True, slots=True)
class Worked:
    """Working time. `estimated`: a part of it lies in a year whose public holidays are not announced, and Monday to Friday were taken."""

    time: timedelta
    estimated: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A moment, in UTC; `estimated` as above."""

    at: datetime
    estimated: bool


def working_time(hours: WorkingHours, start: datetime, end: datetime) -> Worked:
    """The working time from a moment to a later one; none to an earlier one."""
    worked, estimated = timedelta(0), False
    for day in _days(hours, start, end):
        estimated = estimated or is_estimated(hours, day)
        for opens, closes in open_hours(hours, day):
            worked += max(min(closes, end) - max(opens, start), timedelta(0))
    return Worked(worked, estimated)


def due(hours: WorkingHours, start: datetime, wanted: Decimal) -> Due:
    """The first moment at which so many working hours have passed since the start; the start itself for none.

    Raises `ValueError` where that is more than 25,000 days away.
    """
    left = timedelta(microseconds=int((wanted * 3_600_000_000).to_integral_value()))
    estimated = False
    if left <= timedelta(0):
        return Due(start.astimezone(UTC), estimated)
    for day in _days(hours, start, start + timedelta(days=MOST_DAYS)):
        estimated = estimated or is_estimated(hours, day)
        for opens, closes in open_hours(hours, day):
            begins = max(opens, start)
            if closes > begins and closes - begins >= left:
                return Due(begins.astimezone(UTC) + left, estimated)
            left -= max(closes - begins, timedelta(0))
    raise ValueError(f"{wanted} working hours of {hours.id} are more than {MOST_DAYS} days")


def open_hours(hours: WorkingHours, day: date) -> list[tuple[datetime, datetime]]:
    """The working hours of a day, in order, in UTC."""
    name = _week_day(hours, day)
    zone = ZoneInfo(hours.zone)
    of_day = (each for each in hours.hours if name is not None and (each.days is None or name in each.days))
    return [_span(each, day, zone) for each in sorted(of_day, key=lambda each: each.from_)]


def is_estimated(hours: WorkingHours, day: date) -> bool:
    """Whether the public holidays of that day's year are kept, but not known."""
    return hours.holidays == "china" and day.year not in _announced()


def _week_day(hours: WorkingHours, day: date) -> str | None:
    """The weekday whose hours a day has; None where nobody works."""
    own = WEEK[day.weekday()]
    if day in hours.working_days:
        return own if _has_hours(hours, own) else "mon"
    if day in hours.days_off:
        return None
    match _announced_for(hours, day):
        case "off":
            return None
        case "worked":
            return own if _has_hours(hours, own) else "mon"
        case None:
            return own


def _announced_for(hours: WorkingHours, day: date) -> Literal["off", "worked"] | None:
    """Whether a day is a public holiday, or a weekend that is worked instead of one."""
    if hours.holidays != "china" or day.year not in _announced():
        return None
    off, occasion = cast("tuple[bool, str | None]", get_holiday_detail(day))  # pyright: ignore[reportUnknownVariableType]
    return None if occasion is None else "off" if off else "worked"


def _has_hours(hours: WorkingHours, weekday: str) -> bool:
    return any(each.days is None or weekday in each.days for each in hours.hours)


@cache
def _announced() -> frozenset[int]:
    """The years whose public holidays are known."""
    return frozenset(day.year for day in holidays)


def _span(hours: Hours, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    opens = datetime.combine(day, time.fromisoformat(hours.from_), zone)
    if hours.to is None:
        return opens.astimezone(UTC), datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    return opens.astimezone(UTC), datetime.combine(day, time.fromisoformat(hours.to), zone).astimezone(UTC)


def _days(hours: WorkingHours, start: datetime, end: datetime) -> Iterator[date]:
    """The days from a moment to another, in the zone of the hours."""
    zone = ZoneInfo(hours.zone)
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        yield day
        day += timedelta(days=1)
