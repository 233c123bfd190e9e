"""What the names of a product's rules are worth: readings over its variables and those of its nested parts.

What is not chosen counts as nothing: an attribute of an empty single-choice group is 0, "" or no, and so is one that the
chosen option does not state; in a list such an option is left out. An input that is not asked for counts as nothing, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.names import CHOSEN, nothing, quantity_of, the
from cpq.bom.configuration.readings import Element, Kind, Portions, Reading, joined
from cpq.bom.configuration.variables import NONE, Slot, is_single
from cpq.bom.configuration.vocabulary import Vocabulary
from cpq.rulebook.rulebook import Rulebook

Each = Callable[[str], Element | None]
"""What an option is worth by its code; None where it is left out."""


@dataclass(frozen=True, slots=True)
class Inside:
    """Equal parts in a nested place: how many, their readings, and how the names of their variables begin in the whole."""

    quantity: int
    prefix: str
    readings: Readings

    def of(self, attribute: str) -> Reading:
        """The attribute of everything in the parts."""
        return self.readings.everywhere(attribute).inside(self.prefix, self.quantity)


class Readings:
    """The readings of one product's names, each made when it is first asked for."""

    def __init__(self, rulebook: Rulebook, vocabulary: Vocabulary, nested: Mapping[str, Sequence[Inside]]) -> None:
        self._vocabulary = vocabulary
        self._product = vocabulary.product
        self._decisions = vocabulary.decisions
        self._catalogue = rulebook.derived(Catalogue)
        self._nested = {name: nested.get(name, ()) for name in self._product.nested}
        self._makers: Mapping[str, Callable[[], Reading]] = dict(self._all())
        self._made: dict[str, Reading] = {}

    def of(self, name: str) -> Reading:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def define(self, name: str, reading: Reading) -> None:
        self._made[name] = reading

    def _all(self) -> Iterator[tuple[str, Callable[[], Reading]]]:
        """In the order of the vocabulary: of two with one name the later counts."""
        attributes = self._vocabulary.attributes
        yield from ((name, partial(self.everywhere, name)) for name in attributes)
        for name in self._product.nested:
            yield from self._of_nested(name)
        for name in self._product.groups:
            yield from self._of_group(name)
        for name in self._product.inputs:
            yield name, partial(self._entered, name)
        for name, group in self._product.groups.items():
            if is_single(group):
                yield name, partial(_scalar, self._decisions.of_group(name)[0], _itself, "")
        yield CHOSEN, partial(_over, self._decisions.slots, "set", _itself)
        for code in self._vocabulary.options:
            yield quantity_of(code), partial(_over, self._decisions.of_option(code), "total", _ones(code))

    def _of_nested(self, name: str) -> Iterator[tuple[str, Callable[[], Reading]]]:
        parts = self._nested[name]
        quantity = sum(part.quantity for part in parts)
        yield f"{name}.quantity", partial(Reading, "total", constant=((Decimal(1), quantity),))
        yield f"{name}.count", partial(Reading, "total", constant=((Decimal(1), len(parts)),))
        for attribute in self._vocabulary.attributes:
            yield f"{name}.{attribute}", partial(self._within, name, attribute)

    def _of_group(self, name: str) -> Iterator[tuple[str, Callable[[], Reading]]]:
        slots = self._decisions.of_group(name)
        single = is_single(self._product.groups[name])
        yield f"{name}.quantity", partial(_over, slots, "total", _one)
        yield f"{name}.count", partial(_over, slots, "total", _one, once=True)
        for attribute in self._vocabulary.attributes.values():
            each = partial(self._stated, attribute.id)
            yield f"{name}.{attribute.id}", partial(_over, slots, "bag", each)
            if single:
                yield the(f"{name}.{attribute.id}"), partial(_scalar, slots[0], each, nothing(attribute))

    def _entered(self, name: str) -> Reading:
        entry = self._decisions.entries[name]
        elements = list(entry.values)
        if entry.absent is not None:
            elements.append(nothing(self._vocabulary.attributes[self._product.inputs[name].attribute]))
        return Reading("scalar", {name: {value: ((element, 1),) for value, element in enumerate(elements)}})

    def _within(self, name: str, attribute: str) -> Reading:
        return joined("bag", [part.of(attribute) for part in self._nested[name]])

    def everywhere(self, attribute: str) -> Reading:
        """The attribute of the product itself, of all that is chosen, and of everything in its nested places."""
        own = self._product.attributes.get(attribute)
        inside = [self.of(f"{name}.{attribute}") for name in self._nested]
        itself = Reading("bag", constant=() if own is None else ((own, 1),))
        chosen = _over(self._decisions.slots, "bag", partial(self._stated, attribute))
        return joined("bag", [itself, *inside, chosen])

    def _stated(self, attribute: str, code: str) -> Element | None:
        article = self._catalogue.article(code)
        return article.attributes.get(attribute) if article else None


def _one(_: str) -> Element | None:
    return Decimal(1)


def _ones(code: str) -> Each:
    return lambda option: Decimal(1) if option == code else None


def _itself(code: str) -> Element | None:
    return code


def _over(slots: Iterable[Slot], kind: Kind, each: Each, *, once: bool = False) -> Reading:
    """A reading over options: an option's element counts as often as the option is chosen, or once."""
    parts = {slot.variable.name: _portions(slot, each, once=once) for slot in slots}
    return Reading(kind, {name: portions for name, portions in parts.items() if portions})


def _portions(slot: Slot, each: Each, *, once: bool) -> dict[int, Portions]:
    portions: dict[int, Portions] = {}
    for value, (code, count) in slot.picks.items():
        element = each(code)
        if element is not None:
            portions[value] = ((element, 1 if once else count),)
    return portions


def _scalar(slot: Slot, each: Each, neutral: Element) -> Reading:
    """A reading that always has an element: the neutral one where nothing is chosen or stated."""
    by_value: dict[int, Portions] = {NONE: ((neutral, 1),)}
    for value, (code, _) in slot.picks.items():
        element = each(code)
        by_value[value] = ((neutral if element is None else element, 1),)
    return Reading("scalar", {slot.variable.name: by_value})
