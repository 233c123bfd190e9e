"""A configurator's state with the names, limits and reasons that a page shows beside it, for a product and each of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.readings import Element
from cpq.bom.configuration.state import ConfigurationState, NumberState, OptionState, RuleText
from cpq.bom.products import Configurable, Product
from cpq.bom.products.configurable import Group, Input, Nested
from cpq.bom.request import Chosen
from cpq.company.attribute import Attribute
from cpq.configuring.part_choices import parts_in
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class PaintedOption:
    """`quantities` are those that can still be had, 0 where it can be left out; `why` is the rule by which it is not on offer or not sold."""

    code: str
    name: Text
    state: Literal["forced", "selectable", "excluded"]
    quantities: tuple[int, ...]
    chosen: bool
    quantity: int | None
    why: RuleText | None


@dataclass(frozen=True, slots=True)
class PaintedGroup:
    """From `min` to `max` different options; `why` is the condition by which there is nothing to choose."""

    name: Text
    min: int
    max: int
    options: tuple[PaintedOption, ...]
    why: RuleText | None


@dataclass(frozen=True, slots=True)
class PaintedValue:
    value: Element
    text: Text


@dataclass(frozen=True, slots=True)
class PaintedInput:
    """The values that can still be entered."""

    name: Text
    unit: str | None
    values: tuple[PaintedValue, ...]
    entered: Element | None
    why: RuleText | None


@dataclass(frozen=True, slots=True)
class Fitting:
    """A product that fits in a place, and the selling rule by which it may not stand there."""

    product: str
    name: Text
    why: RuleText | None


@dataclass(frozen=True, slots=True)
class PaintedPlace:
    """From `min` to `max` parts, in the numbers `quantities` as things stand; `quantity` is that which is chosen, None where it is open."""

    name: Text
    min: int
    max: int
    quantities: tuple[int, ...]
    quantity: int | None
    products: tuple[Fitting, ...]
    parts: tuple[PaintedPart, ...]
    why: RuleText | None


@dataclass(frozen=True, slots=True)
class PaintedPart:
    """A product with everything that can be chosen in it; `quantity` equal ones. `complete`: nothing has to be added to its choices."""

    product: str
    name: Text
    quantity: int
    complete: bool
    groups: Mapping[str, PaintedGroup]
    inputs: Mapping[str, PaintedInput]
    nested: Mapping[str, PaintedPlace]


def painted(
    rulebook: Rulebook, product: Configurable, state: ConfigurationState, choices: Mapping[str, Chosen], number: int = 1
) -> PaintedPart:
    """The state of a product and of the parts in it."""
    painter = _Painter(rulebook, state)
    return PaintedPart(
        product.id,
        product.name,
        number,
        state.complete,
        {name: painter.group(name, group) for name, group in product.groups.items()},
        {name: painter.input(name, input) for name, input in product.inputs.items()},
        {name: painter.place(name, nested, choices) for name, nested in product.nested.items()},
    )


class _Painter:
    """Paints one part; where too few or too many parts leave nothing to say of the whole, every option is excluded."""

    def __init__(self, rulebook: Rulebook, state: ConfigurationState) -> None:
        self._rulebook = rulebook
        self._articles = rulebook.derived(Catalogue).articles
        self._state = state

    def group(self, name: str, group: Group) -> PaintedGroup:
        states = {each.code: each for each in self._state.groups.get(name, ())}
        options = [self._option(name, code, states.get(code)) for code in group.options]
        return PaintedGroup(group.name, group.min, group.max, tuple(options), self._state.hidden.get(name))

    def _option(self, group: str, code: str, state: OptionState | None) -> PaintedOption:
        key = f"{group}/{code}"
        state = state or OptionState(code, ())
        why = self._state.hidden.get(key) or self._state.unsold.get(key)
        name = self._articles[code].name
        return PaintedOption(code, name, state.state, state.quantities, state.chosen, state.selected, why)

    def input(self, name: str, input: Input) -> PaintedInput:
        attribute = self._rulebook.all(Attribute)[input.attribute]
        state = self._state.inputs.get(name)
        values = tuple(PaintedValue(each, attribute.text_of(each)) for each in (state.values if state else ()))
        why = self._state.hidden.get(name)
        return PaintedInput(attribute.name, attribute.unit, values, state.selected if state else None, why)

    def place(self, name: str, nested: Nested, choices: Mapping[str, Chosen]) -> PaintedPlace:
        fitting = [
            Fitting(each, self._product(each).name, self._state.unsold.get(f"{name}/{each}"))
            for each in nested.products
        ]
        parts = tuple(self._parts(name, choices))
        number = self._state.numbers.get(name, NumberState(()))
        chosen = sum(part.quantity for part in parts) if name in choices else None
        return PaintedPlace(
            nested.name,
            nested.min,
            nested.max,
            number.quantities,
            chosen,
            tuple(fitting),
            parts,
            self._state.hidden.get(name),
        )

    def _parts(self, name: str, choices: Mapping[str, Chosen]) -> Iterator[PaintedPart]:
        states = self._state.nested.get(name, ())
        for number, part in enumerate(parts_in(choices, name)):
            state = states[number] if number < len(states) else ConfigurationState({}, {}, complete=False)
            product = cast("Configurable", self._product(part.product))
            yield painted(self._rulebook, product, state, part.configuration, part.quantity)

    def _product(self, id: str) -> Product:
        return self._rulebook.all(Product)[id]
