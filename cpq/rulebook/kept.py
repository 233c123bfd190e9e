"""What was found out before, kept for some time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values, none of them None, by what they depend on; at most `most`: then it begins anew, for a server runs for long."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[K, V] = {}

    def of(self, key: K, find: Callable[[K], V]) -> V:
        """The value for a key; `find` works it out where it is not known, and must always give an equal one."""
        known = self._values.get(key)
        if known is not None:
            return known
        found = find(key)
        if len(self._values) >= self._most:
            self._values.clear()
        self._values[key] = found
        return found
