"""How often somebody may ask: a bucket of tokens each, filled at a steady rate; in every process by itself."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from cpq.platform.kinds_of_problems import TOO_MANY
from cpq.platform.problems import Problem

_MOST = 10_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Rates:
    """`rate` requests a second in the long run, `burst` at once."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, float(burst)
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def take(self, who: str, now: float | None = None) -> None:
        """Takes one token. Raises a 429 problem that says how long to wait where there is none."""
        now = monotonic() if now is None else now
        with self._lock:
            bucket = self._buckets.setdefault(who, _Bucket(self._burst, now))
            self._buckets.move_to_end(who)
            bucket.tokens = min(self._burst, bucket.tokens + max(0.0, now - bucket.at) * self._rate)
            bucket.at = now
            enough = bucket.tokens >= 1
            bucket.tokens -= 1 if enough else 0
            wait = 0.0 if enough else (1 - bucket.tokens) / self._rate
            if len(self._buckets) > _MOST:
                self._buckets.popitem(last=False)
        if not enough:
            raise Problem(TOO_MANY, headers={"retry-after": str(int(wait) + 1)})
