"""Which values of all components can be had together: what each leaves of the room of a sum is left to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.coupled.components import NOWHERE, Place
from cpq.bom.solve.coupled.limits import NotAlike
from cpq.bom.solve.coupled.profiles import Own, Profiles, own_selections

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cpq.bom.solve.circuit.kernels import Bytes, Longs
    from cpq.bom.solve.coupled.couplings import Case, Coupling

Found = list["Bytes"]
"""By place and leaf, whether it can be had."""


class Undecided(Exception):
    """The components cannot tell: more than one sum matters, or one of them knows no least of it."""


class Together:
    """Puts together what components know of themselves."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = tuple(places)
        self._profiles = Profiles()

    def possible(self, left: Mapping[str, frozenset[int]], cases: Sequence[Case]) -> Found | None:
        """What can be had with a selection, in one of the cases at least; None where nothing can. Raises `Undecided`."""
        whole: Found | None = None
        for owns, case in self._open(left, cases):
            found = self._in_case(owns, case)
            if found is not None:
                whole = found if whole is None else [one | other for one, other in zip(whole, found, strict=True)]
        return whole

    def independent(self, left: Mapping[str, frozenset[int]], cases: Sequence[Case]) -> bool:
        """Whether no sum matters, in any case that the selection leaves."""
        return not any(self._tight(owns, case) for owns, case in self._open(left, cases))

    def owns(self, left: Mapping[str, frozenset[int]]) -> tuple[Own, ...]:
        """The selection by place."""
        return own_selections(self.places, left)

    def least(self, place: Place, own: Own, weights: Longs | None) -> Longs:
        """By leaf of a place the least sum with it. Raises `Undecided`."""
        try:
            return self._profiles.least(place.component, own, weights)
        except NotAlike:
            raise Undecided from None

    def _open(
        self, left: Mapping[str, frozenset[int]], cases: Sequence[Case]
    ) -> Iterator[tuple[tuple[Own, ...], Case]]:
        for case in cases:
            given = {name: left.get(name, values) & values for name, values in case.given.items()}
            if all(given.values()):
                yield self.owns({**left, **given}), case

    def _in_case(self, owns: Sequence[Own], case: Case) -> Found | None:
        free = [self._profiles.possible(place.component, own) for place, own in zip(self.places, owns, strict=True)]
        if not all(each.any() or not len(each) for each in free):
            return None
        tight = self._tight(owns, case)
        if not tight:
            return free
        if len(tight) > 1:
            raise Undecided
        return self._within(owns, tight[0])

    def _tight(self, owns: Sequence[Own], case: Case) -> list[Coupling]:
        """The sums whose largest values are too much."""
        return [
            each
            for each in case.couplings
            if self._most(owns, each, roughly=True) > each.bound and self._most(owns, each, roughly=False) > each.bound
        ]

    def _most(self, owns: Sequence[Own], coupling: Coupling, *, roughly: bool) -> int:
        """What a sum comes to at most; `roughly`, by single variables."""
        most = 0
        for place, own, weights in zip(self.places, owns, coupling.weights, strict=True):
            if weights is not None:
                possible = self._profiles.possible(place.component, own)
                most += _rough(place, possible, weights) if roughly else self._largest(place, own, weights)
        return most

    def _largest(self, place: Place, own: Own, weights: Longs) -> int:
        """The largest sum of a component, as far as it can tell."""
        try:
            least = self._profiles.least(place.component, own, -weights)
        except NotAlike:
            return _rough(place, self._profiles.possible(place.component, own), weights)
        return -int(least.min())

    def _within(self, owns: Sequence[Own], coupling: Coupling) -> Found | None:
        """What the one sum that matters leaves; None where it leaves nothing."""
        least = [self.least(*each) for each in zip(self.places, owns, coupling.weights, strict=True)]
        lowest = [int(each.min()) if len(each) else 0 for each in least]
        room = coupling.bound - sum(lowest)
        if room < 0 or max(lowest) >= NOWHERE:
            return None
        return [each <= room + low for each, low in zip(least, lowest, strict=True)]


def _rough(place: Place, possible: Bytes, weights: Longs) -> int:
    """The largest contributions of all variables together."""
    starts = place.component.leaves.start[:-1]
    contributions = np.where(possible, weights, -NOWHERE)
    return int(np.maximum.reduceat(contributions, starts).sum())
