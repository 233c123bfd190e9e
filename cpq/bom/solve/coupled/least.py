"""The least sum with each value, from what is known leaf by leaf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.coupled.components import NOWHERE
from cpq.bom.solve.coupled.costing import Costing, Costs, nowhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cpq.bom.solve.coupled.components import Place
    from cpq.bom.solve.coupled.costing import Priced
    from cpq.bom.solve.coupled.deciding import Together
    from cpq.bom.solve.coupled.standing import Standing


@dataclass(frozen=True, slots=True)
class Known:
    """Variable → value → the least sum with it. Of the `open` variables some may be larger than the least."""

    totals: dict[str, dict[int, int]]
    open: tuple[str, ...]


def least_totals(priced: Priced, together: Together, left: Mapping[str, frozenset[int]], names: Sequence[str]) -> Known:
    """Of the variables named. First by the cheapest alone, which as a rule is enough; then with the resource at prices. Raises `Undecided`."""
    standings = together.standings(left)
    numbers = {name: together.place(name) for name in names}
    couplings = [found for each in standings if (found := each.coupling())]
    for multipliers in ((0,), priced.multipliers(couplings)):
        costs = _costs(priced, standings, frozenset(numbers.values()), multipliers)
        known = _read(priced.places, costs, numbers)
        if not known.open:
            break
    return known


def _costs(
    priced: Priced, standings: Iterable[Standing], numbers: Iterable[int], multipliers: Sequence[int]
) -> dict[int, Costs]:
    found = {number: nowhere(priced.places[number].component.leaves.count) for number in numbers}
    for each in standings:
        costing = Costing(priced, each, multipliers)
        for number, known in found.items():
            found[number] = known | costing.at(number)
    return found


def _read(places: Sequence[Place], costs: Mapping[int, Costs], numbers: Mapping[str, int]) -> Known:
    totals: dict[str, dict[int, int]] = {}
    open_ones: list[str] = []
    for name, number in numbers.items():
        place, found = places[number], costs[number]
        leaves, own = place.component.leaves, place.own(name)
        domain, first = leaves.model.domains[own], leaves.first(own)
        span = slice(first, first + len(domain))
        known = found.known[span].tolist()
        totals[name] = {value: total for value, total in zip(domain, known, strict=True) if total < NOWHERE}
        if np.any(found.floor[span] < found.known[span]):
            open_ones.append(name)
    return Known(totals, tuple(open_ones))
