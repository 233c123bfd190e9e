"""Ways out by other numbers of parts in nested places, alone or with other choices given up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cpq.bom.configuration.asked import Asked
from cpq.bom.configuration.choosing import fewer, nested_at, with_choice
from cpq.bom.configuration.nearness import in_order, irreducible
from cpq.bom.configuration.open_answers import OpenAnswers
from cpq.bom.configuration.open_model import numbers_in
from cpq.bom.configuration.open_question import OpenQuestion
from cpq.bom.configuration.part_numbers import PartNumbers, Question, bare, is_possible, only_number, opened
from cpq.bom.configuration.selection import Selection
from cpq.bom.configuration.state import Choice, Explanation, NumberState, Repair, Repairs
from cpq.bom.configuration.value_words import number_text
from cpq.bom.products.configurable import Nested
from cpq.bom.solve import OutOfBudget

MOST_TRIED = 4
"""Other numbers of parts that are tried where the parts have choices of their own."""
WITH_OTHERS = 2
"""The fewest choices that are given up where a number of parts and another choice are."""


@dataclass
class OtherNumbers:
    """The ways to have `choice` (None: to mend the selection), in order. `proven` is whether all numbers were tried that could give up fewer."""

    numbers: PartNumbers
    selection: Selection
    choice: Choice | None
    most: int
    proven: bool = True

    def beside(self, repairs: Repairs) -> Repairs:
        """These ways out, and those by which a place has fewer parts or more."""
        if any(not way.given_up for way in repairs.ways):
            return repairs
        ways = list(repairs.ways)
        places = [each for each in self.selection.nested if self.choice is None or self.choice.within[:1] != (each,)]
        for place in places:
            now, nested = self.numbers.number(self.selection, place), self.numbers.means.product.nested[place]
            try:
                ways += self._others(now, nested, _fewest(ways))
            except OutOfBudget:
                self.proven = False
                break
        self.proven = self.proven and repairs.proven
        return self._told(ways, len(self.selection.nested) < WITH_OTHERS and len(places) == len(self.selection.nested))

    def mended(self, why: Explanation) -> Repairs:
        """The ways out where there are too few parts or too many: as many as can be, nearest to what there is."""
        wrong = only_number(why)
        if wrong is None:
            return Repairs(())
        nested = self.numbers.place(self.selection, wrong)
        return self._told(self._others(wrong, nested, None), not self._beside(wrong))

    def to_have(self, number: Choice) -> Repairs:
        """The ways to have so many parts in a place."""
        many = -1 if number.quantity is None else number.quantity
        fits = many in numbers_in(self.numbers.place(self.selection, number))
        asked = self.numbers.questions(self.selection, number, many) if fits else ()
        found = [each for question in asked if (each := self._ways(question, question))]
        self.proven = all(each.proven for each in found)
        return self._told(irreducible(way for each in found for way in each.ways), not self._beside(number))

    def _told(self, ways: Sequence[Repair], only_place: bool) -> Repairs:
        """In order; proven where what was not tried gives up more: one number by itself, or two, or one inside a part."""
        fewest = _fewest(ways)
        surely = fewest is not None and fewest < WITH_OTHERS
        tried = self.proven and not self._inside() and (only_place or fewest == WITH_OTHERS)
        return Repairs(in_order(ways, self.most), surely or tried)

    def _beside(self, number: Choice) -> bool:
        """Whether the numbers of parts in other places are chosen, too."""
        return any(place != number.name for place in self.selection.nested)

    def _inside(self) -> bool:
        """Whether there are places inside the parts, whose numbers are not tried."""
        return any(part.selection.nested for parts in self.selection.nested.values() for part in parts)

    def _others(self, now: Choice, nested: Nested, fewest: int | None) -> Sequence[Repair]:
        """The nearest other number that goes, with what is chosen in the parts that go with it; those by which fewer choices are given up."""
        ways: list[Repair] = []
        wanted = self._wanted()
        for number in self._nearest(wanted, now, nested):
            given_up = (now, *self._lost(now, number))
            instead = (replace(now, quantity=number, text=number_text(nested, number)),)
            if ways and fewest is not None and len(given_up) >= fewest:
                continue
            asked = list(self.numbers.questions(wanted, replace(now, option=None), number))
            if any(map(is_possible, asked)):
                ways.append(Repair(given_up, instead))
            elif fewest is None or len(given_up) + 1 < fewest:
                ways += self._with_choices(Repair(given_up, instead), asked)
            fewest = min((each for each in (fewest, _fewest(ways)) if each is not None), default=None)
        return ways

    def _with_choices(self, number: Repair, wanted: Sequence[Question]) -> Iterator[Repair]:
        """With a number of parts that does not go by itself, and choices given up beside it."""
        (other,) = number.instead
        without = self.numbers.questions(self.selection, replace(other, option=None), other.quantity or 0)
        for question, asked in zip(without, wanted, strict=True):
            found = self._ways(question, asked)
            self.proven = self.proven and (found is None or found.proven)
            for way in found.ways if found else ():
                yield Repair((*number.given_up, *way.given_up), (*number.instead, *way.instead))

    def _ways(self, question: Question, wanted: Question) -> Repairs | None:
        """The ways to have the choice in a question, which with it in is the one `wanted`; None where nothing is to be asked."""
        if isinstance(question, OpenQuestion) and isinstance(wanted, OpenQuestion):
            return OpenAnswers(question).repairs(wanted, self.choice, self.most)
        return question.repairs(self.choice, self.most) if isinstance(question, Asked) else None

    def _nearest(self, wanted: Selection, now: Choice, nested: Nested) -> Sequence[int]:
        """Other numbers, the nearest first; where nothing is chosen in the parts, just those that go."""
        numbers = [each for each in numbers_in(nested) if each != now.quantity]
        parts = nested_at(wanted, now.within).nested[now.name]
        all_bare = not now.within and all(part.selection == bare(part.selection) for part in parts)
        asked = self.numbers.ask(opened(wanted, now.name)) if all_bare else None
        if isinstance(asked, OpenQuestion):
            left = OpenAnswers(asked).status().numbers.get(now.name, NumberState(())).quantities
            numbers = [each for each in numbers if each in left] or numbers
        numbers.sort(key=lambda each: (abs(each - (now.quantity or 0)), each))
        self.proven = self.proven and len(numbers) <= MOST_TRIED
        return numbers[:MOST_TRIED]

    def _lost(self, now: Choice, number: int) -> Iterator[Choice]:
        """What is chosen in the parts that are there no longer when so many are left."""
        parts = nested_at(self.selection, now.within).nested[now.name]
        asked = self.numbers.ask(self.selection)
        known = asked.without if isinstance(asked, OpenQuestion) else asked
        if isinstance(known, Asked):
            gone = (
                known.whole.at((*now.within, now.name, each)) for each in range(len(fewer(parts, number)), len(parts))
            )
            for part in (inside for each in gone for inside in each.every()):
                for said in part.said_here.values():
                    yield known.wording.said(said)

    def _wanted(self) -> Selection:
        """The selection with the choice in it."""
        if self.choice is None:
            return self.selection
        means = self.numbers.means
        return with_choice(means.rulebook, means.product, self.selection, self.choice)


def _fewest(ways: Sequence[Repair]) -> int | None:
    return min((len(way.given_up) for way in ways), default=None)
