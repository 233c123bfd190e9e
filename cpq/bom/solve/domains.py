"""Order encoding of finite domains.

A variable with sorted values v0 < v1 < … < vn becomes the Booleans "at least v1", …, "at least vn"; "is vi" follows
from two neighbours. Quantities then compare by one literal, and no at-most-one clauses are needed.
N. Tamura, A. Taga, S. Kitagawa, M. Banbara, Compiling finite linear CSP into SAT, Constraints 14, 2009.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.cnf import DEFINITION, Cnf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cpq.bom.solve.normal_form import Is


class Ladder:
    """The Booleans of one variable: `steps[i]` says "at least the (i + 1)-th value" in sorted order.

    `exact` are the literals "is this value" of the values that have been asked for.
    """

    __slots__ = ("_places", "_sets", "exact", "steps", "values")

    def __init__(self, cnf: Cnf, domain: Iterable[int]) -> None:
        self.values = sorted(domain)
        self.steps = [cnf.fresh() for _ in self.values[1:]]
        self._places = {value: place for place, value in enumerate(self.values)}
        self.exact: dict[int, int] = {}
        self._sets: dict[frozenset[int], int] = {}
        if not self.values:
            cnf.add(DEFINITION, [])
        for lower, higher in zip(self.steps, self.steps[1:], strict=False):
            cnf.add(DEFINITION, [-higher, lower])

    def __contains__(self, value: int) -> bool:
        return value in self._places

    def at_least(self, place: int) -> int:
        """The literal "at least the value at this place of the sorted domain"."""
        if place <= 0:
            return Cnf.TRUE
        return self.steps[place - 1] if place <= len(self.steps) else Cnf.FALSE

    def at(self, value: int) -> list[int]:
        """The steps of a value, as literals; of the lowest when it is outside the domain."""
        place = self._places.get(value, 0)
        return [*self.steps[:place], *(-step for step in self.steps[place:])]

    def is_value(self, cnf: Cnf, value: int) -> int:
        """The literal "is this value"; constantly false outside the domain."""
        if value not in self.exact:
            place = self._places.get(value)
            if place is None:
                return Cnf.FALSE
            self.exact[value] = self._both(cnf, self.at_least(place), -self.at_least(place + 1))
        return self.exact[value]

    def exactly(self, values: Iterable[int]) -> list[int]:
        """The literals "is this value" of values that have been asked for before."""
        return [self.exact[value] for value in values]

    @staticmethod
    def _both(cnf: Cnf, left: int, right: int) -> int:
        if Cnf.TRUE in (left, right):
            return right if left == Cnf.TRUE else left
        both = cnf.fresh()
        cnf.add(DEFINITION, [-both, left])
        cnf.add(DEFINITION, [-both, right])
        cnf.add(DEFINITION, [both, -left, -right])
        return both

    def among(self, cnf: Cnf, values: Iterable[int]) -> int:
        """The literal "is one of these values"."""
        places = sorted(self._places[value] for value in set(values) if value in self._places)
        if not places:
            return Cnf.FALSE
        if places[-1] - places[0] + 1 == len(places):
            return self._run(cnf, places[0], places[-1])
        return self._scattered(cnf, frozenset(places))

    def _run(self, cnf: Cnf, first: int, last: int) -> int:
        if first == last:
            return self.is_value(cnf, self.values[first])
        key = frozenset((first, last))
        if key not in self._sets:
            self._sets[key] = self._both(cnf, self.at_least(first), -self.at_least(last + 1))
        return self._sets[key]

    def _scattered(self, cnf: Cnf, places: frozenset[int]) -> int:
        key = places | {-1}  # never the key of a run
        if key not in self._sets:
            inside = [self.is_value(cnf, self.values[place]) for place in sorted(places)]
            outside = [self.is_value(cnf, value) for place, value in enumerate(self.values) if place not in places]
            member = self._sets[key] = cnf.fresh()
            cnf.add(DEFINITION, [-member, *inside])
            cnf.add(DEFINITION, [member, *outside])
            for literal in inside:
                cnf.add(DEFINITION, [member, -literal])
            for literal in outside:
                cnf.add(DEFINITION, [-member, -literal])
        return self._sets[key]


class Ladders(dict[str, Ladder]):
    """The ladders of all variables of a model, by name."""

    def __init__(self, cnf: Cnf, domains: Mapping[str, Sequence[int]]) -> None:
        super().__init__({name: Ladder(cnf, domain) for name, domain in domains.items()})

    def literal(self, cnf: Cnf, literal: Is) -> int:
        exact = self[literal.variable].is_value(cnf, literal.value)
        return exact if literal.positive else -exact
