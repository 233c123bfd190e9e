"""What orders say of a customer: what they came to, how often there was one, and whether the next is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

from cpq.accounts.rfm import Purchase

LATE_BY = 2
"""A customer is quiet who has not ordered for more than this many times the usual pause."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Historic value: the net amount of all orders up to a day. It is revenue, not margin: orders keep no costs.

    `pause` is the median of days between days with orders, where there are three such days or more; `since` the days since the last.
    """

    orders: int
    first: date
    last: date
    amount: Decimal
    since: int
    pause: int | None

    @property
    def quiet(self) -> bool:
        return self.pause is not None and self.since > LATE_BY * max(self.pause, 1)


def worth(purchases: Sequence[Purchase], as_of: date) -> Worth | None:
    """Of orders in any order; None where there is none up to the day."""
    known = [each for each in purchases if each.day <= as_of]
    if not known:
        return None
    days = sorted({each.day for each in known})
    gaps = [(after - before).days for before, after in pairwise(days)]
    pause = int(median(gaps)) if len(gaps) > 1 else None
    amount = sum((each.amount for each in known), Decimal(0))
    return Worth(len(known), days[0], days[-1], amount, (as_of - days[-1]).days, pause)
