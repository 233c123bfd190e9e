"""What is answered about a product with open places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from cpq.bom.configuration.answering import Left
from cpq.bom.configuration.asked import Asked
from cpq.bom.configuration.fillings import Contents, Numbers, orders
from cpq.bom.configuration.nearness import irreducible
from cpq.bom.configuration.open_model import number_of
from cpq.bom.configuration.open_question import OpenQuestion
from cpq.bom.configuration.selection import NestedSelection, Selection
from cpq.bom.configuration.state import Choice, ConfigurationState, Explanation, NumberState, Repair, Repairs
from cpq.bom.configuration.states import States
from cpq.bom.solve import Count, OutOfBudget
from cpq.bom.solve.repairs import Ways

MOST_APART = 100
"""Equal parts that a completion lists one by one."""


@dataclass
class Known:
    """What is known so far of the values that can be had: those found, of those that there can be at most (`bound`).

    Of what is `chosen`, those with that one choice set aside.
    """

    bound: Left
    chosen: frozenset[str]
    found: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    proven: bool = True
    fewest: tuple[Contents, Asked] | None = None
    """The first question with known parts that has an answer."""

    def add(self, left: Left) -> None:
        for name, values in left.items():
            if name in self.bound:
                self.found.setdefault(name, set()).update(values)

    def is_open(self, name: str) -> bool:
        return not self.found.get(name, set()).issuperset(self.bound[name])

    def lacks(self, name: str, value: int) -> bool:
        return value in self.bound[name] and value not in self.found.get(name, ())

    @property
    def left(self) -> Left:
        return {
            name: tuple(each for each in values if each in self.found.get(name, ()))
            for name, values in self.bound.items()
        }


@dataclass
class OpenAnswers:
    """The answers to one question."""

    question: OpenQuestion

    def status(self) -> ConfigurationState:
        """What can still be had, the numbers of parts included."""
        without = self.question.without
        if isinstance(without, Explanation):
            return ConfigurationState({}, {}, complete=False, conflict=without)
        known = self._known(without)
        left = known.bound if self.question.short else known.left
        possible = any(left[name] for name in self.question.variables)
        conflict = None if possible else self.conflict()
        return replace(
            self._state(without, left, conflict, known.fewest), proven=known.proven and not self.question.short
        )

    def _known(self, without: Asked) -> Known:
        """Everything that is known."""
        names = self.question.variables
        known = Known(without.left(*names)[0], frozenset(without.demands))
        for left, exact in (each.left(*names) for each in self.question.within()):
            if exact:
                known.add(left)
        for contents, asked in self.question.cases(lambda numbers: self._matters(known, numbers)):
            try:
                left, exact = asked.left()
            except OutOfBudget:
                self.question.short = True
                break
            known.proven = known.proven and exact
            if known.fewest is None and asked.possible:
                known.fewest = contents, asked
            known.add({**left, **_standing(contents, possible=asked.possible)})
        return known

    def _matters(self, known: Known, numbers: Numbers) -> bool:
        """Whether something may come of so many parts that is not known yet: with all that is chosen, or with one choice set aside."""
        own = {number_of(place): number for place, number in numbers.items()}
        if any(name not in own and known.is_open(name) for name in known.chosen):
            return True
        if any(number not in known.bound[name] for name, number in own.items()):
            return False
        others = (name for name in known.bound if name not in own)
        return (
            known.fewest is None or any(known.lacks(*each) for each in own.items()) or any(map(known.is_open, others))
        )

    def _state(
        self, without: Asked, left: Left, conflict: Explanation | None, fewest: tuple[Contents, Asked] | None
    ) -> ConfigurationState:
        """Of the question with the fewest parts, which tells whether anything is missing; else of that with any."""
        contents, asked = fewest or ({}, without)
        inside: Left = asked.left()[0] if fewest else {}
        state = States(asked.engine, asked.demands, {**inside, **left}, conflict).of(asked.whole)
        places = self.question.fillings.numbers
        numbers = {place: NumberState(left[number_of(place)]) for place in places}
        given = {place: parts for place, parts in state.nested.items() if place not in places}
        complete = state.complete and fewest is not None and not any(contents.values())
        return replace(state, complete=complete, nested=given, numbers={**state.numbers, **numbers})

    def fewest(self) -> Selection | Explanation | None:
        """The selection with the fewest parts that go, each an entry of its own; None where that is not found in time."""
        question, without = self.question, self.question.without
        if isinstance(without, Explanation):
            return without
        bound, _ = without.left(*question.variables)
        for contents, asked in self._tried(bound):
            if asked.possible:
                return question.closed(apart(contents))
        return self._by_example() if question.short else self.conflict()

    def _tried(self, bound: Left) -> Iterator[tuple[Contents, Asked]]:
        """Every question, the fewest parts first."""
        question = self.question
        tried = (
            each for numbers in self._numbers(bound) for each in (*question.alike(numbers), *question.apart(numbers))
        )
        for contents in tried:
            asked = question.asked(contents)
            if question.short:
                return
            if asked is not None:
                yield contents, asked

    def _numbers(self, bound: Left) -> Iterator[Numbers]:
        """Those that may be, the fewest parts first."""
        for numbers in self.question.fillings.every_number():
            if all(number in bound[number_of(place)] for place, number in numbers.items()):
                yield numbers

    def _by_example(self) -> Selection | None:
        """With the fewest parts as they are by their defaults."""
        for asked in self.question.within():
            solution = asked.engine.solve(asked.demands)
            if solution is not None:
                numbers = {place: solution[number_of(place)] for place in self.question.fillings.numbers}
                for contents in self.question.fillings.alike(numbers):
                    return self.question.closed(apart(contents))
        return None

    def count(self) -> Count:
        """The configurations with every number of parts, in every order of their products."""
        question, without, number = self.question, self.question.without, 0
        if isinstance(without, Explanation):
            return Count(0)
        bound, _ = without.left(*question.variables)
        for contents in (each for numbers in self._numbers(bound) for each in question.fillings.apart(numbers)):
            asked = question.asked(contents)
            if question.short:
                return Count(number, exact=False)
            counted = asked.engine.count(asked.demands) if asked else Count(0)
            number += (orders(contents) if counted.exact else 1) * counted.number
            if not counted.exact:
                return Count(number, exact=False)
        return Count(number)

    def possible(self, *, unknown: bool = True) -> bool:
        """Whether there is a configuration; `unknown` where that is not decided in time."""
        without = self.question.without
        if isinstance(without, Explanation) or not without.possible:
            return False
        if any(each.possible for each in self.question.within()):
            return True
        bound, _ = without.left(*self.question.variables)
        tried = any(asked.possible for _, asked in self._tried(bound))
        return tried or (self.question.short and unknown)

    def explained(self, choice: Choice) -> Explanation:
        """Why a choice cannot be made that no configuration has."""
        without = self.question.without
        if isinstance(without, Explanation):
            return without
        return without.explained(choice) or _most_telling(each.explained(choice) for each in self.representatives())

    def repairs(self, chosen: OpenQuestion | None, choice: Choice | None, most: int) -> Repairs:
        """The ways to have a choice, of which the question with it in is `chosen`; those with the parts that leave the best of them."""
        if choice and chosen is None:
            return Repairs(())
        question = chosen or replace(self.question)
        if OpenAnswers(question).possible():
            return Repairs((Repair((), ()),), proven=not question.short)
        ways = irreducible(way for asked in self.representatives() for way in asked.repairs(choice, most).ways)
        return Repairs(tuple(ways[:most]), self._are_fewest(ways, choice))

    def _are_fewest(self, ways: Sequence[Repair], choice: Choice | None) -> bool:
        """Whether fewer choices would not do, whatever stands in the open places."""
        if ways and len(ways[0].given_up) == 1:
            return True
        without = self.question.without
        bound = Ways(()) if isinstance(without, Explanation) else without.ways(choice, 1)
        if not bound.proven:
            return False
        return not bound.found or (bool(ways) and len(ways[0].given_up) <= len(bound.found[0]))

    def conflict(self) -> Explanation:
        """Why there is no configuration, whatever stands in the open places; else with the most parts that can be looked at."""
        without = self.question.without
        if isinstance(without, Explanation):
            return without
        found = without.engine.conflict(without.demands)
        if found is not None:
            return without.wording.explanation(found, {}, *self.question.variables)
        return _most_telling(asked.conflict(asked.demands) for asked in self.representatives())

    def representatives(self) -> Iterator[Asked]:
        """Questions with every number of equal parts, the fewest first."""
        fillings = self.question.fillings
        fresh = replace(self.question, short=False)
        for numbers in islice(fillings.every_number(), MOST_APART):
            for contents in fillings.alike(numbers):
                asked = fresh.asked(contents)
                if asked is not None:
                    yield asked


def _most_telling(found: Iterable[Explanation | None]) -> Explanation:
    """Of the reasons with one number of parts and another, one that names the rep's choices, and the most rules: it is no matter of the
    number alone.
    """
    told = [each for each in found if each is not None]
    return max(told, key=lambda each: (bool(each.choices), len(each.rules)), default=Explanation((), ()))


def _standing(contents: Contents, *, possible: bool) -> Mapping[str, tuple[int, ...]]:
    if not possible:
        return {}
    return {number_of(place): (_total(parts),) for place, parts in contents.items()}


def _total(parts: Sequence[NestedSelection]) -> int:
    return sum(part.quantity for part in parts)


def apart(contents: Contents) -> Contents:
    """Equal parts one by one, so that each can be changed by itself; not where they are too many."""
    if sum(map(_total, contents.values())) > MOST_APART:
        return contents
    return {
        place: tuple(replace(part, quantity=1) for part in parts for _ in range(part.quantity))
        for place, parts in contents.items()
    }
