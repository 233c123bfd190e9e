"""How old what is owed is: open amounts in buckets of days past due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cpq.orders.ledger import ZERO, Receivable

BOUNDS = (0, 30, 60, 90)
"""Last day past due of each bucket but the last, which has no end: not due, 1 to 30, 31 to 60, 61 to 90, more than 90 days."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is open of invoices that are `first` to `last` days past due; the first bucket has what is not due, the last has no end."""

    first: int
    last: int | None
    open: Decimal
    invoices: int


def aging(receivables: Iterable[Receivable], day: date, bounds: Sequence[int] = BOUNDS) -> tuple[Bucket, ...]:
    """The buckets on a day, in order; their sum is what is open. `bounds` rise from 0."""
    lasts = (*bounds, None)
    amounts, counts = [ZERO] * len(lasts), [0] * len(lasts)
    for each in receivables:
        if each.open:
            past = each.days_past_due(day)
            index = next(number for number, last in enumerate(lasts) if last is None or past <= last)
            amounts[index] += each.open
            counts[index] += 1
    firsts = (0, *(bound + 1 for bound in bounds))
    return tuple(Bucket(*each) for each in zip(firsts, lasts, amounts, counts, strict=True))
