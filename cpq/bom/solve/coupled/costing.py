"""What each value costs at least where one sum couples the parts: bounds from both sides, equal nearly always.

From above: solutions of the places put together, the cheapest of each, and where these need too much of what the sum
limits, steps to such as need less, the one first that costs the least for what it spares. From below: what the places cost at
least if what they use had a price, less what all that there is would cost at that price.

What supplies the resource comes in few sizes, which a price cannot stand for: each size is a case of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.objectives import Contributions
from cpq.bom.solve.coupled.components import NOWHERE
from cpq.bom.solve.coupled.limits import NotAlike
from cpq.bom.solve.coupled.standing import Undecided
from cpq.bom.solve.coupled.tradeoffs import Tradeoff, tradeoff

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cpq.bom.solve.circuit.kernels import Longs
    from cpq.bom.solve.coupled.components import Place
    from cpq.bom.solve.coupled.couplings import Coupling
    from cpq.bom.solve.coupled.profiles import Own, Resource
    from cpq.bom.solve.coupled.standing import Standing
    from cpq.bom.solve.engine import Objective

MOST_SIZES = 128
"""Combinations of what supplies the resource."""


@dataclass(frozen=True, slots=True)
class Costs:
    """By leaf the least known sum of a solution with it, and one that none is below; `NOWHERE` where there is none."""

    known: Longs
    floor: Longs

    def __or__(self, other: Costs) -> Costs:
        """In one case or another."""
        return Costs(np.minimum(self.known, other.known), np.minimum(self.floor, other.floor))


def nowhere(leaves: int) -> Costs:
    nothing: Longs = np.full(leaves, NOWHERE, np.int64)
    return Costs(nothing, nothing)


class Priced:
    """Places with prices by leaf. What is found out is kept as long as the question lasts. Raises `Undecided`."""

    def __init__(self, places: Sequence[Place], objective: Objective) -> None:
        self.places = tuple(places)
        self._prices = [Contributions.of(each.component.leaves, each.terms(objective)).by_leaf for each in places]
        self._keys = [each.tobytes() for each in self._prices]
        self._known: dict[tuple[object, ...], Tradeoff] = {}
        if any((np.diff(each.component.leaves.start) == 0).any() or not each.component.leaves.count for each in places):
            raise Undecided

    def tradeoff(
        self, number: int, own: Own, resource: Resource | None, times: int, multipliers: tuple[int, ...]
    ) -> Tradeoff:
        component = self.places[number].component
        key = component, own, self._keys[number], resource, times, multipliers
        if key not in self._known:
            weights = resource.weights if resource else np.zeros(component.leaves.count, np.int64)
            try:
                self._known[key] = tradeoff(
                    component, component.leaves.mask(dict(own)), self._prices[number], weights, times, multipliers
                )
            except NotAlike:
                raise Undecided from None
        return self._known[key]

    def multipliers(self, couplings: Iterable[Coupling]) -> tuple[int, ...]:
        """A few around what a resource may be worth: as much as all prices span for each unit that its uses span."""
        spent = sum(map(_span, self._prices))
        used = max(
            (sum(times * _span(each.weights) for each, times in it.resources.values()) for it in couplings), default=0
        )
        worth = max(spent // max(used, 1), 4)
        return 0, max(worth // 16, 1), max(worth // 4, 2), worth, 4 * worth


def _span(weights: Longs) -> int:
    return int(np.ptp(weights))


class Costing:
    """Of one case: the places as they stand, at one set of multipliers. Raises `Undecided`."""

    def __init__(self, priced: Priced, standing: Standing, multipliers: Sequence[int]) -> None:
        self._priced = priced
        self._places = priced.places
        self._standing = standing
        self._multipliers = tuple(multipliers)
        self._coupling = standing.coupling()
        offers = [self._tradeoff(number, own) for number, own in enumerate(standing.owns)]
        self._supplier, sizes = self._sizes()
        self._beside = [
            _Beside([*offers[: self._supplier], each, *offers[self._supplier + 1 :]], self._coupling)
            for each in (self._tradeoff(self._supplier, own) for own in sizes)
        ]
        self._undominated = tuple(_undominated(self._beside, self._supplier))

    def at(self, number: int) -> Costs:
        """By leaf of a place."""
        found = nowhere(self._places[number].component.leaves.count)
        for each in self._beside if number == self._supplier else self._undominated:
            found |= each.at(number, self._multipliers)
        return found

    def _tradeoff(self, number: int, own: Own) -> Tradeoff:
        resource, times = self._standing.wanted(number, self._coupling)
        return self._priced.tradeoff(number, own, resource, times, self._multipliers)

    def _sizes(self) -> tuple[int, list[Own]]:
        """The one place that adds less than nothing to the sum, and its entries size by size; else the first, as it is."""
        used = self._coupling.resources.items() if self._coupling else ()
        suppliers = [(number, resource) for number, (resource, _) in used if resource.weights.min() < 0]
        if len(suppliers) != 1:
            return 0, [self._standing.owns[0]]
        ((number, resource),) = suppliers
        own = dict(self._standing.owns[number])
        left = self._supplied(number, own, resource)
        if prod(map(len, left.values())) > MOST_SIZES:
            return number, [tuple(own.items())]
        return number, [
            _entries({**own, **{name: frozenset((value,)) for name, value in zip(left, values, strict=True)}})
            for values in product(*left.values())
        ]

    def _supplied(self, number: int, own: dict[str, frozenset[int]], resource: Resource) -> dict[str, tuple[int, ...]]:
        """The variables that supply, and what the entries leave of them."""
        leaves = self._places[number].component.leaves
        spans = zip(leaves.names, leaves.starts, leaves.starts[1:], strict=False)
        names = [name for name, start, end in spans if (resource.weights[start:end] < 0).any()]
        domains = leaves.model.domains
        return {name: tuple(each for each in domains[name] if each in own.get(name, domains[name])) for name in names}


def _entries(own: dict[str, frozenset[int]]) -> Own:
    return tuple(sorted(own.items(), key=lambda entry: int(entry[0])))


class _Beside:
    """Places side by side: what each can have beside the cheapest of all others that leaves enough of the resource."""

    def __init__(self, offers: Sequence[Tradeoff], coupling: Coupling | None) -> None:
        self.offers = tuple(offers)
        self._bound = coupling.bound if coupling else None
        self._hulls = [each.hull for each in offers]
        self.possible = all(self._hulls)
        self._lowest = np.array([each.lowest for each in offers])
        self._sparing = [each.least_use for each in offers]
        self._steps = sorted(
            ((high - low) / (more - less), number, high - low, less - more)
            for number, hull in enumerate(self._hulls)
            for (low, more), (high, less) in pairwise(hull)
        )

    def at(self, number: int, multipliers: Sequence[int]) -> Costs:
        offer = self.offers[number]
        if not self.possible:
            return nowhere(len(offer.sparing))
        possible = offer.sparing < NOWHERE
        if self._bound is not None:
            possible &= offer.sparing + sum(self._sparing) - self._sparing[number] <= self._bound
        return Costs(
            np.where(possible, self._known(number), NOWHERE),
            np.where(possible, self._floor(number, multipliers), NOWHERE),
        )

    def _floor(self, number: int, multipliers: Sequence[int]) -> Longs:
        rest = self._lowest.sum(axis=0) - self._lowest[number]
        floors = self.offers[number].floors
        if self._bound is None:
            return floors[0] + rest[0]
        worth = np.array(multipliers, np.int64) * self._bound
        return (floors + (rest - worth)[:, None]).max(axis=0)

    def _known(self, number: int) -> Longs:
        prices, used = self._rest(number)
        offer = self.offers[number]
        found = offer.prices < NOWHERE
        if self._bound is None:
            return np.where(found, offer.prices + prices[0], NOWHERE).min(axis=0)
        room = self._bound - np.where(found, offer.used, 0)
        step = np.searchsorted(-used, -room)
        fits = found & (step < len(used))
        return np.where(fits, offer.prices + prices[np.minimum(step, len(used) - 1)], NOWHERE).min(axis=0)

    def _rest(self, number: int) -> tuple[Longs, Longs]:
        """Price and use of all others, from the cheapest of each, step by step, to what uses the least."""
        firsts = [hull[0] for other, hull in enumerate(self._hulls) if other != number]
        steps = [(price, use) for _, other, price, use in self._steps if other != number]
        first = sum(price for price, _ in firsts), sum(use for _, use in firsts)
        pairs = np.array([first, *steps], np.int64).cumsum(axis=0)
        return pairs[:, 0], pairs[:, 1]


def _undominated(beside: Sequence[_Beside], supplier: int) -> Iterator[_Beside]:
    """Without sizes that cost no less and leave no more than another does, whatever the resource is worth."""
    open_ones = [each for each in beside if each.possible]
    measures = [_measure(each.offers[supplier]) for each in open_ones]
    for number, each in enumerate(open_ones):
        mine = measures[number]
        if not any(
            (other <= mine).all() and ((other < mine).any() or place < number)
            for place, other in enumerate(measures)
            if place != number
        ):
            yield each


def _measure(offer: Tradeoff) -> Longs:
    return np.array([*offer.lowest.tolist(), offer.least_use], np.int64)
