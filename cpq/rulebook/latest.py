"""What was used lately, within bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Latest(Generic[K, V]):
    """Values, none of them None, whose sizes come to at most `most`; those not used for the longest go first. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """The value of a key, which is used by this; None where there is none."""
        with self._lock:
            known = self._values.get(key)
            if known is None:
                return None
            self._values.move_to_end(key)
            return known[0]

    def keep(self, key: K, value: V, size: int = 1) -> None:
        """Keeps a value, unless it is larger than all the room. One that is there stays: values of one key are equal."""
        with self._lock:
            if size > self._most or key in self._values:
                return
            self._values[key] = value, size
            self._size += size
            while self._size > self._most:
                self._size -= self._values.popitem(last=False)[1][1]
