"""What the engine is at: told to who watches, and to nobody where nobody does.

The engine knows no clock: `stage("waterfall")` says only where a stage begins and ends. A service that watches measures it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

Watcher = Callable[[str], AbstractContextManager[None]]
"""What is around a stage, by its name."""

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)
_NOBODY = nullcontext()


def stage(name: str) -> AbstractContextManager[None]:
    """For a `with` statement around a stage of this name. Where nobody watches it costs next to nothing."""
    watcher = _watcher.get()
    return _NOBODY if watcher is None else watcher(name)


@contextmanager
def watched(watcher: Watcher) -> Generator[None]:
    """Every stage inside is told to the watcher, in this thread or task."""
    before = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(before)
