"""Which rules contradict what is given.

Most rules have nothing to do with a given contradiction. So the solver that can switch rules off gets only those that
one of its answers has broken: an answer that keeps the others as well is a solution of all of them.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cpq.bom.solve.cnf import DEFINITION, Cnf
from cpq.bom.solve.explain import preferred_core
from cpq.bom.solve.solver import Solver

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cpq.bom.solve.effort import Effort
    from cpq.bom.solve.encoding import Encoding


class Switches:
    """A solver in which every rule has a switch; it learns of a rule when that is first broken."""

    def __init__(self, encoding: Encoding) -> None:
        cnf = encoding.cnf
        self._count = len(encoding.rules)
        self._rules = _RuleClauses(encoding)
        self._solver = Solver(
            cnf.variables, (clause for rule, clause in cnf.clauses if rule == DEFINITION), cnf.watched
        )
        self._fresh = cnf.variables
        self._switch: dict[int, int] = {}
        self._rule: dict[int, int] = {}

    def conflict(self, given: list[int], effort: Effort) -> list[int]:
        """The rules that contradict what is given, in the model's order. Raises `Exhausted`."""
        suspects: set[int] = set()

        def core(before: int, kept: Sequence[int]) -> set[int] | None:
            on = np.zeros(self._count, dtype=np.bool_)
            on[:before] = True
            on[list(kept)] = True
            return self._core(given, on, suspects, effort)

        return sorted(preferred_core(self._count, core) or ())

    def _core(self, given: list[int], on: NDArray[np.bool_], suspects: set[int], effort: Effort) -> set[int] | None:
        """Rules among those that are on which contradict what is given; None when they do not."""
        while True:
            active = [rule for rule in suspects if on[rule]]
            answer = self._solver.solve([*given, *map(self._switched, active)], effort)
            if answer is None:
                return {self._rule[literal] for literal in self._solver.core() if literal in self._rule}
            broken = self._rules.broken(answer, on)
            if not broken:
                return None
            suspects.update(broken)

    def _switched(self, rule: int) -> int:
        if rule not in self._switch:
            self._fresh += 1
            self._switch[rule] = self._fresh
            self._rule[self._fresh] = rule
            for clause in self._rules.clauses(rule):
                self._solver.add([-self._fresh, *clause])
        return self._switch[rule]

    def close(self) -> None:
        self._solver.delete()


class _RuleClauses:
    """The clauses of the rules in one array, to look through all of them at once."""

    def __init__(self, encoding: Encoding) -> None:
        self._clauses = [(rule, clause or [Cnf.FALSE]) for rule, clause in encoding.cnf.clauses if rule != DEFINITION]
        self._clauses.sort(key=lambda each: each[0])
        lengths = np.array([len(clause) for _, clause in self._clauses], dtype=np.int64)
        self._starts = np.concatenate(([0], np.cumsum(lengths)[:-1])) if self._clauses else lengths
        self._rule = np.array([rule for rule, _ in self._clauses], dtype=np.int64)
        literals = np.fromiter(chain.from_iterable(clause for _, clause in self._clauses), dtype=np.int64)
        self._places = np.abs(literals) - 1
        self._positive = literals > 0

    def broken(self, answer: list[int], on: NDArray[np.bool_]) -> list[int]:
        """The rules that are on and that an answer breaks."""
        if not self._clauses:
            return []
        true = np.array(answer, dtype=np.int64) > 0
        kept = np.logical_or.reduceat(true[self._places] == self._positive, self._starts)
        rules = self._rule[~kept]
        return np.unique(rules[on[rules]]).tolist()

    def clauses(self, rule: int) -> Iterable[list[int]]:
        first, last = np.searchsorted(self._rule, (rule, rule + 1))
        return (clause for _, clause in self._clauses[first:last])
