"""The SAT solver, with types. MiniSat 2.2: incremental, deterministic, cheap to ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from pysat.solvers import Minisat22

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cpq.bom.solve.watched import Watched


class _Minisat(Protocol):
    """What is used of the library, which carries no types."""

    def solve(self, assumptions: Sequence[int]) -> bool | None: ...
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
        self._minisat = cast("_Minisat", Minisat22(bootstrap_with=clauses))
        self._minisat.add_clause([variables, -variables])  # so that every answer covers all Booleans

    def solve(self, assumptions: Sequence[int]) -> list[int] | None:
        """The literals of all Booleans, in order, or None when the assumptions contradict the clauses."""
        while self._minisat.solve(assumptions=assumptions):
            answer = self._minisat.get_model()
            cuts = [cut for cut in (each.cut(answer) for each in self._watched) if cut]
            if not cuts:
                return answer
            for cut in cuts:
                self._minisat.add_clause(cut)
        return None

    def core(self) -> list[int]:
        """Assumptions of the last question that together contradict the clauses."""
        return self._minisat.get_core() or []

    def implied(self, assumptions: Sequence[int]) -> set[int] | None:
        """What unit propagation alone finds from the assumptions, or None when it finds a contradiction."""
        consistent, literals = self._minisat.propagate(assumptions=assumptions)
        return set(literals) if consistent else None

    def add(self, clause: list[int]) -> None:
        self._minisat.add_clause(clause)

    def lean(self, literals: Sequence[int]) -> None:
        """Which way to decide when nothing else tells."""
        self._minisat.set_phases(literals=literals)

    def delete(self) -> None:
        self._minisat.delete()
