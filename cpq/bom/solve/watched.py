"""Sums whose exact diagram is too large: a coarse diagram goes to the solver, the rest is checked on its answers.

The coarse diagram (contributions and bound divided by a step, rounded down) is implied by the sum and keeps the search
near it; what remains is a band a few steps wide. An answer inside the band that breaks the sum is cut off by the weakest
steps that together are too much, and the cut stays.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpq.bom.solve.diagrams import Column


@dataclass(frozen=True, slots=True)
class Watched:
    """`literal` implies that the columns add at most `bound`; the solver knows only part of it."""

    literal: int
    columns: tuple[Column, ...]
    bound: int

    def cut(self, answer: Sequence[int]) -> list[int] | None:
        """A clause that follows from the sum and that the answer (literals of all Booleans, in order) breaks."""
        if answer[self.literal - 1] < 0:
            return None
        places = [_place(column, answer) for column in self.columns]
        added = sum(column.adds[place] for column, place in zip(self.columns, places, strict=True))
        return None if added <= self.bound else [-self.literal, *self._cover(places, added - self.bound - 1)]

    def _cover(self, places: list[int], spare: int) -> list[int]:
        """Steps that still are too much when `spare` is given up, smallest contributions first."""
        clause: list[int] = []
        taken = zip(self.columns, places, strict=True)
        for column, place in sorted(taken, key=lambda each: each[0].adds[each[1]]):
            kept = bisect_left(column.adds, column.adds[place] - spare)
            spare -= column.adds[place] - column.adds[kept]
            if kept:
                clause.append(-column.literals[kept])
        return clause


def _place(column: Column, answer: Sequence[int]) -> int:
    """The largest contribution that the answer reaches; the literals of a column are true up to it."""

    def beyond(literal: int) -> bool:
        return (answer[abs(literal) - 1] > 0) is not (literal > 0)

    return bisect_left(column.literals, True, 1, key=beyond) - 1
