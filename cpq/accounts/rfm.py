"""RFM: how recently, how often and for how much each customer bought, in fifths of all customers, or by boundaries of the rulebook.

A fifth is found by how many customers are strictly worse, so that customers with equal values are always in the same one, whatever the
order of the rows. (NTILE shares equals out by position.)
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, TypeVar

from cpq.selling.customer_groups import score_by
from cpq.selling.customer_value import RfmModel

C = TypeVar("C", bound=Hashable)
FIFTHS = 5
HIGH = 3
"""From this fifth on a value counts as high for the segment."""

Segment = Literal[
    "champion",
    "win_back",
    "develop",
    "rescue",
    "general_value",
    "general_win_back",
    "general_develop",
    "general_rescue",
]
"""The eight segments by whether recency, frequency and amount are high; in Chinese 重要/一般 × 价值/保持/发展/挽留."""
_SEGMENTS: Mapping[tuple[bool, bool, bool], Segment] = {
    (True, True, True): "champion",
    (False, True, True): "win_back",
    (True, False, True): "develop",
    (False, False, True): "rescue",
    (True, True, False): "general_value",
    (False, True, False): "general_win_back",
    (True, False, False): "general_develop",
    (False, False, False): "general_rescue",
}


@dataclass(frozen=True, slots=True)
class Purchase:
    """One order: the day, and its amount in the currency that all are compared in."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Rfm:
    """Fifths from 1, the worst, to 5, or as many scores as there are boundaries and one, with what they were found from."""

    last: date
    orders: int
    amount: Decimal
    recency: int
    frequency: int
    monetary: int

    @property
    def code(self) -> str:
        return f"{self.recency}{self.frequency}{self.monetary}"

    @property
    def segment(self) -> Segment:
        return _SEGMENTS[self.recency >= HIGH, self.frequency >= HIGH, self.monetary >= HIGH]


def rfm(purchases: Mapping[C, Iterable[Purchase]], as_of: date, rules: RfmModel | None = None) -> dict[C, Rfm]:
    """Of every customer who bought up to a day, by the rules within their window; those who did not have no scores."""
    bought = {
        customer: [each for each in all if _counts(each.day, as_of, rules)] for customer, all in purchases.items()
    }
    known = {customer: _measured(all) for customer, all in bought.items() if all}
    last, orders, amount = (sorted(values) for values in zip(*known.values(), strict=True)) if known else ([], [], [])

    def scored(day: date, count: int, total: Decimal) -> Rfm:
        found = [_fifth(day, last), _fifth(count, orders), _fifth(total, amount)]
        if rules is not None:
            days = Decimal((as_of - day).days)
            found[0] = found[0] if rules.recency is None else score_by(rules.recency, days, falling=True)
            found[1] = found[1] if rules.frequency is None else score_by(rules.frequency, Decimal(count))
            found[2] = found[2] if rules.monetary is None else score_by(rules.monetary, total)
        return Rfm(day, count, total, *found)

    return {customer: scored(*measured) for customer, measured in known.items()}


def _counts(day: date, as_of: date, rules: RfmModel | None) -> bool:
    return day <= as_of and (rules is None or day > as_of - timedelta(days=rules.window))


def _measured(purchases: Sequence[Purchase]) -> tuple[date, int, Decimal]:
    return max(each.day for each in purchases), len(purchases), sum((each.amount for each in purchases), Decimal(0))


def _fifth(value: object, values: list[object]) -> int:
    """1 + ⌊5 × strictly worse ÷ all⌋; a later last day is better."""
    return 1 + FIFTHS * bisect_left(values, value) // len(values)  # pyright: ignore[reportArgumentType, reportCallIssue]
