"""Components that are circuits: what each value costs at least is a pass or a few.

Sums that the circuit leaves out often add up the very resource that is asked for, against a limit that a few other
variables set: the power of a server, against its supplies. Such a sum limits the resource for each combination of values
of these few variables, its hubs. As a rule they share no part of the circuit with most of what is limited, and
only their own part is passed again for each limit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.coupled.components import NOWHERE
from cpq.bom.solve.coupled.limits import Limit, limits_of
from cpq.bom.solve.coupled.subcircuits import subcircuits_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cpq.bom.solve.circuit.engine import CircuitEngine
    from cpq.bom.solve.circuit.kernels import Bytes, Longs
    from cpq.bom.solve.engine import Engine


class CircuitComponent:
    """A component with its circuit."""

    def __init__(self, engine: CircuitEngine) -> None:
        self._compiled = engine
        self.leaves = engine.leaves
        self._parts = subcircuits_of(engine.circuit, engine.leaves.count)
        self._limits: dict[bytes, Sequence[Limit]] = {}

    @property
    def engine(self) -> Engine:
        return self._compiled

    def least(self, selection: Mapping[str, frozenset[int]], weights: Longs) -> Longs:
        """Raises `NotAlike` where a sum that the circuit leaves out is not one of this resource."""
        mask = self.leaves.mask(selection)
        free = [part.least(mask, weights) for part in self._parts]
        whole = self._summed(free)
        if not self._compiled.left_out:
            return whole
        limits = [each for each in self._limits_on(weights) if self._is_open(mask & each.mask)]
        found: Longs = np.where(whole <= self._lowest(limits), whole, NOWHERE)
        for limit in limits:
            wanted = (found > whole) & (whole <= limit.most) & (limit.mask != 0)
            if wanted.any():
                within = mask & limit.mask
                parts = zip(self._parts, free, strict=True)
                totals = self._summed(
                    [known if part.is_untouched(mask, within) else part.least(within, weights) for part, known in parts]
                )
                found = np.minimum(found, np.where(totals <= limit.most, totals, NOWHERE))
        return found

    def floor(self, selection: Mapping[str, frozenset[int]], weights: Longs) -> int:
        """Without regard to the sums that the circuit leaves out."""
        mask = self.leaves.mask(selection)
        return int(self._summed([part.least(mask, weights) for part in self._parts]).min())

    def limits(self, mask: Bytes, weights: Longs) -> Sequence[Limit]:
        """Those that can be kept. Raises `NotAlike` where a sum that the circuit leaves out is not one of this resource."""
        if not self._compiled.left_out:
            return [Limit(np.ones(self.leaves.count, np.uint8), NOWHERE)]
        return [each for each in self._limits_on(weights) if self._is_open(mask & each.mask)]

    def within(self, mask: Bytes, weights: Longs) -> Longs:
        """Without regard to the sums that the circuit leaves out."""
        return self._summed([part.least(mask, weights) for part in self._parts])

    def _summed(self, by_part: Sequence[Longs]) -> Longs:
        """Beside what is least in a part, the least of all others."""
        lowest = [int(each.min()) for each in by_part]
        whole: Longs = np.full(self.leaves.count, NOWHERE, np.int64)
        if NOWHERE not in lowest:
            for part, own, low in zip(self._parts, by_part, lowest, strict=True):
                whole[part.leaves] = np.where(own < NOWHERE, own + (sum(lowest) - low), NOWHERE)
        return whole

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
