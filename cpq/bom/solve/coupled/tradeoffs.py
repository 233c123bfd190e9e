"""What the solutions of a component cost beside what they use of a resource that others want, too.

For each of a few multipliers, a pass finds the least of price + multiplier × use with every leaf. Each is a solution, and
none is below the line that it lies on: together they are the lower hull of all pairs of price and use. H. Everett,
Generalized Lagrange multiplier method for solving problems of optimum allocation of resources, Operations Research 11, 1963.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.objectives import LARGEST_SUM
from cpq.bom.solve.coupled.components import NOWHERE
from cpq.bom.solve.coupled.limits import NotAlike

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpq.bom.solve.circuit.kernels import Bytes, Longs
    from cpq.bom.solve.coupled.components import Component
    from cpq.bom.solve.coupled.limits import Limit

    Pair = tuple[Longs, Longs]
    """By leaf, price and use."""


@dataclass(frozen=True)
class Tradeoff:
    """By leaf: `prices` and `used` of solutions that were found, one a row, `NOWHERE` where there is none.

    `floors` has a row for each multiplier: no solution with the leaf has a lower price + multiplier × use. None uses less
    than `sparing`.
    """

    prices: Longs
    used: Longs
    floors: Longs
    sparing: Longs

    @cached_property
    def lowest(self) -> Longs:
        """By multiplier the least of all leaves."""
        return self.floors.min(axis=1)

    @cached_property
    def least_use(self) -> int:
        """Of all leaves."""
        return int(self.sparing.min())

    @cached_property
    def hull(self) -> list[tuple[int, int]]:
        """Price and use of the solutions that are the cheapest for some multiplier, the cheapest first."""
        found = self.prices < NOWHERE
        if not found.any():
            return []
        prices, used = self.prices[found], self.used[found]
        order = np.lexsort((used, prices))
        prices, used = prices[order], used[order]
        better = np.concatenate(([True], used[1:] < np.minimum.accumulate(used)[:-1]))
        return _lower_hull(list(zip(prices[better].tolist(), used[better].tolist(), strict=True)))


def _lower_hull(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of points with rising prices and falling use."""
    hull: list[tuple[int, int]] = []
    for price, use in points:
        while len(hull) > 1 and _is_above(hull[-2], hull[-1], (price, use)):
            hull.pop()
        hull.append((price, use))
    return hull


def _is_above(one: tuple[int, int], middle: tuple[int, int], other: tuple[int, int]) -> bool:
    return (middle[0] - one[0]) * (middle[1] - other[1]) >= (other[0] - middle[0]) * (one[1] - middle[1])


def tradeoff(
    component: Component, mask: Bytes, prices: Longs, resource: Longs, times: int, multipliers: Sequence[int]
) -> Tradeoff:
    """Of the solutions with leaves of the mask, with so many times the resource as use: 0 where the others want none of it.

    Multipliers rise from 0. Raises `NotAlike` where a limit within the component is on something else, or numbers are too large.
    """
    start, steps = component.leaves.start, [each * max(times, 1) for each in multipliers]
    sums = [_Sums.of(prices + step * resource, resource, start) for step in steps]
    last = _Sums.of(resource, prices, start)
    rows: list[Tradeoff] = []
    for limit in component.limits(mask, resource):
        pairs = [
            _unmixed(each.least(component, mask & limit.mask), step) for each, step in zip(sums, steps, strict=True)
        ]
        used, price = last.least(component, mask & limit.mask)
        rows.append(_row(limit, [*pairs, (price, used)], steps, times))
    if not rows:
        nowhere = np.full((len(steps), component.leaves.count), NOWHERE, np.int64)
        return Tradeoff(nowhere, nowhere, nowhere, nowhere[0])
    return Tradeoff(
        np.concatenate([each.prices for each in rows]),
        np.concatenate([each.used for each in rows]),
        np.minimum.reduce([each.floors for each in rows]),
        np.minimum.reduce([each.sparing for each in rows]),
    )


def _unmixed(pair: Pair, step: int) -> Pair:
    """Price + step × use, and use: price and use."""
    total, used = pair
    return np.where(total < NOWHERE, total - step * used, NOWHERE), used


@dataclass(frozen=True, slots=True)
class _Sums:
    """Two sums as one, the first in multiples of `scale`; what all variables add to each at least is left out."""

    both: Longs
    scale: int
    first: int
    second: int

    @classmethod
    def of(cls, first: Longs, second: Longs, start: Longs) -> _Sums:
        """Raises `NotAlike` for numbers that are too large."""
        (high, lowest), (low, least) = _above(first, start), _above(second, start)
        scale = int(np.maximum.reduceat(low, start[:-1]).sum()) + 1
        if (int(high.max()) + 1) * scale * len(high) > LARGEST_SUM:
            raise NotAlike
        return cls(high * scale + low, scale, lowest, least)

    def least(self, component: Component, mask: Bytes) -> Pair:
        """By leaf the least of the first sum, and the least of the second among the solutions with that."""
        totals = component.within(mask, self.both)
        known = totals < NOWHERE
        first, second = np.divmod(totals, self.scale)
        return np.where(known, first + self.first, NOWHERE), np.where(known, second + self.second, NOWHERE)


def _above(weights: Longs, start: Longs) -> tuple[Longs, int]:
    """What each leaf adds beyond the least of its variable, and what these add up to."""
    lows = np.minimum.reduceat(weights, start[:-1])
    return weights - np.repeat(lows, np.diff(start)), int(lows.sum())


def _row(limit: Limit, pairs: Sequence[Pair], steps: Sequence[int], times: int) -> Tradeoff:
    """Under one limit within the component."""
    prices, used = np.array([price for price, _ in pairs]), np.array([use for _, use in pairs])
    possible = used[-1] <= min(limit.most, NOWHERE - 1)
    kept = (used <= limit.most) & possible
    totals = [prices[row] + step * used[row] for row, step in enumerate(steps)]
    floors = [
        np.where(possible, _floor(totals, steps, row if times else 0, limit.most), NOWHERE) for row in range(len(steps))
    ]
    return Tradeoff(
        np.where(kept, prices, NOWHERE),
        np.where(kept, used * times, NOWHERE),
        np.array(floors),
        np.where(possible, used[-1] * times, NOWHERE),
    )


def _floor(totals: Sequence[Longs], steps: Sequence[int], row: int, most: int) -> Longs:
    """The best that is known: with a larger multiplier, a solution below it could only be one that uses more than the limit."""
    if abs(most) * steps[-1] > LARGEST_SUM:
        return totals[row]
    further = [totals[each] - (steps[each] - steps[row]) * most for each in range(row, len(steps))]
    return np.maximum.reduce(further)
