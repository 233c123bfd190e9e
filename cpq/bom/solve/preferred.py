"""The one complete solution that honours wishes first and the order of the domains after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.normal_form import Is

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpq.bom.solve.effort import Effort
    from cpq.bom.solve.facts import Facts, Left


def preferred_solution(facts: Facts, left: Left, prefer: Sequence[Is], effort: Effort) -> int | None:
    """The bits of the solution that `Engine.solve` promises, or None when there is none. Raises `Exhausted`."""
    settled = facts.prepared.assume(left)
    wishes = {wish.variable: wish.value for wish in reversed(prefer) if wish.positive}
    firsts = {name: domain[0] for name, domain in facts.layout.domains.items() if domain}
    facts.solver.lean(facts.prepared.leaning(firsts | wishes))
    found = facts.search(settled, effort)
    if found is None:
        return None
    settling = Settling(facts, settled, found, effort)
    for wish in prefer:
        settling.settle(wish)
    settling.settle_all()
    return settling.found


class Settling:
    """Settles one wish after the other; the solution at hand often grants the next one without a question."""

    def __init__(self, facts: Facts, settled: list[int], found: int, effort: Effort) -> None:
        self.found = found
        self._facts = facts
        self._settled = settled
        self._effort = effort

    def settle_all(self) -> None:
        """The earliest possible value of every variable, in the model's order. Raises `Exhausted`."""
        for name, domain in self._facts.layout.domains.items():
            for value in domain:
                if self.settle(Is(name, value)):
                    break

    def settle(self, wish: Is) -> bool:
        """Settles the wish, or its denial; whether it was granted. Raises `Exhausted`."""
        encoding = self._facts.prepared.encoding
        literal = encoding.ladders.literal(encoding.cnf, wish)
        granted = bool(self.found & self._facts.layout.bit(wish.variable, wish.value)) is wish.positive
        if not granted:
            better = self._facts.search([*self._settled, literal], self._effort)
            if better is not None:
                self.found, granted = better, True
        self._settled.append(literal if granted else -literal)
        return granted
