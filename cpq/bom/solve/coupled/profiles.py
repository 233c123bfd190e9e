"""What is known of components for a selection, kept by content: an answer never depends on what was asked before."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.coupled.components import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cpq.bom.solve.circuit.kernels import Bytes, Longs
    from cpq.bom.solve.coupled.components import Component, Place

MOST_KEPT = 4_096

Own = tuple[tuple[str, frozenset[int]], ...]
"""A selection in a component's own names."""


class Profiles:
    """Asks each question about a component once. Safe to share between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, Own, bytes], Longs] = OrderedDict()
        self._lock = Lock()

    def least(self, component: Component, own: Own, weights: Longs | None) -> Longs:
        """By leaf the least sum with it; without weights 0, or `NOWHERE` where it cannot be had."""
        key = (id(component), own, b"" if weights is None else weights.tobytes())
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
        made = _asked(component, own, weights)
        with self._lock:
            self._kept[key] = made
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made

    def possible(self, component: Component, own: Own) -> Bytes:
        return self.least(component, own, None) < NOWHERE


def _asked(component: Component, own: Own, weights: Longs | None) -> Longs:
    if weights is not None:
        return component.least(dict(own), weights)
    leaves = component.leaves
    found: Longs = np.full(leaves.count, NOWHERE, np.int64)
    for name, values in component.engine.status(dict(own)).values.items():
        first, domain = leaves.first(name), leaves.model.domains[name]
        found[[first + domain.index(value) for value in values]] = 0
    return found


def own_selections(places: tuple[Place, ...], left: Mapping[str, frozenset[int]]) -> tuple[Own, ...]:
    """The selection, place by place. What leaves a variable as it is, is left out."""
    found: list[Own] = []
    for place in places:
        domains = place.component.leaves.model.domains
        entries = ((own, left[name]) for own, name in zip(domains, place.names, strict=True) if name in left)
        found.append(tuple((own, values) for own, values in entries if len(values) < len(domains[own])))
    return tuple(found)
