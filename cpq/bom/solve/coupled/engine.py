"""The coupled engine: components answer for themselves, sums across them leave each of them so much room.

With one sum that matters, a value can be had when the least of the sum with it fits beside the least of all other
components: exact, for all values at once. What the components cannot decide is asked of an engine for the whole.
"""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Self

from cpq.bom.solve.coupled.components import Component, places_of
from cpq.bom.solve.coupled.costing import Priced
from cpq.bom.solve.coupled.couplings import cases_of
from cpq.bom.solve.coupled.deciding import Together
from cpq.bom.solve.coupled.inside import explaining
from cpq.bom.solve.coupled.least import least_totals
from cpq.bom.solve.coupled.making import compiled_or_asked
from cpq.bom.solve.coupled.preferred import Left, Preferring
from cpq.bom.solve.coupled.reading import Reader
from cpq.bom.solve.coupled.splitting import Split, split
from cpq.bom.solve.coupled.standing import Found, Undecided
from cpq.bom.solve.engine import Best, Conflict, Count, EngineName, Least, Objective, Selection, Solution, Status
from cpq.bom.solve.errors import TooLarge
from cpq.bom.solve.explain import preferred_conflict
from cpq.bom.solve.meaning import holds, total
from cpq.bom.solve.normal_form import Is
from cpq.bom.solve.plain import plain_engine
from cpq.bom.solve.selections import allowed, one_by_one, together, without

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from cpq.bom.solve.coupled.components import Place
    from cpq.bom.solve.coupled.profiles import Own
    from cpq.bom.solve.engine import Engine
    from cpq.bom.solve.model import Model

MOST_PROVEN = 1_000
"""Values of a model of which the engine for the whole proves every contradiction; of a larger one, sums take it too long."""


class CoupledEngine:
    """Splits the model once and makes its components; equal ones are made once. Safe to share between threads."""

    def __init__(
        self,
        model: Model,
        make: Callable[[Model], Component] = compiled_or_asked,
        whole: Callable[[Model], Engine] = plain_engine,
    ) -> None:
        self._model = model
        self._size = sum(map(len, model.domains.values()))
        parts = split(model) or Split((tuple(model.domains),), ())
        self._places = places_of(model, parts, make)
        self._sums = parts.couplings
        self._cases = cases_of(model, self._places, parts.couplings)
        self._together = Together(self._places, self._cases or ())
        self._explaining = explaining(model, parts, self._places)
        self._readers = [Reader(place) for place in self._places]
        self._make_whole = whole
        self._whole: Engine | None = None
        self._lock = Lock()

    @property
    def name(self) -> EngineName:
        return "coupled"

    @property
    def model(self) -> Model:
        return self._model

    def status(self, selection: Selection, only: Iterable[str] | None = None) -> Status:
        names = self._names(only)
        try:
            found = self._possible(self._left(selection))
        except Undecided:
            return self._the_whole().status(selection, names)
        if found is None:
            return Status(possible=False, values=dict.fromkeys(names, ()))
        return Status(possible=True, values=self._values(found, names))

    def alternatives(self, selection: Selection) -> Mapping[str, tuple[int, ...]]:
        if self._cases is not None:
            try:
                found = self._together.alternatives(self._left(selection))
            except Undecided:
                pass
            else:
                return {
                    name: self._readers[self._together.place(name)].values(name, possible)
                    for name, possible in found.items()
                }
        return one_by_one(self, selection)

    def _names(self, only: Iterable[str] | None) -> tuple[str, ...]:
        names = tuple(self._model.domains if only is None else only)
        for name in names if only is not None else ():
            self._model.domain(name)
        return names

    def _left(self, selection: Selection) -> Left:
        return {name: frozenset(values) for name, values in allowed(self._model, selection).items()}

    def _possible(self, left: Left) -> Found | None:
        if self._cases is None:
            raise Undecided
        return self._together.possible(left)

    def _values(self, found: Found, names: Sequence[str]) -> dict[str, tuple[int, ...]]:
        values = {
            name: left
            for reader, possible in zip(self._readers, found, strict=True)
            for name, left in reader.of(possible)
        }
        return {name: values[name] for name in names}

    def solve(self, selection: Selection, prefer: Sequence[Is] = ()) -> Solution | None:
        """What each component makes of its own wishes is the answer if the sums allow it; else as much of it as they do."""
        for literal in prefer:
            self._model.domain(literal.variable)
        found: dict[str, int] = {}
        for place, own in self._owned(selection):
            solution = place.component.engine.solve(dict(own), _wishes_at(place, prefer))
            if solution is None:
                return None
            found |= place.whole(solution)
        return self._ordered(found) if self._kept(found) else self._preferred(selection, prefer)

    def _preferred(self, selection: Selection, prefer: Sequence[Is]) -> Solution | None:
        left = self._left(selection)
        try:
            if self._possible(left) is None:
                return None
            return Preferring(self, left, self._model.domains).solution(prefer)
        except Undecided:
            return self._the_whole().solve(selection, prefer)

    def place(self, name: str) -> Place:
        """Where a variable belongs."""
        return self._places[self._together.place(name)]

    def own(self, place: Place, left: Left) -> dict[str, frozenset[int]]:
        """The selection at a place, by its own names."""
        return dict(self._together.owns(left)[self._places.index(place)])

    def values(self, left: Left, name: str) -> tuple[int, ...] | None:
        """Those of a variable that can be had, None where nothing can. Raises `Undecided`."""
        found = self._possible(left)
        number = self._together.place(name)
        return None if found is None else self._readers[number].values(name, found[number])

    def best(self, selection: Selection, objective: Objective, prefer: Sequence[Is] = ()) -> Best | None:
        """The best of all components is the best of the whole if the sums allow it."""
        found, proven = dict[str, int](), True
        for place, own in self._owned(selection):
            best = place.component.engine.best(dict(own), place.terms(objective), _wishes_at(place, prefer))
            if best is None:
                return None
            proven = proven and best.proven
            found |= place.whole(best.solution)
        if not self._kept(found):
            return self._the_whole().best(selection, objective, prefer)
        return Best(self._ordered(found), total(objective, found), proven)

    def least(self, selection: Selection, objective: Objective, only: Iterable[str] | None = None) -> Least:
        names, left = self._names(only), self._left(selection)
        try:
            return self._least(self._priced(objective), left, names)
        except Undecided:
            return self._the_whole().least(selection, objective, names)

    def instead(self, selection: Selection, objective: Objective) -> Least:
        left = self._left(selection)
        try:
            priced = self._priced(objective)
            answers = [
                self._least(priced, {other: left[other] for other in left if other != name}, (name,)) for name in left
            ]
        except Undecided:
            return self._the_whole().instead(selection, objective)
        return together(answers)

    def _priced(self, objective: Objective) -> Priced:
        self._names(term.variable for term in objective)
        if self._cases is None:
            raise Undecided
        try:
            return Priced(self._places, objective)
        except TooLarge:
            raise Undecided from None

    def _least(self, priced: Priced, left: Left, names: Sequence[str]) -> Least:
        """Raises `Undecided`, in a small model also where bounds stay apart: there an engine for the whole proves the least."""
        known = least_totals(priced, self._together, left, names)
        if known.open and self._size < MOST_PROVEN:
            raise Undecided
        return Least(known.totals, proven=not known.open)

    def count(self, selection: Selection) -> Count:
        """The product over the components where no sum matters."""
        left = self._left(selection)
        if self._sums and (self._cases is None or not self._together.independent(left)):
            return self._the_whole().count(selection)
        number, exact = 1, True
        for place, own in self._owned(selection):
            each = place.component.engine.count(dict(own))
            number, exact = number * each.number, exact and each.exact
        return Count(number, exact)

    def conflict(self, selection: Selection) -> Conflict | None:
        """Where in a large model sums across components are too much, of the rules only those are told: a proof would take too long."""
        try:
            return self._inside(self._left(selection)) or self._decided(selection)
        except Undecided:
            return self._the_whole().conflict(selection)

    def why_not(self, selection: Selection, literal: Is) -> Conflict | None:
        domain = self._model.domain(literal.variable)
        asked = frozenset(value for value in domain if (value == literal.value) is literal.positive)
        others = without(selection, literal)
        demanded = {literal.variable: asked, **self._left(others)}
        try:
            found = self._inside(demanded, literal) or self._decided(demanded)
        except Undecided:
            return self._the_whole().why_not(selection, literal)
        return found and replace(found, entries=tuple(name for name in found.entries if name in others))

    def _inside(self, demanded: Left, asked: Is | None = None) -> Conflict | None:
        """What a component by itself says of a contradiction; None where none can. Raises `Undecided`."""
        given = {} if asked is None else {asked.variable: demanded[asked.variable]}
        entries = {name: values for name, values in demanded.items() if name not in given}

        def possible(names: Collection[str]) -> bool:
            return self._possible(given | {name: entries[name] for name in names}) is not None

        impossible = self._together.impossible(demanded)
        if len(impossible) > 1 and self._together.impossible({}):  # of several contradictions the whole tells the first
            return None
        places = map(self._explaining.get, impossible)
        told = (each.why(entries, asked, possible) for each in places if each)
        return next(filter(None, told), None)

    def _decided(self, selection: Selection) -> Conflict | None:
        """What the components of a large model know of a contradiction. Raises `Undecided`, also where it is not one of sums."""
        if self._size < MOST_PROVEN:
            raise Undecided
        left = self._left(selection)
        if self._possible(left) is not None:
            return None
        entries = preferred_conflict(tuple(selection), lambda names: self._contradict(selection, names)) or ()
        rules = self._together.too_much({name: left[name] for name in entries})
        if not rules:
            raise Undecided
        return Conflict(entries, rules, complete=False)

    def _contradict(self, selection: Selection, names: Iterable[str]) -> bool:
        return self._possible(self._left({name: selection[name] for name in names})) is None

    def _owned(self, selection: Selection) -> list[tuple[Place, Own]]:
        return list(zip(self._places, self._together.owns(self._left(selection)), strict=True))

    def _kept(self, solution: Mapping[str, int]) -> bool:
        return all(holds(each, solution) for each in self._sums)

    def _ordered(self, solution: Mapping[str, int]) -> Solution:
        return {name: solution[name] for name in self._model.domains}

    def _the_whole(self) -> Engine:
        with self._lock:
            if self._whole is None:
                self._whole = self._make_whole(self._model)
            return self._whole

    def close(self) -> None:
        for place in self._places:
            place.component.engine.close()
        with self._lock:
            if self._whole is not None:
                self._whole.close()
                self._whole = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _wishes_at(place: Place, prefer: Sequence[Is]) -> list[Is]:
    """Those that are about a place, by its own names."""
    return [Is(place.own(each.variable), each.value, each.positive) for each in prefer if each.variable in place]
