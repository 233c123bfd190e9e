"""Which values of all components can be had together: what each leaves of the room of a sum is left to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.coupled.components import NOWHERE, Place
from cpq.bom.solve.coupled.limits import NotAlike
from cpq.bom.solve.coupled.profiles import Own, Profiles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cpq.bom.solve.circuit.kernels import Bytes
    from cpq.bom.solve.coupled.couplings import Case, Coupling
    from cpq.bom.solve.coupled.profiles import Profile, Resource

Found = list["Bytes"]
"""By place and leaf, whether it can be had."""


class Undecided(Exception):
    """The components cannot tell: more than one sum matters, or one of them knows no least of it."""


class Together:
    """Puts together what components know of themselves."""

    def __init__(self, places: Sequence[Place], cases: Sequence[Case]) -> None:
        self._places = tuple(places)
        self._profiles = Profiles()
        self._basis: dict[int, Resource] = {}
        self._owners = {
            name: (number, own, frozenset(domain))
            for number, place in enumerate(places)
            for name, (own, domain) in zip(place.names, place.component.leaves.model.domains.items(), strict=True)
        }

        self._cases = tuple(cases)
        for case in cases:
            for coupling in case.couplings:
                for number, resource, _ in coupling.resources:
                    self._basis.setdefault(number, resource)

    def possible(self, left: Mapping[str, frozenset[int]]) -> Found | None:
        """What can be had with a selection, in one of the cases at least; None where nothing can. Raises `Undecided`."""
        whole: Found | None = None
        for owns, case in self._open(left):
            found = self._in_case(owns, case)
            if found is not None:
                whole = found if whole is None else [one | other for one, other in zip(whole, found, strict=True)]
        return whole

    def too_much(self, left: Mapping[str, frozenset[int]]) -> tuple[str, ...]:
        """Where nothing can be had: the rules of the sums that are too much for all components together, if that is the reason."""
        found = dict[str, None]()
        for owns, case in self._open(left):
            if all(self._free(number, own).lowest != NOWHERE for number, own in enumerate(owns)):
                found |= {each.rule: None for each in self._tight(owns, case)}
        return tuple(found)

    def independent(self, left: Mapping[str, frozenset[int]]) -> bool:
        """Whether no sum matters, in any case that the selection leaves."""
        return not any(self._tight(owns, case) for owns, case in self._open(left))

    def owns(self, left: Mapping[str, frozenset[int]]) -> list[Own]:
        """The selection, place by place. What leaves a variable as it is, is left out."""
        found: list[list[tuple[str, frozenset[int]]]] = [[] for _ in self._places]
        for name, values in left.items():
            number, own, domain = self._owners[name]
            if values != domain:
                found[number].append((own, values))
        return [tuple(sorted(each, key=lambda entry: int(entry[0]))) for each in found]

    def _open(self, left: Mapping[str, frozenset[int]]) -> Iterator[tuple[list[Own], Case]]:
        for case in self._cases:
            given = {name: left.get(name, values) & values for name, values in case.given.items()}
            if all(given.values()):
                yield self.owns({**left, **given}), case

    def _in_case(self, owns: Sequence[Own], case: Case) -> Found | None:
        free = [self._free(number, own) for number, own in enumerate(owns)]
        if any(each.lowest == NOWHERE for each in free):
            return None
        tight = self._tight(owns, case)
        if len(tight) > 1:
            raise Undecided
        if tight:
            return self._within(owns, tight[0], free)
        return [each.possible for each in free]

    def _tight(self, owns: Sequence[Own], case: Case) -> list[Coupling]:
        """The sums whose largest values are too much."""
        return [each for each in case.couplings if not self._fits_anyway(owns, each)]

    def _fits_anyway(self, owns: Sequence[Own], coupling: Coupling) -> bool:
        """By what single variables add at most, by what all components do as they are, by what they do with the selection."""
        adding = [(self._places[number].component, number, each, times) for number, each, times in coupling.resources]
        bound = coupling.bound
        return (
            sum(times * self._rough(number, owns[number], each) for _, number, each, times in adding) <= bound
            or sum(times * self._profiles.most(component, (), each) for component, _, each, times in adding) <= bound
            or sum(times * self._profiles.most(part, owns[number], each) for part, number, each, times in adding)
            <= bound
        )

    def _rough(self, number: int, own: Own, resource: Resource) -> int:
        return self._profiles.roughly(self._places[number].component, own, resource, self._free(number, own))

    def _free(self, number: int, own: Own) -> Profile:
        """What can be had in a component: by a resource that it is asked for anyway."""
        component = self._places[number].component
        try:
            return self._profiles.least(component, own, self._basis.get(number))
        except NotAlike:
            return self._profiles.least(component, own, None)

    def _within(self, owns: Sequence[Own], coupling: Coupling, free: Sequence[Profile]) -> Found | None:
        """What the one sum that matters leaves; None where it leaves nothing."""
        adding = {
            number: (self._least(number, owns[number], each), times) for number, each, times in coupling.resources
        }
        room = coupling.bound - sum(times * each.lowest for each, times in adding.values())
        if room < 0:
            return None
        found = [each.possible for each in free]
        for number, (each, times) in adding.items():
            found[number] = each.least <= each.lowest + room // times
        return found

    def _least(self, number: int, own: Own, resource: Resource) -> Profile:
        try:
            return self._profiles.least(self._places[number].component, own, resource)
        except NotAlike:
            raise Undecided from None
