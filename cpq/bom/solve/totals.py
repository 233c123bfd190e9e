"""What solutions cost under an objective, and the least known cost with each value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cpq.bom.solve.sums import merged

if TYPE_CHECKING:
    from cpq.bom.solve.engine import Objective
    from cpq.bom.solve.facts import Prepared

LARGEST = 2**62
"""Sums below it fit the integers of the machine."""


class Totals:
    """Costs are counted from `base`, the sum of every variable's least contribution: none is negative.

    `known` is the least cost met with each value, `unmet` where there was no solution with it yet. `costs` are what each
    value adds, `variable` the number of the variable that it is of.
    """

    def __init__(self, prepared: Prepared, objective: Objective) -> None:
        domains = prepared.layout.domains
        sums = merged(objective, domains)
        least = {name: min(weights.values(), default=0) for name, weights in sums.items()}
        costs = [
            sums[name][value] - least[name] if name in sums else 0
            for name, domain in domains.items()
            for value in domain
        ]
        self.base = sum(least.values())
        self.unmet = sum(costs) + 1
        fits = np.int64 if self.unmet < LARGEST else object
        sizes = [len(domain) for domain in domains.values()]
        self.costs: NDArray[Any] = np.array(costs, dtype=fits)
        self.variable = np.repeat(np.arange(len(sizes)), sizes)
        self.known: NDArray[Any] = np.full(len(costs), self.unmet, dtype=fits)
        self.cheapest = -1
        """The bits of the cheapest solution met."""
        self._least = self.unmet
        self._layout = prepared.layout

    def wanted(self) -> dict[int, int]:
        """The literals one would like to hold, and what each costs when it does not."""
        places = np.flatnonzero(self.costs).tolist()
        return {-int(self._layout.literals[place]): int(self.costs[place]) for place in places}

    def inclination(self) -> dict[str, int]:
        """The cheapest value of every variable."""
        cheapest: dict[str, int] = {}
        costs: dict[str, int] = {}
        for (name, value), cost in zip(self._layout.owners, self.costs.tolist(), strict=True):
            if cost < costs.get(name, self.unmet):
                costs[name], cheapest[name] = cost, value
        return cheapest

    def learn(self, found: int, near: int = 0) -> None:
        """A solution, and the values that one of its variables could take instead."""
        flags = self._layout.unpack(found).view(np.bool_)
        cost = int(self.costs[flags].sum())
        self.known[flags] = np.minimum(self.known[flags], cost)
        if cost < self._least:
            self._least, self.cheapest = cost, found
        own = np.zeros(self.variable[-1] + 1 if len(self.variable) else 0, dtype=self.costs.dtype)
        own[self.variable[flags]] = self.costs[flags]
        others = np.flatnonzero(self._layout.unpack(near))
        changed = cost - own[self.variable[others]] + self.costs[others]
        self.known[others] = np.minimum(self.known[others], changed)

    @property
    def least(self) -> int:
        """The sum of the cheapest solution met."""
        return self.base + self._least
