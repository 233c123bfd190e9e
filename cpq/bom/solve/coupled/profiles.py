"""What is known of components for a selection, kept by content: an answer never depends on what was asked before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.coupled.components import NOWHERE
from cpq.rulebook.latest import Latest

if TYPE_CHECKING:
    from collections.abc import Callable

    from cpq.bom.solve.circuit.kernels import Bytes, Longs
    from cpq.bom.solve.coupled.components import Component

MOST_KEPT = 8_192

Own = tuple[tuple[str, frozenset[int]], ...]
"""A selection in a component's own names."""


@dataclass(frozen=True, eq=False, slots=True)
class Resource:
    """What a component adds to a sum, by leaf. There is one object for equal ones, so that it can stand in keys."""

    weights: Longs


@dataclass(frozen=True, slots=True)
class Profile:
    """By leaf the least of a sum, `NOWHERE` where the leaf cannot be had; and the least of all."""

    least: Longs
    lowest: int

    @property
    def possible(self) -> Bytes:
        return self.least < NOWHERE


class Profiles:
    """Asks each question about a component once. Safe to share between threads."""

    def __init__(self) -> None:
        self._kept: Latest[tuple[str, Component, Own, Resource | None], Profile] = Latest(MOST_KEPT)

    def least(self, component: Component, own: Own, resource: Resource | None) -> Profile:
        """Without a resource 0 for what can be had."""
        if not component.leaves.count:
            possible = component.engine.status({}).possible
            return Profile(np.zeros(0, np.int64), 0 if possible else NOWHERE)
        return self._known(
            ("least", component, own, resource),
            lambda: component.least(dict(own), resource.weights) if resource else _statuses(component, own),
        )

    def most(self, component: Component, own: Own, resource: Resource) -> int:
        """What the sum comes to at most, or more."""
        known = self._known(
            ("most", component, own, resource),
            lambda: np.array([component.floor(dict(own), -resource.weights)], np.int64),
        )
        return -known.lowest

    def roughly(self, component: Component, own: Own, resource: Resource, free: Callable[[], Profile]) -> int:
        """The same, by the single variables of what can be had; 0 where nothing can."""

        def largest() -> Longs:
            if free().lowest == NOWHERE:
                return np.zeros(1, np.int64)
            contributions = np.where(free().possible, resource.weights, -NOWHERE)
            return np.array([-int(np.maximum.reduceat(contributions, component.leaves.start[:-1]).sum())], np.int64)

        return -self._known(("rough", component, own, resource), largest).lowest

    def _known(self, key: tuple[str, Component, Own, Resource | None], make: Callable[[], Longs]) -> Profile:
        known = self._kept.get(key)
        if known is not None:
            return known
        least = make()
        made = Profile(least, int(least.min()) if len(least) else 0)
        self._kept.keep(key, made)
        return made


def _statuses(component: Component, own: Own) -> Longs:
    leaves = component.leaves
    found: Longs = np.full(leaves.count, NOWHERE, np.int64)
    for name, values in component.engine.status(dict(own)).values.items():
        first, domain = leaves.first(name), leaves.model.domains[name]
        found[[first + domain.index(value) for value in values]] = 0
    return found
