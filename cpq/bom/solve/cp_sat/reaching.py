"""Which values the solutions met so far have, and their neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cpq.bom.solve.engine import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cpq.bom.solve.engine import Solution
    from cpq.bom.solve.model import Model
    from cpq.bom.solve.neighbours import Neighbourhood


@dataclass
class Reaching:
    """`pending` are the values asked for that no solution has had yet, by variable; what the selection leaves is in `left`."""

    neighbourhood: Neighbourhood
    model: Model
    left: Mapping[str, tuple[int, ...]]
    pending: dict[str, set[int]]
    seen: dict[str, set[int]] = field(default_factory=dict[str, set[int]])

    def __post_init__(self) -> None:
        for name in self.pending:
            self.seen[name] = set()
            self.pending[name] &= set(self.left.get(name, self.model.domains[name]))

    def take(self, solution: Solution) -> None:
        """What the solution has, and what its neighbours have, is pending no more."""
        near = self.neighbourhood.reach(solution, {name: tuple(values) for name, values in self.pending.items()})
        for name in self.pending:
            found = {solution[name], *near.get(name, ())} & set(self.left.get(name, self.model.domains[name]))
            self.seen[name] |= found
            self.pending[name] -= found

    def status(self, *, undecided: bool) -> Status:
        """What is pending still can be had for all that is known, where it is `undecided`; else it cannot."""
        domains = {name: self.model.domains[name] for name in self.pending}
        kept = {name: self.seen[name] | (self.pending[name] if undecided else set[int]()) for name in domains}
        values = {name: tuple(value for value in domain if value in kept[name]) for name, domain in domains.items()}
        still = {name: tuple(value for value in values[name] if value in self.pending[name]) for name in domains}
        return Status(True, values, {name: each for name, each in still.items() if each})
