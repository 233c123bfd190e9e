"""Time and memory of one rendering: set in the process that does it, and nothing in that process can lift them."""

from __future__ import annotations

import resource
import signal
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


class OutOfTime(BaseException):
    """The time is used up. Not an `Exception`: what is cut short may not swallow it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Processor seconds and address space of one rendering."""

    seconds: int
    megabytes: int

    @classmethod
    def for_lines(cls, lines: int) -> Limits:
        """Several times what the sample's template takes for so many lines."""
        return cls(seconds=20 + lines // 20, megabytes=1_500 + lines)


_GRACE = 3
_LARGEST_FILE = 512_000_000


def confine(limits: Limits) -> None:
    """Bind this process: `OutOfTime` is raised at the limit, the system ends the process three seconds later."""
    signal.signal(signal.SIGXCPU, _out_of_time)
    _set(resource.RLIMIT_CPU, limits.seconds, limits.seconds + _GRACE)
    memory = limits.megabytes * 1_000_000
    _set(resource.RLIMIT_AS, memory, memory)
    _set(resource.RLIMIT_FSIZE, _LARGEST_FILE, _LARGEST_FILE)
    _set(resource.RLIMIT_CORE, 0, 0)


@contextmanager
def confined_briefly(limits: Limits) -> Generator[None]:
    """The same for a moment, in a process that goes on: `OutOfTime` or `MemoryError` is raised within."""
    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    handler = signal.signal(signal.SIGPROF, _out_of_time)
    _set(resource.RLIMIT_AS, limits.megabytes * 1_000_000, hard)
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        resource.setrlimit(resource.RLIMIT_AS, (before, hard))


def _set(which: int, soft: int, hard: int) -> None:
    """A limit that is lower already stays."""
    _, present = resource.getrlimit(which)
    top = _lower(hard, present)
    resource.setrlimit(which, (_lower(soft, top), top))


def _lower(one: int, other: int) -> int:
    finite = [each for each in (one, other) if each != resource.RLIM_INFINITY]
    return min(finite, default=resource.RLIM_INFINITY)


def _out_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTime
