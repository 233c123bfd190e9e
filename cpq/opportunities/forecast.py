"""What is expected to be closed in each period, by forecast category and owner, in the company's currency."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Category = Literal["pipeline", "best_case", "commit", "closed", "omitted"]
CATEGORIES: tuple[Category, ...] = ("closed", "commit", "best_case", "pipeline", "omitted")
"""From what is sure to what is not."""
Period = Literal["month", "quarter", "year"]
_MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Deal:
    """What a forecast asks of an opportunity. `day` is that of closing: expected while it is open, else real. `priced_on` is the day whose rate
    counts. `chance` is that of its stage.
    """

    owner: str
    category: Category
    day: date
    amount: Decimal | None
    currency: str
    priced_on: date
    chance: Decimal


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """One group: `period` is its first day, `amount` the sum in the company's currency, `weighted` the same times the chances of the stages."""

    period: date
    category: Category
    owner: str
    opportunities: int
    amount: Decimal
    weighted: Decimal


@dataclass(frozen=True, slots=True)
class Forecast:
    """The groups by period, category and owner, with the sums of each category. Opportunities without an amount, and those in a currency that has
    no rate on the day, are counted and not priced; `undated` are open ones that no period has.
    """

    currency: str
    rows: tuple[ForecastRow, ...]
    totals: dict[str, Decimal]
    without_amount: int
    without_rate: int
    undated: int


Convert = Callable[[Decimal, str, date], Decimal | None]
"""An amount of a currency on a day in the company's, rounded to its minor units; None where there is no rate."""


def first_day(day: date, period: Period) -> date:
    """The first day of the period that a day is in."""
    months = _MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def forecast(deals: Iterable[Deal], period: Period, currency: str, convert: Convert, undated: int = 0) -> Forecast:
    """The forecast of deals. Each is converted by itself, so that groups add up to the whole."""
    groups: dict[tuple[date, Category, str], tuple[int, Decimal, Decimal]] = {}
    without_amount = without_rate = 0
    for each in deals:
        key = first_day(each.day, period), each.category, each.owner
        count, amount, weighted = groups.get(key, (0, Decimal(0), Decimal(0)))
        worth = None if each.amount is None else convert(each.amount, each.currency, each.priced_on)
        without_amount += each.amount is None
        without_rate += each.amount is not None and worth is None
        worth = worth or Decimal(0)
        groups[key] = count + 1, amount + worth, weighted + worth * each.chance
    rows = tuple(ForecastRow(*key, *groups[key]) for key in sorted(groups, key=_in_order))
    totals = {name: sum((row.amount for row in rows if row.category == name), Decimal(0)) for name in CATEGORIES}
    return Forecast(currency, rows, dict(totals), without_amount, without_rate, undated)


def _in_order(key: tuple[date, Category, str]) -> tuple[date, int, str]:
    return key[0], CATEGORIES.index(key[1]), key[2]
