"""Components that are circuits: what each value costs at least is a pass or a few.

Sums that the circuit leaves out often add up the very resource that is asked for, against a limit that a few other
variables set: the power of a server, against its supplies. Such a sum limits the resource for each combination of values
of these few variables, its hubs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.objectives import Contributions
from cpq.bom.solve.coupled.components import NOWHERE
from cpq.bom.solve.coupled.limits import limits_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cpq.bom.solve.circuit.engine import CircuitEngine
    from cpq.bom.solve.circuit.kernels import Bytes, Longs
    from cpq.bom.solve.coupled.limits import Limit
    from cpq.bom.solve.engine import Engine


class CircuitComponent:
    """A component with its circuit."""

    def __init__(self, engine: CircuitEngine) -> None:
        self._compiled = engine
        self.leaves = engine.leaves
        self._limits: dict[bytes, Sequence[Limit]] = {}

    @property
    def engine(self) -> Engine:
        return self._compiled

    def least(self, selection: Mapping[str, frozenset[int]], weights: Longs) -> Longs:
        """Raises `NotAlike` where a sum that the circuit leaves out is not one of this resource."""
        mask = self.leaves.mask(selection)
        free = self._through(mask, weights)
        if not self._compiled.left_out:
            return free
        limits = [each for each in self._limits_on(weights) if self._is_open(mask & each.mask)]
        found: Longs = np.where(free <= self._lowest(limits), free, NOWHERE)
        for limit in limits:
            wanted = (found > free) & (free <= limit.most)
            if wanted.any():
                totals = self._through(mask & limit.mask, weights)
                found = np.minimum(found, np.where(totals <= limit.most, totals, NOWHERE))
        return found

    def _limits_on(self, weights: Longs) -> Sequence[Limit]:
        """The widest first."""
        key = weights.tobytes()
        if key not in self._limits:
            self._limits[key] = limits_of(self.leaves, weights, self._compiled.left_out)
        return self._limits[key]

    def _lowest(self, limits: Sequence[Limit]) -> Longs:
        """By leaf the least of the limits under which it is allowed: with no more than that, no limit matters to it."""
        lowest = np.full(self.leaves.count, NOWHERE - 1, np.int64)
        for limit in limits:
            lowest = np.where(limit.mask, np.minimum(lowest, limit.most), lowest)
        return lowest

    def _is_open(self, mask: Bytes) -> bool:
        """Whether every variable has a leaf left."""
        return bool(np.logical_or.reduceat(mask, self.leaves.start[:-1]).all())

    def _through(self, mask: Bytes, weights: Longs) -> Longs:
        contributions = Contributions(weights, 2 * int(np.abs(weights).sum()) + 1)
        totals = contributions.through(self._compiled.circuit, mask)
        return np.where(totals < contributions.nowhere, totals, NOWHERE)
