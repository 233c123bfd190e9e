"""The one solution that wishes lead to, put together place by place.

What a place makes of its own wishes by itself is what it makes of them in the whole, as far as the whole can be with it:
of each run of wishes about one place the longest beginning is looked for with which it can, and the wish after that is dropped.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import groupby
from typing import TYPE_CHECKING, Protocol, cast

from cpq.bom.solve.normal_form import Is

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cpq.bom.solve.coupled.components import Place
    from cpq.bom.solve.engine import Solution

Left = dict[str, frozenset[int]]


class Whole(Protocol):
    """What is asked of the whole."""

    def place(self, name: str) -> Place: ...

    def own(self, place: Place, left: Left) -> dict[str, frozenset[int]]:
        """The selection at a place, by its own names."""
        ...

    def values(self, left: Left, name: str) -> tuple[int, ...] | None:
        """Those of a variable that can be had, in domain order; None where nothing can. Raises `Undecided`."""
        ...


class Preferring:
    """Narrows a selection with which something can be had, until one solution is left. At every step something can be had."""

    def __init__(self, whole: Whole, left: Left, domains: Mapping[str, tuple[int, ...]]) -> None:
        self._whole = whole
        self._left = dict(left)
        self._domains = domains

    def solution(self, prefer: Sequence[Is]) -> Solution:
        """Raises `Undecided`."""
        for place, wishes in groupby(prefer, lambda wish: self._whole.place(wish.variable)):
            self._honour(place, list(wishes))
        for place, names in groupby(self._domains, self._whole.place):
            self._settle(place, list(names))
        return {name: next(iter(self._left[name])) for name in self._domains}

    def _honour(self, place: Place, wishes: list[Is]) -> None:
        while wishes:
            alone = self._alone(place, wishes)
            granted = [(alone[each.variable] == each.value) is each.positive for each in wishes]
            narrowed = [
                (each.variable, self._meant(each)) if given else None
                for each, given in zip(wishes, granted, strict=True)
            ]
            wishes = wishes[self._take(narrowed) + 1 :]

    def _settle(self, place: Place, names: list[str]) -> None:
        while names:
            alone = self._alone(place, ())
            taken = self._take([(name, frozenset((alone[name],))) for name in names])
            if taken < len(names):
                self._left[names[taken]] = frozenset((self._values(names[taken])[0],))
            names = names[taken + 1 :]

    def _alone(self, place: Place, wishes: Sequence[Is]) -> Mapping[str, int]:
        """The place's own solution, by the names of the whole."""
        own = [Is(place.own(each.variable), each.value, each.positive) for each in wishes]
        solution = place.component.engine.solve(self._whole.own(place, self._left), own)
        return place.whole(cast("Solution", solution))

    def _take(self, entries: Sequence[tuple[str, frozenset[int]] | None]) -> int:
        """Keeps as many of the entries, from the first, as can be had together; how many these are."""

        def too_much(count: int) -> bool:
            return self._whole.values(self._with(entries[:count]), next(iter(self._domains))) is None

        taken = len(entries)
        if too_much(taken):
            taken = bisect_left(range(taken), True, key=too_much) - 1
        self._left = self._with(entries[:taken])
        return taken

    def _with(self, entries: Sequence[tuple[str, frozenset[int]] | None]) -> Left:
        left = dict(self._left)
        for name, values in filter(None, entries):
            left[name] = left.get(name, frozenset(self._domains[name])) & values
        return left

    def _values(self, name: str) -> tuple[int, ...]:
        return cast("tuple[int, ...]", self._whole.values(self._left, name))

    def _meant(self, wish: Is) -> frozenset[int]:
        return frozenset(value for value in self._domains[wish.variable] if (value == wish.value) is wish.positive)
