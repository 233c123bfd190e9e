"""How all places stand with a selection in one case, and what a change of a single one leaves possible there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.coupled.components import NOWHERE
from cpq.bom.solve.coupled.limits import NotAlike
from cpq.bom.solve.coupled.profiles import Profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cpq.bom.solve.circuit.kernels import Bytes
    from cpq.bom.solve.coupled.components import Place
    from cpq.bom.solve.coupled.couplings import Case, Coupling
    from cpq.bom.solve.coupled.profiles import Own, Profile, Resource

    Measure = Callable[[int, Own, Resource], int]
    """What a place with its entries adds to a sum."""

Found = list["Bytes"]
"""By place and leaf, whether it can be had."""


class Undecided(Exception):
    """The components cannot tell: more than one sum matters, or one of them knows no least of it."""


class Measures:
    """What is known of each place by itself, whatever the others are."""

    def __init__(self, places: Sequence[Place], cases: Sequence[Case]) -> None:
        self._places = tuple(places)
        self._profiles = Profiles()
        self._basis: dict[int, Resource] = {}
        for case in cases:
            for coupling in case.couplings:
                for number, (resource, _) in coupling.resources.items():
                    self._basis.setdefault(number, resource)

    def basis(self, number: int) -> Resource | None:
        """A resource that a place is asked for anyway."""
        return self._basis.get(number)

    def free(self, number: int, own: Own) -> Profile:
        """What can be had at a place: by a resource that it is asked for anyway."""
        component = self._places[number].component
        try:
            return self._profiles.least(component, own, self._basis.get(number))
        except NotAlike:
            return self._profiles.least(component, own, None)

    def least(self, number: int, own: Own, resource: Resource) -> Profile:
        """By leaf the least of a resource. Raises `Undecided`."""
        try:
            return self._profiles.least(self._places[number].component, own, resource)
        except NotAlike:
            raise Undecided from None

    def lowest(self, number: int, own: Own, resource: Resource) -> int:
        """What a place adds at least. Raises `Undecided`."""
        return self.least(number, own, resource).lowest

    @property
    def most(self) -> tuple[Measure, ...]:
        """What a place adds at most, the cheapest to find out first: each of these is right, or too large."""
        return self._roughly, self._most_of_all, self._most

    def _roughly(self, number: int, own: Own, resource: Resource) -> int:
        """By what single variables add at most."""
        component = self._places[number].component
        return self._profiles.roughly(component, own, resource, lambda: self.free(number, own))

    def _most_of_all(self, number: int, own: Own, resource: Resource) -> int:
        """By what the component does as it is."""
        return self._profiles.most(self._places[number].component, (), resource)

    def _most(self, number: int, own: Own, resource: Resource) -> int:
        """By what the component does with the entries."""
        return self._profiles.most(self._places[number].component, own, resource)


class Standing:
    """The places with the entries that each has; `at` is about one of them with other entries, the others as they are."""

    def __init__(self, measures: Measures, owns: Sequence[Own], case: Case) -> None:
        self._measures = measures
        self.owns = tuple(owns)
        """The entries, place by place."""
        self._couplings = case.couplings
        self._known: dict[tuple[int, Measure], tuple[int, dict[int, int]]] = {}
        free = [measures.free(number, own) for number, own in enumerate(owns)]
        self._blocked = frozenset(number for number, each in enumerate(free) if each.lowest == NOWHERE)

    def everywhere(self) -> Found | None:
        """What can be had at every place, None where nothing can. Raises `Undecided`."""
        if self._blocked:
            return None
        tight = self.tight()
        found = [self._beside(tight, number, own) for number, own in enumerate(self.owns)]
        return None if any(each is None for each in found) else [each for each in found if each is not None]

    def at(self, number: int, own: Own) -> Bytes | None:
        """What can be had at a place with these entries, None where nothing can. Raises `Undecided`."""
        if self._blocked - {number} or self._measures.free(number, own).lowest == NOWHERE:
            return None
        return self._beside(self.tight(number, own), number, own)

    def tight(self, number: int = 0, own: Own | None = None) -> list[int]:
        """The numbers of the sums whose largest values are too much, a place having the entries given."""
        own = self.owns[number] if own is None else own
        return [
            each
            for each, coupling in enumerate(self._couplings)
            if all(self._sum(each, measure, number, own) > coupling.bound for measure in self._measures.most)
        ]

    def coupling(self) -> Coupling | None:
        """The one sum that matters, if there is one. Raises `Undecided` where there are more."""
        tight = self.tight()
        if len(tight) > 1:
            raise Undecided
        return self._couplings[tight[0]] if tight else None

    def wanted(self, number: int, coupling: Coupling | None) -> tuple[Resource | None, int]:
        """What a place adds to a sum, and how many times; 0 times another resource where it adds nothing."""
        known = coupling.resources.get(number) if coupling else None
        return known or (self._measures.basis(number), 0)

    def too_much(self) -> list[str]:
        """The rules of the sums whose least values are too much, where that is why nothing can be had."""
        if self._blocked:
            return []
        tight = {each: self._couplings[each] for each in self.tight()}
        sums = {each: self._sum(each, self._measures.lowest, 0, self.owns[0]) for each in tight}
        return [coupling.rule for each, coupling in tight.items() if sums[each] > coupling.bound]

    def _beside(self, tight: Sequence[int], number: int, own: Own) -> Bytes | None:
        """What a place can have beside the least of all others, as far as the sums that matter go."""
        if len(tight) > 1:
            raise Undecided
        possible = self._measures.free(number, own).possible
        for each in tight:
            coupling, lowest = self._couplings[each], self._measures.lowest
            room = coupling.bound - self._sum(each, lowest, number, own)
            if room < 0:
                return None
            if number in coupling.resources:
                resource, times = coupling.resources[number]
                least = self._measures.least(number, own, resource)
                possible = least.least <= least.lowest + room // times
        return possible

    def _sum(self, each: int, measure: Measure, number: int, own: Own) -> int:
        """What all places add to a sum, one of them having these entries."""
        total, shares = self._shares(each, measure)
        if own == self.owns[number]:
            return total
        return total - shares.get(number, 0) + self._share(each, measure, number, own)

    def _shares(self, each: int, measure: Measure) -> tuple[int, dict[int, int]]:
        """What all places add to a sum, and what each does, as they are."""
        known = self._known.get((each, measure))
        if known is None:
            places = self._couplings[each].resources
            shares = {place: self._share(each, measure, place, self.owns[place]) for place in places}
            known = self._known[each, measure] = sum(shares.values()), shares
        return known

    def _share(self, each: int, measure: Measure, number: int, own: Own) -> int:
        """What a place with these entries adds to a sum."""
        resource, times = self._couplings[each].resources.get(number, (None, 0))
        return times * measure(number, own, resource) if resource else 0
