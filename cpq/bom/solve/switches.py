"""Which rules contradict what is given.

Most rules have nothing to do with a given contradiction. So the solver that can switch rules off gets only those that
one of its answers has broken: an answer that keeps the others as well is a solution of all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cpq.bom.solve.cnf import DEFINITION
from cpq.bom.solve.explain import preferred_core
from cpq.bom.solve.rule_clauses import RuleClauses
from cpq.bom.solve.solver import Solver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpq.bom.solve.effort import Effort
    from cpq.bom.solve.encoding import Encoding

On = NDArray[np.bool_]
"""Which rules are to be kept."""


class Switches:
    """A solver in which every rule has a switch; it learns of a rule when that is first broken."""

    def __init__(self, encoding: Encoding) -> None:
        cnf = encoding.cnf
        self._count = len(encoding.rules)
        self._clauses = RuleClauses(encoding)
        self._solver = Solver(
            cnf.variables, (clause for rule, clause in cnf.clauses if rule == DEFINITION), cnf.watched
        )
        self._fresh = cnf.variables
        self._switch: dict[int, int] = {}
        self._rule: dict[int, int] = {}

    def conflict(self, given: list[int], near: list[int], effort: Effort) -> list[int]:
        """The rules that contradict what is given, in the model's order. Raises `Exhausted`.

        `near` is an answer that keeps all rules: the closer the search stays to it, the fewer rules get broken.
        """
        suspects: dict[int, None] = {}

        def core(before: int, kept: Sequence[int]) -> set[int] | None:
            on = np.zeros(self._count, dtype=np.bool_)
            on[:before] = True
            on[list(kept)] = True
            return self._core(given, near, on, suspects, effort)

        return sorted(preferred_core(self._count, core) or ())

    def _core(
        self, given: list[int], near: list[int], on: On, suspects: dict[int, None], effort: Effort
    ) -> set[int] | None:
        """Rules among those that are on which contradict what is given; None when they do not."""
        while True:
            self._solver.lean(near)
            active = [self._switched(rule) for rule in suspects if on[rule]]
            answer = self._solver.solve([*given, *active], effort)
            if answer is None:
                return {self._rule[literal] for literal in self._solver.core() if literal in self._rule}
            broken = self._clauses.broken(answer, on)
            if not broken:
                return None
            suspects.update(dict.fromkeys(broken))

    def _switched(self, rule: int) -> int:
        if rule not in self._switch:
            self._fresh += 1
            self._switch[rule] = self._fresh
            self._rule[self._fresh] = rule
            for clause in self._clauses.of(rule):
                self._solver.add([-self._fresh, *clause])
        return self._switch[rule]

    def close(self) -> None:
        self._solver.delete()
