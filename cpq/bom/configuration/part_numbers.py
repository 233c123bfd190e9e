"""How many parts stand in a nested place, as a choice of the rep's: whether it stands in the way, whether it can be made, what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from cpq.bom.configuration.asked import Asked
from cpq.bom.configuration.choosing import fewer, nested_at, with_choice, with_parts
from cpq.bom.configuration.offering import nested_rule
from cpq.bom.configuration.open_answers import OpenAnswers
from cpq.bom.configuration.open_model import numbers_in
from cpq.bom.configuration.open_question import Means, OpenQuestion
from cpq.bom.configuration.selection import NestedSelection, Selection, least_selection
from cpq.bom.configuration.state import (
    NO_TEXT,
    Choice,
    ConfigurationState,
    Explanation,
    NumberState,
    Path,
    RuleText,
)
from cpq.bom.configuration.value_words import inside_text, number_text, part_text, parts_text
from cpq.bom.products import Configurable, Product
from cpq.bom.products.configurable import Nested
from cpq.rulebook.text import Text

Question = Asked | OpenQuestion | Explanation
"""A selection as a question; an explanation where that is the answer to all."""


@dataclass(frozen=True, slots=True)
class PartNumbers:
    """Of one product; `ask` puts a question about it."""

    means: Means
    ask: Callable[[Selection], Question]

    def is_one(self, selection: Selection, choice: Choice) -> bool:
        """Whether a choice is about the number of parts in a nested place that there is."""
        try:
            return choice.name in self._product(selection, choice.within).nested
        except (LookupError, ValueError):
            return False

    def _known_possible(self, selection: Selection) -> bool:
        """Whether a selection can be completed; no where that is not known."""
        asked = self.ask(selection)
        return OpenAnswers(asked).possible(unknown=False) if isinstance(asked, OpenQuestion) else is_possible(asked)

    def against(self, selection: Selection, why: Explanation) -> ConfigurationState:
        """The state of a selection that is told off before anything is solved: where that is for a number of parts, with it set aside."""
        wrong = only_number(why)
        if wrong is None or wrong.within:
            return ConfigurationState({}, {}, complete=False, conflict=why)
        asked = self.ask(opened(selection, wrong.name))
        if not isinstance(asked, OpenQuestion):
            return ConfigurationState({}, {}, complete=False, conflict=why)
        state = OpenAnswers(asked).status()
        number = NumberState(state.numbers[wrong.name].quantities, wrong.quantity)
        return replace(state, complete=False, conflict=why, numbers={**state.numbers, wrong.name: number})

    def named(self, selection: Selection, why: Explanation | None, choice: Choice | None = None) -> Explanation | None:
        """An explanation with the numbers of parts among its choices without which there would be no contradiction."""
        if why is None or why.within:
            return why
        told = self._only(selection, (*why.choices, *([choice] if choice else [])))
        numbers = [
            self.number(selection, place) for place in selection.nested if self._matters(told, place, why, choice)
        ]
        return replace(why, choices=(*why.choices, *numbers))

    def _matters(self, told: Selection, place: str, why: Explanation, choice: Choice | None) -> bool:
        """Whether with other numbers of parts in a place, those that are spoken of among them, there is no contradiction."""
        spoken = {
            int(each.within[1]) for each in (*why.choices, *([choice] if choice else [])) if each.within[:1] == (place,)
        }
        if not spoken:
            return self._known_possible(opened(told, place))
        kept = tuple(part for number, part in enumerate(told.nested[place]) if number in spoken)
        return len(kept) < len(told.nested[place]) and self._known_possible(with_parts(told, (), place, kept))

    def _only(self, selection: Selection, choices: Sequence[Choice]) -> Selection:
        """The selection with these choices only, and all its parts."""
        made = bare(selection)
        for each in choices:
            if not self.is_one(made, each):
                made = with_choice(self.means.rulebook, self.means.product, made, each, beside=True)
        return made

    def why_not(self, selection: Selection, choice: Choice) -> Explanation | None:
        """Why there cannot be so many parts."""
        nested, number = self.place(selection, choice), choice.quantity
        if number is None or number not in numbers_in(nested):
            rule = self._limit(selection, choice, nested, number or 0)
            return Explanation((), (rule,), (*choice.within, choice.name))
        questions = list(self.questions(selection, choice, number))
        if any(map(is_possible, questions)):
            return None
        return next((why for each in questions if (why := _conflict(each)) is not None), Explanation((), ()))

    def questions(self, selection: Selection, choice: Choice, number: int) -> Iterator[Question]:
        """Those with so many parts in a place: the first that stand there, and more of any product that fits."""
        if choice.within:
            yield from map(self.ask, self._with_number(selection, choice, number))
            return
        kept = fewer(selection.nested.get(choice.name, ()), number)
        asked = self.ask(opened(selection, choice.name))
        if isinstance(asked, OpenQuestion):
            fitting = {choice.name: (choice.option,)} if choice.option else {}
            yield asked.with_numbers({choice.name: (number,)}, {choice.name: kept}, fitting)
        else:
            yield asked

    def _with_number(self, selection: Selection, choice: Choice, number: int) -> Iterator[Selection]:
        """The selection with so many parts in a place: the first that stand there, and more of each product that fits."""
        here = nested_at(selection, choice.within)
        kept = fewer(here.nested.get(choice.name, ()), number)
        more = number - sum(part.quantity for part in kept)
        for product in (choice.option,) if choice.option else self.place(selection, choice).products if more else ("",):
            further = [NestedSelection(product, self._least(product))] * more if product else []
            yield with_parts(selection, choice.within, choice.name, (*kept, *further))

    def _least(self, product: str) -> Selection:
        return least_selection(self.means.rulebook, cast("Configurable", self.means.rulebook.all(Product)[product]))

    def number(self, selection: Selection, place: str) -> Choice:
        number = sum(part.quantity for part in selection.nested[place])
        return Choice(place, None, number, text=number_text(self.means.product.nested[place], number))

    def place(self, selection: Selection, choice: Choice) -> Nested:
        return self._product(selection, choice.within).nested[choice.name]

    def _product(self, selection: Selection, path: Path) -> Configurable:
        """The product of the part at a path."""
        if not path:
            return self.means.product
        part = nested_at(selection, path[:-2]).nested[str(path[-2])][int(path[-1])]
        return cast("Configurable", self.means.rulebook.all(Product)[part.product])

    def _limit(self, selection: Selection, choice: Choice, nested: Nested, number: int) -> RuleText:
        product = self._product(selection, choice.within)
        text = parts_text(choice.name, nested, number)
        return RuleText(
            nested_rule(choice.name),
            text,
            product.at("nested", choice.name),
            choice.within,
            self._called(selection, choice.within),
        )

    def _called(self, selection: Selection, path: Path) -> Text:
        """What the part at a path is called."""
        if not path:
            return NO_TEXT
        outer, place, number = path[:-2], str(path[-2]), int(path[-1])
        inner = part_text(self._product(selection, outer).nested[place], number)
        return inside_text(self._called(selection, outer), inner)


def is_possible(question: Question) -> bool:
    """Yes where that is not known."""
    if isinstance(question, OpenQuestion):
        return OpenAnswers(question).possible()
    return isinstance(question, Asked) and question.possible


def _conflict(question: Question) -> Explanation | None:
    if isinstance(question, OpenQuestion):
        return OpenAnswers(question).conflict()
    return question if isinstance(question, Explanation) else question.conflict(question.demands)


def only_number(why: Explanation) -> Choice | None:
    """The number of parts that an explanation is about, if it is about nothing else."""
    match why.choices:
        case (Choice(option=None, value=None) as only,) if [rule.id for rule in why.rules] == [nested_rule(only.name)]:
            return only
        case _:
            return None


def opened(selection: Selection, place: str) -> Selection:
    return replace(selection, nested={name: parts for name, parts in selection.nested.items() if name != place})


def bare(selection: Selection) -> Selection:
    """The parts of a selection, with nothing chosen."""
    nested = {
        place: tuple(replace(part, selection=bare(part.selection)) for part in parts)
        for place, parts in selection.nested.items()
    }
    return Selection(nested=nested)
