"""Which entries and rules contradict each other, asked of a solver that knows every rule behind a switch.

All of them are items of one question, the rules before the entries: so that later entries are given up first, then earlier
ones, then later rules. An answer of the solver need not be read, only that there is one.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from cpq.bom.solve.cnf import DEFINITION
from cpq.bom.solve.explain import preferred_core
from cpq.bom.solve.solver import Solver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpq.bom.solve.effort import Effort
    from cpq.bom.solve.encoding import Encoding

MOST_RULES = 500
"""Of a model that is explained so: every rule is assumed in every search."""


class Switchboard:
    """Not safe to share between threads."""

    def __init__(self, encoding: Encoding) -> None:
        cnf = encoding.cnf
        rules = len(encoding.rules)
        self._switches = range(cnf.variables + 1, cnf.variables + 1 + rules)
        clauses = (clause if rule == DEFINITION else [-self._switches[rule], *clause] for rule, clause in cnf.clauses)
        self._solver = Solver(cnf.variables + rules, clauses, cnf.watched)

    def conflict(
        self, entries: Sequence[Sequence[int]], given: Sequence[int], effort: Effort
    ) -> tuple[list[int], list[int]] | None:
        """The places of the entries (assumptions each) and the rules that contradict what is given, in order; None if nothing does.

        Raises `Exhausted`.
        """
        items = [*((switch,) for switch in self._switches), *entries]
        owner: dict[int, int] = {}
        for place, literals in enumerate(items):
            for literal in literals:
                owner.setdefault(literal, place)

        def core(before: int, kept: Sequence[int]) -> set[int] | None:
            chosen = chain(items[:before], (items[place] for place in kept))
            if self._solver.possible([*given, *chain.from_iterable(chosen)], effort):
                return None
            return {owner[literal] for literal in self._solver.core() if literal in owner}

        found = preferred_core(len(items), core)
        if found is None:
            return None
        rules = len(self._switches)
        return sorted(each - rules for each in found if each >= rules), sorted(each for each in found if each < rules)

    def close(self) -> None:
        self._solver.delete()
