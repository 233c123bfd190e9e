"""A selection in the engine's terms: what is demanded, and which defaults are wished for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from cpq.bom.configuration.offers import Offer
from cpq.bom.configuration.selection import Selection
from cpq.bom.configuration.variables import Decisions, Slot
from cpq.bom.products.configurable import Configurable
from cpq.bom.solve import Is
from cpq.bom.solve.repairs import Demand

Demands = Mapping[str, frozenset[int]]
"""Variable → the values that the rep's choices leave, in the order of the product."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A default: `option` of the group `name`, or the input's value. It counts only where all of `offers` are on offer.

    In the model of the whole, the names of the product's variables begin with `prefix`; the literal's does.
    """

    name: str
    option: str | None
    literal: Is
    offers: tuple[Offer, ...] = ()
    prefix: str = ""

    def inside(self, prefix: str) -> Wish:
        """The same in a nested part."""
        literal = Is(prefix + self.literal.variable, self.literal.value, self.literal.positive)
        return Wish(self.name, self.option, literal, self.offers, prefix)


def demands_of(decisions: Decisions, selection: Selection) -> Demands:
    """What the rep's choices leave of the variables that they speak of."""
    demands: dict[str, frozenset[int]] = {}
    for slot in decisions.slots:
        chosen = selection.options.get(slot.group)
        said = {code: q for code, q in chosen.items() if code in slot.codes} if chosen else None
        if said:
            demands[slot.variable.name] = _left(slot, said)
    for name, value in selection.inputs.items():
        demands[name] = frozenset((decisions.entries[name].values.index(value),))
    return demands


@dataclass(frozen=True, slots=True)
class Said(Demand):
    """One choice of the rep's: an option, said to be there or not, or the value of an input (`option` None).

    `numeric` is whether it says a number that could be another.
    """

    option: str | None
    numeric: bool

    def inside(self, prefix: str) -> Said:
        """The same in a nested part."""
        return replace(self, variable=prefix + self.variable)


def said_of(decisions: Decisions, selection: Selection) -> Mapping[str, Said]:
    """The rep's choices one by one, in the order of the product; of an option that is one among several of a variable, by a name of its own."""
    said: dict[str, Said] = {}
    for slot in decisions.slots:
        chosen = selection.options.get(slot.group, {})
        own = {code: quantity for code, quantity in chosen.items() if code in slot.codes}
        for code, quantity in own.items():
            name = slot.variable.name
            numeric = bool(quantity) and len(slot.values_of(code)) > 1
            key = name if len(own) == 1 else f"{name}={code}"
            said[key] = Said(name, with_quantity(slot, code, quantity), code, numeric)
    for name, value in selection.inputs.items():
        left = frozenset((decisions.entries[name].values.index(value),))
        said[name] = Said(name, left, None, isinstance(value, Decimal))
    return said


def _left(slot: Slot, said: Mapping[str, int | None]) -> frozenset[int]:
    left = frozenset(slot.variable.domain)
    for code, quantity in said.items():
        left &= with_quantity(slot, code, quantity)
    return left


def with_quantity(slot: Slot, code: str, quantity: int | None) -> frozenset[int]:
    """The slot's values with the option in this quantity: 0 is without it, None with any number of it."""
    if quantity == 0:
        return frozenset(slot.variable.domain) - slot.values_of(code)
    return slot.values_of(code, quantity)


def wishes_of(product: Configurable, decisions: Decisions, selection: Selection, prefix: str) -> tuple[Wish, ...]:
    """The defaults that still count: of groups in which the rep chose nothing, of inputs left open, and the usual quantity of what was chosen."""
    wishes = (
        *_usual_quantities(product, decisions, selection),
        *_defaults(product, decisions, selection),
        *_values(product, decisions, selection),
    )
    return tuple(wish.inside(prefix) for wish in wishes)


def nearest_quantities(decisions: Decisions, selection: Selection, variables: Collection[str]) -> Iterator[Is]:
    """For choices that are given up: the same option in another quantity, the nearest first."""
    for slot in decisions.slots:
        for code, quantity in selection.options.get(slot.group, {}).items() if slot.variable.name in variables else ():
            others = [(count, value) for value, (option, count) in slot.picks.items() if option == code]
            for _, value in sorted(others, key=lambda other: (abs(other[0] - (quantity or 0)), other[0])):
                yield Is(slot.variable.name, value)


def nearest_values(decisions: Decisions, selection: Selection, variables: Collection[str]) -> Iterator[Is]:
    """For numbers entered that are given up: the nearest others, of two equally near the lower first."""
    for name, entry in decisions.entries.items():
        given = selection.inputs.get(name)
        if name in variables and isinstance(given, Decimal):
            numbers = [(each, place) for place, each in enumerate(entry.values) if isinstance(each, Decimal)]
            others = [(abs(each - given), each, place) for each, place in numbers if each != given]
            yield from (Is(name, place) for _, _, place in sorted(others))


def _usual_quantities(product: Configurable, decisions: Decisions, selection: Selection) -> Iterator[Wish]:
    for slot in decisions.slots:
        for code, quantity in selection.options.get(slot.group, {}).items():
            if quantity is None and code in slot.codes:
                yield from _wish(slot, code, product.groups[slot.group].options[code].default)


def _defaults(product: Configurable, decisions: Decisions, selection: Selection) -> Iterator[Wish]:
    for slot in decisions.slots:
        said = selection.options.get(slot.group, {})
        if not any(quantity != 0 for quantity in said.values()):
            for code in (code for code in slot.codes if code not in said):
                offers = _offers(decisions, slot.group, f"{slot.group}/{code}")
                yield from _wish(slot, code, product.groups[slot.group].options[code].default, offers)


def _wish(slot: Slot, code: str, quantity: int, offers: tuple[Offer, ...] = ()) -> Iterator[Wish]:
    if quantity:
        for value in sorted(slot.values_of(code, quantity)):
            yield Wish(slot.group, code, Is(slot.variable.name, value), offers)


def _offers(decisions: Decisions, *keys: str) -> tuple[Offer, ...]:
    return tuple(decisions.offers[key] for key in keys if key in decisions.offers)


def _values(product: Configurable, decisions: Decisions, selection: Selection) -> Iterator[Wish]:
    for name, entry in decisions.entries.items():
        default = product.inputs[name].default
        if default is not None and name not in selection.inputs and default in entry.values:
            yield Wish(name, None, Is(name, entry.values.index(default)), _offers(decisions, name))
