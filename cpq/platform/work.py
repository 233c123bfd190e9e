"""Long work beside the event loop: so many at a time, so many waiting, so long in all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Lock
from typing import TypeVar

from cpq.platform.kinds_of_problems import BUSY, TOO_LONG
from cpq.platform.problems import Problem

T = TypeVar("T")


class Work:
    """A pool of threads with a bounded queue.

    A thread cannot be stopped from outside: work that took too long keeps its thread until it ends, so that no more is begun than there
    are threads; who waited for it is told.
    """

    def __init__(self, name: str, threads: int, most_waiting: int, seconds: float) -> None:
        self._name = name
        self._threads = threads
        self._pool: ThreadPoolExecutor | None = None
        self._most = threads + most_waiting
        self._seconds = seconds
        self._open = 0
        self._lock = Lock()

    async def run(self, work: Callable[[], T]) -> T:
        """What the work gives. Raises a 503 problem where too many wait, or where it takes too long."""
        with self._lock:
            if self._open >= self._most:
                raise Problem(BUSY, headers={"retry-after": "2"})
            self._open += 1
        self._pool = self._pool or ThreadPoolExecutor(self._threads, self._name)
        begun = self._pool.submit(copy_context().run, work)
        begun.add_done_callback(self._closed)
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.shield(asyncio.wrap_future(begun))
        except TimeoutError:
            begun.cancel()  # where it still waits for its turn
            raise Problem(TOO_LONG, headers={"retry-after": "10"}) from None

    def _closed(self, _: Future[T]) -> None:
        with self._lock:
            self._open -= 1

    def close(self) -> None:
        """Drops what has not begun; what comes after all gets threads of its own."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
