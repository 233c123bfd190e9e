"""Clauses over Boolean variables, each remembering the rule it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cpq.bom.solve.watched import Watched

MOST_WORK = 4_000_000
"""Literals of all clauses together, and steps that were taken to find them."""
DEFINITION = -1
"""The rule number of clauses that only define auxiliary variables: they contradict nothing and are never blamed."""


class Overfull(Exception):
    """The clauses of a model are more than a solver should be given."""


@dataclass(slots=True)
class Cnf:
    """Grows while a model is encoded. Literals are non-zero integers, negative for negation; `TRUE` always holds.
    `watched` are the sums that the clauses express only in part.
    """

    variables: int = 1
    clauses: list[tuple[int, list[int]]] = field(default_factory=lambda: [(DEFINITION, [1])])
    watched: list[Watched] = field(default_factory=list["Watched"])
    work: int = 0

    TRUE = 1
    FALSE = -1

    def fresh(self) -> int:
        """A new variable."""
        self.variables += 1
        return self.variables

    def add(self, rule: int, literals: Iterable[int]) -> None:
        """At least one of the literals holds if the rule does; literals that are constantly false are left out.

        Raises `Overfull`.
        """
        kept = [literal for literal in literals if literal != Cnf.FALSE]
        if Cnf.TRUE not in kept:
            self.clauses.append((rule, kept))
            self.spend(len(kept))

    def spend(self, work: int) -> None:
        """Counts work. Raises `Overfull` beyond `MOST_WORK`."""
        self.work += work
        if self.work > MOST_WORK:
            raise Overfull
