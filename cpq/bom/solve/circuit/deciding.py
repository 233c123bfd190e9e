"""Answers of a circuit and the inequalities that it leaves out, put together case by case.

Where one inequality matters, what a value costs at least is found by adding up price and sum at once, the price first: the
cheapest with each value, and of these the one with the least of the sum. If that fits it is the answer. Where it does
not, what the value costs is not known here, but never less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.counting import count_solutions
from cpq.bom.solve.circuit.objectives import LARGEST_SUM, Contributions
from cpq.bom.solve.circuit.passes import find_possible
from cpq.bom.solve.circuit.tallies import count_within

if TYPE_CHECKING:
    from cpq.bom.solve.circuit.circuit import Circuit
    from cpq.bom.solve.circuit.kernels import Bytes, Longs
    from cpq.bom.solve.circuit.sums import Case, Inequality, Sums


@dataclass(frozen=True, slots=True)
class Costs:
    """By leaf the least known sum of a solution with it, and one that no solution is below; `nowhere` where there is none."""

    known: Longs
    floor: Longs
    nowhere: int

    @property
    def open(self) -> Bytes:
        """The leaves of which the least is not known."""
        return self.floor < self.known


def possible(circuit: Circuit, mask: Bytes) -> Bytes:
    """By leaf 1 when a solution has it that only has leaves of the mask."""
    state = np.empty(len(mask) + len(circuit.either), np.uint8)
    find_possible(circuit, mask, state)
    return (state[: len(mask)] >> 1) & 1


def possible_within(circuit: Circuit, sums: Sums, mask: Bytes) -> tuple[Bytes, bool]:
    """The same within the inequalities; and whether that is exact: else some of it cannot be had."""
    found, exact = np.zeros(len(mask), np.uint8), True
    for case in sums.cases(mask):
        exact = exact and len(case.tight) < 2
        found |= _narrowed(circuit, case) if case.tight else possible(circuit, case.mask)
    return found, exact


def _narrowed(circuit: Circuit, case: Case) -> Bytes:
    mask = case.mask
    while True:
        before = mask
        for each in _tried(case.tight):
            mask = (each.contributions.through(circuit, mask) <= each.bound).astype(np.uint8)
        if len(case.tight) == 1 or (mask == before).all():
            return mask


def _tried(tight: tuple[Inequality, ...]) -> tuple[Inequality, ...]:
    """Each, and all added up."""
    if len(tight) == 1:
        return tight
    added = sum(each.contributions.by_leaf for each in tight)
    together = Contributions(np.asarray(added, np.int64), sum(each.contributions.nowhere for each in tight))
    return (*tight, type(tight[0])(together, sum(each.bound for each in tight)))


def number_within(circuit: Circuit, sums: Sums, mask: Bytes) -> int | None:
    """Of solutions; None where that cannot be told."""
    total = 0
    for case in sums.cases(mask):
        if len(case.tight) > 1:
            return None
        number = count_within(circuit, sums.leaves, case) if case.tight else count_solutions(circuit, case.mask)
        if number is None:
            return None
        total += number
    return total


def costs_within(circuit: Circuit, sums: Sums, mask: Bytes, prices: Contributions) -> Costs | None:
    """None where it cannot be told: more than one inequality matters, or the numbers are too large."""
    known = np.full(len(mask), prices.nowhere, np.int64)
    floor = known.copy()
    for case in sums.cases(mask):
        if len(case.tight) > 1:
            return None
        if case.tight:
            found = _costs(circuit, sums, case, prices)
            if found is None:
                return None
        else:
            totals = prices.through(circuit, case.mask)
            found = Costs(totals, totals, prices.nowhere)
        known, floor = np.minimum(known, found.known), np.minimum(floor, found.floor)
    return Costs(known, floor, prices.nowhere)


def _costs(circuit: Circuit, sums: Sums, case: Case, prices: Contributions) -> Costs | None:
    (inequality,) = case.tight
    added = inequality.contributions.by_leaf
    lows = np.minimum.reduceat(added, sums.leaves.start[:-1])
    above = added - lows[sums.leaves.variable]
    scale = int(np.maximum.reduceat(above, sums.leaves.start[:-1]).sum()) + 1
    if (prices.nowhere + 1) * scale > LARGEST_SUM:
        return None
    both = Contributions(prices.by_leaf * scale + above, (prices.nowhere + 1) * scale)
    totals = both.through(circuit, case.mask)
    exists = inequality.contributions.through(circuit, case.mask) <= inequality.bound
    fits = totals % scale + int(lows.sum()) <= inequality.bound
    cheapest = totals // scale
    floor = np.where(exists, cheapest, prices.nowhere)
    return Costs(np.where(exists & fits, cheapest, prices.nowhere), floor, prices.nowhere)
