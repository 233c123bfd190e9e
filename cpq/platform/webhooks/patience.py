"""When a delivery that failed is tried again, and when a receiver is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST = timedelta(seconds=10)
LONGEST = timedelta(hours=6)
JITTER = 0.2
"""A wait is up to so much shorter or longer, so that those that failed together do not come back together."""


def next_try(failures: int, now: datetime, luck: float) -> datetime:
    """After so many failures in a row, at least one: 10 s, 20 s, 40 s … at most 6 h, each by up to a fifth shorter or longer.

    `luck` is a random number from 0 to 1.
    """
    wait = min(FIRST * 2 ** min(failures - 1, 20), LONGEST)
    return now + wait * (1 - JITTER + 2 * JITTER * luck)


def is_over(failing_since: datetime, now: datetime, days: int) -> bool:
    """Whether nothing has arrived for so many days that the receiver is given up."""
    return now - failing_since >= timedelta(days=days)
