"""The least cost by cores: literals one would like to hold that cannot hold together raise the lower bound.

How many of them fail is counted, and a second failure takes their place among the wishes.
A. Morgado, C. Dodaro, J. Marques-Silva, Core-guided MaxSAT with soft cardinality constraints, CP 2014; the heavy wishes
first: C. Ansótegui, M. L. Bonet, J. Gabàs, J. Levy, Improving SAT-based weighted MaxSAT solvers, CP 2012.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from pysat.card import ITotalizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpq.bom.solve.effort import Effort
    from cpq.bom.solve.facts import Facts
    from cpq.bom.solve.totals import Totals

TRIMS = 3
"""Times that a core is asked for again in the hope of a smaller one."""


class Descent:
    """`lower` is a lower bound; once `run` has ended, solutions that keep all `wishes` cost just that.

    Adds definitions to the solver of `facts`, so its answers get longer. `reached` are the bits of the values whose least
    cost is wanted.
    """

    def __init__(self, facts: Facts, totals: Totals, effort: Effort, reached: int = 0) -> None:
        self.lower = 0
        self.wishes = totals.wanted()
        self.found = -1
        """The bits of the last solution found."""
        self._facts = facts
        self._totals = totals
        self._effort = effort
        self._reached = reached
        self._counters = Counters(facts)

    def branch(self) -> Descent:
        """One that goes on from here under further assumptions."""
        branch = Descent(self._facts, self._totals, self._effort, self._reached)
        branch.lower, branch.wishes, branch._counters = self.lower, dict(self.wishes), self._counters
        return branch

    def run(self, assumptions: Sequence[int], place: int | None = None) -> None:
        """Raises the lower bound to the least cost; with `place`, ends as soon as the cost of that value is known.

        The assumptions must be possible. Raises `Exhausted`.
        """
        threshold = max(self.wishes.values(), default=0)
        while threshold:
            active = [literal for literal, weight in self.wishes.items() if weight >= threshold]
            found = self._facts.search([*assumptions, *active], self._effort)
            if found is None:
                self._relax(self._core(assumptions))
            else:
                self._learn(found)
                threshold = self._next(threshold)
            if place is not None and self.lower >= self._totals.known[place]:
                return
        if self.found < 0:
            self.found = self._totals.cheapest

    def _learn(self, found: int) -> None:
        self.found = found
        near = self._facts.prepared.near(found, self._reached) if self._reached else 0
        self._totals.learn(found, near & self._reached)

    def _next(self, threshold: int) -> int:
        """The next lower weight worth a search of its own; 0 when all wishes have been granted."""
        lighter = [weight for weight in self.wishes.values() if weight < threshold]
        return max((weight for weight in lighter if weight <= threshold // 2), default=min(lighter, default=0))

    def _core(self, assumptions: Sequence[int]) -> list[int]:
        """Wishes that cannot hold together."""
        core = self._wished()
        for _ in range(TRIMS):
            if self._facts.search([*assumptions, *core], self._effort) is not None:
                break
            smaller = self._wished()
            if len(smaller) >= len(core):
                break
            core = smaller
        return core

    def _wished(self) -> list[int]:
        return [literal for literal in self._facts.solver.core() if literal in self.wishes]

    def _relax(self, core: list[int]) -> None:
        least = min(self.wishes[literal] for literal in core)
        self.lower += least
        for literal in core:
            self.wishes[literal] -= least
            if not self.wishes[literal]:
                del self.wishes[literal]
            self._wish(self._counters.one_more(literal), least)
        if len(core) > 1:
            self._wish(self._counters.at_most_one_fails(core), least)

    def _wish(self, literal: int | None, weight: int) -> None:
        if literal is not None:
            self.wishes[literal] = self.wishes.get(literal, 0) + weight


class Counters:
    """How many wishes of a core fail, in unary; the outputs wanted to be false are wishes themselves."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._top = facts.prepared.encoding.cnf.variables
        self._made: dict[frozenset[int], int] = {}
        self._counting: dict[int, tuple[_Totalizer, int]] = {}

    def at_most_one_fails(self, core: Sequence[int]) -> int:
        """The wish that no second one of the core fails."""
        key = frozenset(core)
        if key not in self._made:
            inputs = [-literal for literal in core]
            totalizer = cast("_Totalizer", ITotalizer(lits=inputs, ubound=1, top_id=self._top))
            self._made[key] = self._output(totalizer, 1, totalizer.cnf.clauses)
        return self._made[key]

    def one_more(self, wish: int) -> int | None:
        """Of the wish that no k-th one fails, the wish that no (k + 1)-th does; None for other wishes and past the end."""
        totalizer, bound = self._counting.get(wish, (None, 0))
        if totalizer is None or bound + 1 >= len(totalizer.lits):
            return None
        if len(totalizer.rhs) > bound + 1:
            return -totalizer.rhs[bound + 1]
        totalizer.increase(ubound=bound + 1, top_id=self._top)
        return self._output(totalizer, bound + 1, totalizer.cnf.clauses[-totalizer.nof_new :])

    def _output(self, totalizer: _Totalizer, bound: int, clauses: Sequence[list[int]]) -> int:
        self._top = max(self._top, totalizer.top_id)
        for clause in clauses:
            self._facts.solver.add(clause)
        wish = -totalizer.rhs[bound]
        self._counting[wish] = totalizer, bound
        return wish


class _CnfPlus(Protocol):
    clauses: list[list[int]]


class _Totalizer(Protocol):
    """What is used of the library, which carries no types."""

    lits: list[int]
    rhs: list[int]
    top_id: int
    nof_new: int
    cnf: _CnfPlus

    def increase(self, ubound: int, top_id: int) -> None: ...
