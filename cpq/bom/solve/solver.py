"""The SAT solver, with types and limits. MiniSat 2.2: incremental, deterministic, cheap to ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from pysat.solvers import Minisat22

from cpq.bom.solve.effort import Exhausted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cpq.bom.solve.effort import Effort
    from cpq.bom.solve.watched import Watched


A_COLUMN = 20
"""What it takes to look at a column of a sum in an answer, in propagations of the solver."""


class _Minisat(Protocol):
    """What is used of the library, which carries no types."""

    def conf_budget(self, budget: int) -> None: ...
    def prop_budget(self, budget: int) -> None: ...
    def accum_stats(self) -> dict[str, int]: ...
    def solve_limited(self, assumptions: Sequence[int]) -> bool | None: ...
    def get_model(self) -> list[int]: ...
    def get_core(self) -> list[int] | None: ...
    def propagate(self, assumptions: Sequence[int]) -> tuple[bool, list[int]]: ...
    def add_clause(self, clause: list[int]) -> None: ...
    def set_phases(self, literals: Sequence[int]) -> None: ...
    def delete(self) -> None: ...


class Solver:
    """Clauses that stay, assumptions that hold for one question. Not safe to share between threads."""

    def __init__(self, variables: int, clauses: Iterable[list[int]], watched: Sequence[Watched]) -> None:
        self._watched = watched
        self._reading = A_COLUMN * sum(len(each.columns) for each in watched)
        self._minisat = cast("_Minisat", Minisat22(bootstrap_with=clauses))
        self._minisat.add_clause([variables, -variables])  # so that every answer covers all Booleans

    def solve(self, assumptions: Sequence[int], effort: Effort) -> list[int] | None:
        """The literals of all Booleans, in order, or None when the assumptions contradict the clauses.

        Raises `Exhausted`.
        """
        while self._possible(assumptions, effort):
            answer = self._minisat.get_model()
            cuts = [cut for cut in (each.cut(answer) for each in self._watched) if cut]
            effort.spend(len(cuts), self._reading)
            if not cuts:
                return answer
            for cut in cuts:
                self._minisat.add_clause(cut)
        return None

    def possible(self, assumptions: Sequence[int], effort: Effort) -> bool:
        """Whether they go with the clauses: as `solve`, but an answer is read only where a sum is to be checked on it."""
        if self._watched:
            return self.solve(assumptions, effort) is not None
        return self._possible(assumptions, effort)

    def _possible(self, assumptions: Sequence[int], effort: Effort) -> bool:
        conflicts, propagations = effort.allowance()
        before = self._minisat.accum_stats()
        self._minisat.conf_budget(conflicts)
        self._minisat.prop_budget(propagations)
        possible = self._minisat.solve_limited(assumptions=assumptions)
        after = self._minisat.accum_stats()
        effort.spend(after["conflicts"] - before["conflicts"], after["propagations"] - before["propagations"])
        if possible is None:
            raise Exhausted
        return possible

    def core(self) -> list[int]:
        """Assumptions of the last question that together contradict the clauses."""
        return self._minisat.get_core() or []

    def implied(self, assumptions: Sequence[int]) -> list[int] | None:
        """What unit propagation alone finds from the assumptions, or None when it finds a contradiction."""
        consistent, literals = self._minisat.propagate(assumptions=assumptions)
        return literals if consistent else None

    def add(self, clause: list[int]) -> None:
        self._minisat.add_clause(clause)

    def lean(self, literals: Sequence[int]) -> None:
        """Which way to decide when nothing else tells."""
        self._minisat.set_phases(literals=literals)

    def delete(self) -> None:
        self._minisat.delete()
