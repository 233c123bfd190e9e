"""A component as a circuit where it compiles; else SAT answers for it, which knows no least of a sum for all values at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.engine import CircuitEngine
from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.circuit.leaves import Leaves
from cpq.bom.solve.coupled.circuits import CircuitComponent
from cpq.bom.solve.coupled.components import NOWHERE
from cpq.bom.solve.coupled.limits import NotAlike
from cpq.bom.solve.plain import plain_engine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cpq.bom.solve.circuit.kernels import Bytes, Longs
    from cpq.bom.solve.coupled.components import Component
    from cpq.bom.solve.coupled.limits import Limit
    from cpq.bom.solve.model import Model


class UncompiledComponent:
    """Knows what can be had, and single solutions."""

    def __init__(self, model: Model) -> None:
        self.engine = plain_engine(model)
        self.leaves = Leaves(model)

    def least(self, selection: Mapping[str, frozenset[int]], weights: Longs) -> Longs:
        """Raises `NotAlike`: that is left to an engine for the whole."""
        raise NotAlike

    def floor(self, selection: Mapping[str, frozenset[int]], weights: Longs) -> int:
        """Variable by variable."""
        mask = self.leaves.mask(selection)
        return int(np.minimum.reduceat(np.where(mask, weights, NOWHERE), self.leaves.start[:-1]).sum())

    def limits(self, mask: Bytes, weights: Longs) -> Sequence[Limit]:
        """Raises `NotAlike`."""
        raise NotAlike

    def within(self, mask: Bytes, weights: Longs) -> Longs:
        """Raises `NotAlike`."""
        raise NotAlike


def compiled_or_asked(model: Model) -> Component:
    """Raises `TooLarge`."""
    try:
        return CircuitComponent(CircuitEngine(model))
    except DidNotCompile:
        return UncompiledComponent(model)
