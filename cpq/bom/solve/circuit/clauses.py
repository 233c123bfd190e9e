"""The Boolean form of a model before it is compiled: clauses, and groups of which exactly one literal holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.kernels import Ints
from cpq.bom.solve.circuit.propagation import Formula, Trail, Watches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(slots=True)
class Clauses:
    """Literal 2v says that variable v is true, 2v + 1 that it is false."""

    variables: int = 0
    clauses: list[tuple[int, ...]] = field(default_factory=list[tuple[int, ...]])
    groups: list[tuple[int, ...]] = field(default_factory=list[tuple[int, ...]])

    def fresh(self) -> int:
        """The positive literal of a new variable."""
        self.variables += 1
        return 2 * self.variables - 2

    def group(self, size: int) -> tuple[int, ...]:
        """New literals of which exactly one holds. Two of them are one variable."""
        if size <= 2:
            first = self.fresh()
            if size == 1:
                self.clauses.append((first,))
            return (first, first ^ 1)[:size]
        members = tuple(self.fresh() for _ in range(size))
        self.groups.append(members)
        return members


def formula_of(clauses: Clauses) -> Formula:
    """The flat form. Clauses of one literal are left out: the trail starts with them."""
    long = [clause for clause in clauses.clauses if len(clause) > 2]
    return Formula(
        *_lists(_implications(clauses)),
        *_lists([*long, *clauses.groups]),
        *_lists(clauses.groups),
        *_lists(_places(clauses.groups, 2 * clauses.variables)),
        *_lists(_places([[literal // 2 for literal in clause] for clause in long], clauses.variables)),
    )


def _implications(clauses: Clauses) -> list[list[int]]:
    implied: list[list[int]] = [[] for _ in range(2 * clauses.variables)]
    for clause in clauses.clauses:
        if len(clause) == 2:
            left, right = clause
            implied[left ^ 1].append(right)
            implied[right ^ 1].append(left)
    return implied


def _places(lists: Iterable[Sequence[int]], count: int) -> list[list[int]]:
    """By number the lists that it is in."""
    places: list[list[int]] = [[] for _ in range(count)]
    for place, each in enumerate(lists):
        for number in each:
            places[number].append(place)
    return places


def _lists(lists: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    starts = np.fromiter(accumulate(map(len, lists), initial=0), np.int32, len(lists) + 1)
    return starts, np.fromiter(chain.from_iterable(lists), np.int32, int(starts[-1]))


def watches_of(formula: Formula) -> Watches:
    """Room for the watches; nothing is watched yet."""
    clauses = len(formula.clause_start) - 1
    literals = len(formula.implied_start) - 1
    return Watches(np.empty(literals, np.int32), np.empty(2 * clauses, np.int32), np.empty(2 * clauses, np.int32))


def trail_of(formula: Formula) -> Trail:
    literals = len(formula.implied_start) - 1
    return Trail(np.zeros(literals, np.int8), np.empty(literals // 2 + 1, np.int32), np.zeros(2, np.int64))
