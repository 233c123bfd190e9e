"""The leaves of a circuit: one for every value of every variable, numbered through in the model's order."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.kernels import Bytes, Ints
from cpq.bom.solve.selections import allowed

if TYPE_CHECKING:
    from cpq.bom.solve.engine import Selection
    from cpq.bom.solve.model import Model


class Leaves:
    """`start[i]` to `start[i + 1]` are the leaves of the i-th variable, in the order of its domain."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.names = tuple(model.domains)
        sizes = [len(domain) for domain in model.domains.values()]
        self.starts = tuple(accumulate(sizes, initial=0))
        self.count = self.starts[-1]
        self.start: Ints = np.array(self.starts, np.int32)
        self.variable: Ints = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        self._first = dict(zip(self.names, self.starts, strict=False))
        self._place = {name: {value: i for i, value in enumerate(domain)} for name, domain in model.domains.items()}

    def first(self, name: str) -> int:
        """The leaf of the first value of a variable's domain."""
        return self._first[name]

    def leaf(self, name: str, value: int) -> int | None:
        """None for a value outside the domain."""
        place = self._place[name].get(value)
        return None if place is None else self._first[name] + place

    def mask(self, selection: Selection) -> Bytes:
        """By leaf whether the selection allows it. Raises `UnknownVariable`."""
        mask: Bytes = np.ones(self.count, np.uint8)
        for name, values in allowed(self.model, selection).items():
            first, place = self._first[name], self._place[name]
            mask[first : first + len(place)] = 0
            for value in values:
                mask[first + place[value]] = 1
        return mask
