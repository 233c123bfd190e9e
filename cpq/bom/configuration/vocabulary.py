"""The names that a configurable product's rules may use, with their types and their readings.

For a group `cpu`: `cpu` (the chosen option's code, "" for none) where one option is chosen at most, `cpu.quantity`,
`cpu.count`, and `cpu.<attribute>`. For an input its own name. For a nested place `servers.quantity`, `servers.count` and
`servers.<attribute>`. A bare attribute name is the list over everything: the product itself, all groups, all nested
parts. `chosen` is the set of the chosen options' codes. Groups go before inputs, both before bare attributes.

What is not chosen counts as nothing: an attribute of an empty single-choice group is 0, "" or no, and so is one that the
chosen option does not state; in a list such an option is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.readings import Element, Kind, Portions, Reading, joined
from cpq.bom.configuration.variables import NONE, Slot, decisions_of, is_single
from cpq.bom.products.configurable import Configurable
from cpq.company.attribute import Attribute
from cpq.rulebook.expressions import Bag, Number, Scope, TextSet, TextType, Type
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a nested place: parts in all, different configurations, and the elements of each attribute."""

    quantity: int = 0
    count: int = 0
    attributes: Mapping[str, Portions] | None = None

    def of(self, attribute: str) -> Portions:
        return (self.attributes or {}).get(attribute, ())


EMPTY = Contents()


def the(name: str) -> str:
    """The key of a single-choice attribute's one value, where the plain name is the list with that value's repetitions."""
    return f"the {name}"


def quantity_of(code: str) -> str:
    """The key of the number of one option, over all groups."""
    return f"quantity of {code}"


def _ones(code: str) -> Callable[[str], Element | None]:
    return lambda option: Decimal(1) if option == code else None


class Vocabulary:
    """Names and readings of one product, for what stands in its nested places."""

    def __init__(self, rulebook: Rulebook, product: Configurable, nested: Mapping[str, Contents]) -> None:
        self.product = product
        self.attributes = rulebook.all(Attribute)
        self.decisions = decisions_of(product, self.attributes)
        self._catalogue = rulebook.derived(Catalogue)
        self._nested = {name: nested.get(name, EMPTY) for name in product.nested}
        self.types: dict[str, Type] = {}
        self.readings: dict[str, Reading] = {}
        for attribute in self.attributes.values():
            self._add(attribute.id, Bag(attribute.expression_type()), self._everywhere(attribute.id))
        for name in product.nested:
            self._add_nested(name)
        for name in product.inputs:
            self._add_input(name)
        for name in product.groups:
            self._add_group(name)
        self.options = frozenset(code for slot in self.decisions.slots for code in slot.codes)
        self._add(CHOSEN, TextSet(self.options), self._over(self.decisions.slots, "set", lambda code: code))
        for code in self.options:
            self.readings[quantity_of(code)] = self._over(self.decisions.of_option(code), "total", _ones(code))

    @cached_property
    def scope(self) -> Scope:
        name = self.product.name
        return Scope(self.types, Text(zh=f"“{name.zh}”的规则", en=f'a rule of "{name.en}"'))

    def values(self, assignment: Mapping[str, int], names: Iterable[str]) -> dict[str, object]:
        """What the names are worth when the variables have these values."""
        return {name: self.readings[name].value(assignment) for name in names}

    def _add(self, name: str, kind: Type, reading: Reading) -> None:
        self.types[name] = kind
        self.readings[name] = reading

    def _add_group(self, name: str) -> None:
        slots = self.decisions.of_group(name)
        single = is_single(self.product.groups[name])
        self._add(f"{name}.quantity", Number(), self._over(slots, "total", lambda _: Decimal(1)))
        self._add(f"{name}.count", Number(), self._over(slots, "total", lambda _: Decimal(1), once=True))
        for attribute in self.attributes.values():
            kind = attribute.expression_type()
            each = self._attribute(attribute.id)
            self._add(f"{name}.{attribute.id}", Bag(kind, single=single), self._over(slots, "bag", each))
            if single:
                self.readings[the(f"{name}.{attribute.id}")] = _scalar(slots[0], each, nothing(attribute))
        if single:
            codes = frozenset(self.product.groups[name].options)
            self._add(name, TextType(codes | {""}), _scalar(slots[0], lambda code: code, ""))

    def _add_input(self, name: str) -> None:
        attribute = self.attributes[self.product.inputs[name].attribute]
        entry = self.decisions.entries[name]
        parts: dict[int, Portions] = {value: ((element, 1),) for value, element in enumerate(entry.values)}
        self._add(name, attribute.expression_type(), Reading("scalar", {name: parts}))

    def _add_nested(self, name: str) -> None:
        contents = self._nested[name]
        self._add(f"{name}.quantity", Number(), Reading("total", constant=((Decimal(1), contents.quantity),)))
        self._add(f"{name}.count", Number(), Reading("total", constant=((Decimal(1), contents.count),)))
        for attribute in self.attributes.values():
            reading = Reading("bag", constant=contents.of(attribute.id))
            self._add(f"{name}.{attribute.id}", Bag(attribute.expression_type()), reading)

    def _everywhere(self, attribute: str) -> Reading:
        own = self.product.attributes.get(attribute)
        inside = [Reading("bag", constant=contents.of(attribute)) for contents in self._nested.values()]
        itself = Reading("bag", constant=() if own is None else ((own, 1),))
        return joined("bag", [itself, *inside, self._over(self.decisions.slots, "bag", self._attribute(attribute))])

    def _attribute(self, attribute: str) -> Callable[[str], Element | None]:
        def of(code: str) -> Element | None:
            article = self._catalogue.article(code)
            return article.attributes.get(attribute) if article else None

        return of

    def _over(
        self,
        slots: Iterable[Slot],
        kind: Kind,
        each: Callable[[str], Element | None],
        *,
        once: bool = False,
    ) -> Reading:
        """A reading over options: `each` gives an option's element, which counts as often as the option is chosen."""
        parts = {slot.variable.name: _portions(slot, each, once=once) for slot in slots}
        used = {name: portions for name, portions in parts.items() if portions}
        return Reading(kind, used)


def _portions(slot: Slot, each: Callable[[str], Element | None], *, once: bool) -> dict[int, Portions]:
    portions: dict[int, Portions] = {}
    for value, (code, count) in slot.picks.items():
        element = each(code)
        if element is not None:
            portions[value] = ((element, 1 if once else count),)
    return portions


def _scalar(slot: Slot, each: Callable[[str], Element | None], neutral: Element) -> Reading:
    """A reading that always has an element: the neutral one where nothing is chosen or stated."""
    by_value: dict[int, Portions] = {NONE: ((neutral, 1),)}
    for value, (code, _) in slot.picks.items():
        element = each(code)
        by_value[value] = ((neutral if element is None else element, 1),)
    return Reading("scalar", {slot.variable.name: by_value})


def nothing(attribute: Attribute) -> Element:
    """What an attribute counts as where nothing states it."""
    match attribute.type:
        case "number":
            return Decimal(0)
        case "choice":
            return ""
        case "yes_no":
            return False
