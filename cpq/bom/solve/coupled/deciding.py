"""Which values of all components can be had together: what each leaves of the room of a sum is left to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.coupled.components import NOWHERE
from cpq.bom.solve.coupled.standing import Measures, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cpq.bom.solve.circuit.kernels import Bytes
    from cpq.bom.solve.coupled.components import Place
    from cpq.bom.solve.coupled.couplings import Case
    from cpq.bom.solve.coupled.profiles import Own
    from cpq.bom.solve.coupled.standing import Found

Entries = tuple[tuple[str, frozenset[int]], ...]


class Together:
    """Puts together what components know of themselves."""

    def __init__(self, places: Sequence[Place], cases: Sequence[Case]) -> None:
        self._places = tuple(places)
        self._measures = Measures(places, cases)
        self._owners = {
            name: (number, own, frozenset(domain))
            for number, place in enumerate(places)
            for name, (own, domain) in zip(place.names, place.component.leaves.model.domains.items(), strict=True)
        }

        self._cases = tuple(cases)
        self._guards = frozenset(name for case in cases for name in case.given)
        self._last: tuple[Entries, tuple[Standing, ...]] = (), ()

    def possible(self, left: Mapping[str, frozenset[int]]) -> Found | None:
        """What can be had with a selection, in one of the cases at least; None where nothing can. Raises `Undecided`."""
        whole: Found | None = None
        for standing in self.standings(left):
            found = standing.everywhere()
            if found is not None:
                whole = found if whole is None else [one | other for one, other in zip(whole, found, strict=True)]
        return whole

    def too_much(self, left: Mapping[str, frozenset[int]]) -> tuple[str, ...]:
        """Where nothing can be had: the rules of the sums that are too much for all components together, if that is the reason."""
        found = dict[str, None]()
        for standing in self.standings(left):
            found |= dict.fromkeys(standing.too_much())
        return tuple(found)

    def standings(self, left: Mapping[str, frozenset[int]]) -> tuple[Standing, ...]:
        """One for each case that is open. The last are kept: of a click, more than one question is asked."""
        entries, standings = self._last
        if entries != (asked := tuple(left.items())) or not entries:
            standings = tuple(Standing(self._measures, owns, case) for owns, case in self._open(left))
            self._last = asked, standings
        return standings

    def place(self, name: str) -> int:
        """The number of the place that a variable belongs to."""
        return self._owners[name][0]

    def impossible(self, left: Mapping[str, frozenset[int]]) -> list[int]:
        """The numbers of the places at which nothing can be had, whatever stands at the others."""
        return [each for each, own in enumerate(self.owns(left)) if self._measures.free(each, own).lowest == NOWHERE]

    def independent(self, left: Mapping[str, frozenset[int]]) -> bool:
        """Whether no sum matters, in any case that the selection leaves."""
        return not any(standing.tight() for standing in self.standings(left))

    def alternatives(self, left: Mapping[str, frozenset[int]]) -> dict[str, Bytes]:
        """For each entry, what can be had at its place if it were set aside. Raises `Undecided`."""
        found: dict[str, Bytes] = {}
        for name in left:
            number, own, _ = self._owners[name]
            found[name] = np.zeros(self._places[number].component.leaves.count, np.uint8)
            if name in self._guards:
                whole = self.possible({other: left[other] for other in left if other != name})
                found[name] = found[name] if whole is None else whole[number]
        for standing in self.standings(left):
            for name in left.keys() - self._guards:
                number, own, _ = self._owners[name]
                others = tuple(entry for entry in standing.owns[number] if entry[0] != own)
                possible = standing.at(number, others)
                if possible is not None:
                    found[name] = found[name] | possible
        return found

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
