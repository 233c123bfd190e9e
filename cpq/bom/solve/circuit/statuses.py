"""From arrays over leaves to the answers of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cpq.bom.solve.circuit.kernels import Bytes, Longs
    from cpq.bom.solve.circuit.leaves import Leaves


class Values:
    """Reads arrays over the leaves of a model. Tuples of values are made once for every set that occurs."""

    def __init__(self, leaves: Leaves) -> None:
        self._domains = leaves.model.domains
        self._bounds = {
            name: (start, end) for name, start, end in zip(leaves.names, leaves.starts, leaves.starts[1:], strict=False)
        }
        self._known: dict[str, dict[bytes, tuple[int, ...]]] = {name: {} for name in leaves.names}
        self._values = [value for domain in leaves.model.domains.values() for value in domain]
        self._names = leaves.names
        self._sets = _sets_of_pairs(set(leaves.model.domains.values()))

    def of(self, possible: Bytes, names: Iterable[str]) -> dict[str, tuple[int, ...]]:
        """By variable the values whose leaf is 1, in the order of its domain."""
        if self._sets is not None and names is self._names:
            numbers: list[int] = (possible[::2] + 2 * possible[1::2]).tolist()
            return dict(zip(self._names, map(self._sets.__getitem__, numbers), strict=True))
        flags = possible.tobytes()
        values: dict[str, tuple[int, ...]] = {}
        for name in names:
            start, end = self._bounds[name]
            kept = flags[start:end]
            known = self._known[name].get(kept)
            values[name] = self._make(name, kept) if known is None else known
        return values

    def selection(self, possible: Bytes) -> dict[str, frozenset[int]]:
        """That the variables have one of the values whose leaf is 1."""
        return {name: frozenset(values) for name, values in self.of(possible, self._names).items()}

    def _make(self, name: str, kept: bytes) -> tuple[int, ...]:
        made = tuple(value for value, flag in zip(self._domains[name], kept, strict=True) if flag)
        if len(self._domains[name]) <= 4:
            self._known[name][kept] = made
        return made

    def solution(self, alive: Bytes) -> dict[str, int]:
        """One leaf of every variable is alive."""
        found = [self._values[leaf] for leaf in np.flatnonzero(alive).tolist()]
        return dict(zip(self._names, found, strict=True))

    def totals(self, totals: Longs, nowhere: int, names: Iterable[str]) -> dict[str, dict[int, int]]:
        """By variable and value the total of its leaf, without those that are `nowhere`."""
        numbers: list[int] = totals.tolist()
        found: dict[str, dict[int, int]] = {}
        for name in names:
            start, end = self._bounds[name]
            pairs = zip(self._domains[name], numbers[start:end], strict=True)
            found[name] = {value: number for value, number in pairs if number < nowhere}
        return found


def _sets_of_pairs(domains: set[tuple[int, ...]]) -> tuple[tuple[int, ...], ...] | None:
    """The sets of values of a model of features, all of the same two values, numbered by their leaves as bits; else None."""
    if len(domains) != 1 or len(next(iter(domains))) != 2:
        return None
    low, high = next(iter(domains))
    return (), (low,), (high,), (low, high)
