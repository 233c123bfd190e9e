"""What can still be had: every solution met proves many values, and the solver is asked for the rest.

Solutions met before that agree with the selection come first, then those that differ from it in one variable which
they could change. For what is left the solver is leant towards all of it at once and asked for one value after the
other; a solution and its neighbours usually prove many more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cpq.bom.solve.effort import Exhausted

if TYPE_CHECKING:
    from cpq.bom.solve.effort import Effort
    from cpq.bom.solve.facts import Facts, Left

COMPANY = 16
"""Pending values that are asked for together with the one that is to be decided. To refuse a bad combination is far
cheaper than to find a solution, so it pays to try."""
FRUITLESS = 8
"""Solutions that are looked at one after the other without a gain before the solver is asked instead."""


class Reach(NamedTuple):
    """Bits of values that can be had, and of those of which a limit was reached before that was known."""

    proven: int
    open: int


def reachable(facts: Facts, left: Left, wanted: int, effort: Effort) -> Reach | None:
    """What can be had of the wanted bits, or None when the selection cannot be completed. Raises `Exhausted`."""
    assumptions = facts.prepared.assume(left)
    implied = facts.solver.implied(assumptions)
    if implied is None:
        return None
    forbidden = facts.layout.forbidden(left)
    excluded = facts.excluded(forbidden, implied)
    cover = _Cover(facts, assumptions, wanted & ~forbidden & ~excluded, effort)
    if not cover.from_pool(forbidden):
        found = facts.search(assumptions, effort)
        if found is None:
            return None
        cover.add(found)
    cover.by_asking()
    facts.remember(forbidden, excluded | cover.refuted)
    return Reach(cover.proven & wanted & ~forbidden, cover.open & ~cover.proven)


class _Cover:
    """Pending bits become proven, refuted or open."""

    def __init__(self, facts: Facts, assumptions: list[int], pending: int, effort: Effort) -> None:
        self._facts = facts
        self._assumptions = assumptions
        self._effort = effort
        self._pending: int = pending
        self.proven: int = 0
        self.refuted: int = 0
        self.open: int = 0

    def _gain(self, bits: int) -> None:
        self._pending &= ~bits
        self.proven |= bits

    def add(self, found: int) -> None:
        """A new solution, and what it proves about its neighbours."""
        self._gain(found)
        near = self._facts.prepared.near(found, self._pending)
        self._facts.pool.add(found, near)
        self._gain(near)

    def from_pool(self, forbidden: int) -> bool:
        """Solutions met before; whether there was any."""
        pool = self._facts.pool
        unknown: list[int] = []
        any_found = False
        for found, near in pool.agreeing(forbidden):
            any_found = True
            self._gain(found | (near or 0))
            if near is None:
                unknown.append(found)
        for found in [*self._mended(forbidden)]:
            any_found = True
            self._gain(found)
            pool.add(found)
            unknown.append(found)
        self._look_around(unknown)
        return any_found

    def _mended(self, forbidden: int) -> list[int]:
        """Solutions that agree once a single variable is changed, which leaves them solutions."""
        mended: list[int] = []
        for found, wrong, near in self._facts.pool.one_off(forbidden):
            other = near & self._facts.layout.alternatives(wrong) & ~forbidden
            if other:
                mended.append(found ^ wrong | other & -other)
        return mended

    def _look_around(self, unknown: list[int]) -> None:
        fruitless = 0
        for found in unknown:
            if not self._pending or fruitless == FRUITLESS:
                break
            before = self._pending
            self.add(found)
            fruitless = 0 if self._pending != before else fruitless + 1

    def by_asking(self) -> None:
        """Asks for pending bits until each is proven, refuted or given up. Raises `Exhausted` unless patient."""
        lean = True
        while self._pending:
            if lean:
                self._facts.solver.lean(self._facts.prepared.towards(self._pending))
            bit = self._pending & -self._pending
            try:
                found = self._with_company(bit)
            except Exhausted:
                self._give_up(bit)
                continue
            lean = found is not None
            if found is None:
                self._facts.refuted(bit)
                self.refuted |= bit
                self._pending ^= bit
            else:
                self.add(found)

    def _with_company(self, bit: int) -> int | None:
        """A solution that has the bit and, as far as that takes no search, further pending ones."""
        target = [*self._assumptions, self._facts.layout.literal(bit)]
        company = self._facts.layout.some_literals(self._pending ^ bit, COMPANY)
        while True:
            found = self._facts.search([*target, *company], self._effort)
            if found is not None or not company:
                return found
            core = set(self._facts.solver.core())
            left = [literal for literal in company if literal not in core]
            if len(left) == len(company):
                return None
            company = left

    def _give_up(self, bit: int) -> None:
        if not self._effort.patient:
            raise Exhausted
        given_up = self._pending if self._effort.spent else bit
        self.open |= given_up
        self._pending &= ~given_up
