"""How long a call is tried again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx


@dataclass(frozen=True, slots=True)
class Patience:
    """At most so many `attempts` in all. The service says how long to wait (`Retry-After`); more than `most_seconds` is not waited.
    After a lost connection the wait is `first_seconds`, and twice as long each time. What the service leaves to a job is waited for
    `job_seconds` in all.
    """

    attempts: int = 4
    first_seconds: float = 0.2
    most_seconds: float = 30.0
    job_seconds: float = 600.0
    sleep: Callable[[float], None] = time.sleep

    def after_losing(self, attempt: int) -> float | None:
        """Seconds to wait after the connection was lost in an attempt, counted from 1; None where it is given up."""
        return min(self.first_seconds * 2 ** (attempt - 1), self.most_seconds) if attempt < self.attempts else None

    def after(self, answer: httpx.Response, attempt: int) -> float | None:
        """Seconds to wait after an answer; None where it does not ask for another attempt, or not soon enough."""
        asked = answer.headers.get("retry-after", "")
        if answer.status_code not in (429, 503) or attempt >= self.attempts or not asked.isascii():
            return None
        return float(asked) if asked.isdecimal() and len(asked) < 7 and float(asked) <= self.most_seconds else None
