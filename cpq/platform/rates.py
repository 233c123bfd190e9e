"""How often somebody may ask: a bucket of tokens each, filled at a steady rate, and one for all processes.

A process counts in memory, and writes what it has counted once it is a share of `burst`: a request of twenty writes, and beside its answer.
What the others have counted comes back with it. So a caller gets at most `burst` at once and a share more of every further process, and in
the long run the rate and no more, for what was too much is owed.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from cpq.platform.kinds_of_problems import TOO_MANY
from cpq.platform.problems import Problem

SHARE = 10
"""A process counts up to the tenth part of `burst` before it tells the others."""
_MOST = 10_000
_PAUSE = 1.0
"""Seconds that the ledger is left alone after it could not be told."""
_MOMENT = 1e-9
"""Seconds that sums of intervals are off by, and more."""
_log = logging.getLogger("cpq.rates")

Ledger = Callable[[Mapping[str, float]], Mapping[str, float]]
"""Adds to what each caller owes, in seconds until their bucket is full again; gives what they owe now, to every process."""


@dataclass(slots=True)
class _Bucket:
    full_at: float
    """When it is full again, by the clock of the process."""
    untold: int = 0
    """Tokens taken that the ledger does not know of."""


class Rates:
    """`rate` requests a second in the long run, `burst` at once. Without a ledger a process counts by itself."""

    def __init__(
        self,
        rate: float,
        burst: int,
        ledger: Ledger | None = None,
        clock: Callable[[], float] = monotonic,
        pool: Executor | None = None,
    ) -> None:
        self._interval, self._whole = 1 / rate, (burst - 1) / rate + _MOMENT
        self._share = max(burst // SHARE, 1)
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()
        self._ledger, self._clock = ledger, clock
        self._pool, self._is_telling = pool or ThreadPoolExecutor(1, "cpq-rates"), False
        self._due: set[str] = set()
        self._not_before = 0.0

    def take(self, who: str) -> None:
        """Takes one token. Raises a 429 problem that says how long to wait where there is none."""
        now = self._clock()
        with self._lock:
            bucket = self._buckets.get(who) or self._new(who, now)
            self._buckets.move_to_end(who)
            owed, is_due = max(bucket.full_at - now, 0.0), False
            if owed <= self._whole:
                bucket.full_at = now + owed + self._interval
                bucket.untold += 1
                is_due = bucket.untold >= self._share and self._is_due(who, now)
        if owed <= self._whole:
            if is_due:
                self._pool.submit(self.settle)
            return
        raise Problem(TOO_MANY, headers={"retry-after": str(int(owed - self._whole) + 1)})

    def settle(self) -> None:
        """Tells the ledger of those who are due, and hears what they took elsewhere; what it cannot be told now it is told later."""
        while (ledger := self._ledger) is not None and (counted := self._counted()):
            try:
                owed = ledger({who: tokens * self._interval for who, tokens in counted.items()})
            except Exception as trouble:  # noqa: BLE001  whatever it is, nobody is turned away for it
                _log.warning("requests are counted in this process alone: %s", trouble)
                self._later(counted)
                return
            self._heard(owed)

    def close(self) -> None:
        """Counts for this process alone from now on."""
        self._ledger = None
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _new(self, who: str, now: float) -> _Bucket:
        if len(self._buckets) >= _MOST:
            self._buckets.popitem(last=False)
        bucket = self._buckets[who] = _Bucket(now)
        return bucket

    def _is_due(self, who: str, now: float) -> bool:
        """Whether somebody has to tell the ledger: one at a time, and of those who are due meanwhile together."""
        self._due.add(who)
        is_due = self._ledger is not None and not self._is_telling and now >= self._not_before
        self._is_telling = self._is_telling or is_due
        return is_due

    def _counted(self) -> Mapping[str, int]:
        with self._lock:
            taken = {who: self._buckets[who].untold for who in self._due if who in self._buckets}
            self._due.clear()
            for who in taken:
                self._buckets[who].untold = 0
            self._is_telling = bool(taken)
            return taken

    def _heard(self, owed: Mapping[str, float]) -> None:
        with self._lock:
            now = self._clock()
            for who in owed.keys() & self._buckets.keys():
                bucket = self._buckets[who]
                bucket.full_at = now + owed[who] + bucket.untold * self._interval

    def _later(self, counted: Mapping[str, int]) -> None:
        with self._lock:
            self._is_telling, self._not_before = False, self._clock() + _PAUSE
            for who in counted.keys() & self._buckets.keys():
                self._buckets[who].untold += counted[who]
