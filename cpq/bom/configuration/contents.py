"""What the parts in a nested place add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.readings import Element, Portions
from cpq.bom.configuration.state import Configuration, NestedConfiguration
from cpq.rulebook.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a nested place: parts in all, different configurations, and the elements of each attribute."""

    quantity: int = 0
    count: int = 0
    attributes: Mapping[str, Portions] = field(default_factory=dict[str, Portions])

    def of(self, attribute: str) -> Portions:
        return self.attributes.get(attribute, ())


EMPTY = Contents()

Owned = tuple[Mapping[str, Element], int]
"""Attributes, and how often what has them is there."""


def contents_of(rulebook: Rulebook, parts: Sequence[NestedConfiguration]) -> Contents:
    """The parts' own attributes and those of everything inside them, as often as it is there."""
    catalogue = rulebook.derived(Catalogue)
    counts: dict[str, Counter[Element]] = {}
    for part in parts:
        for attributes, times in _owned(catalogue, part.configuration, part.quantity):
            for name, element in attributes.items():
                counts.setdefault(name, Counter())[element] += times
    return Contents(
        quantity=sum(part.quantity for part in parts),
        count=len(parts),
        attributes={name: tuple(counter.items()) for name, counter in sorted(counts.items())},
    )


def _owned(catalogue: Catalogue, configuration: Configuration, times: int) -> Iterator[Owned]:
    yield catalogue.articles[configuration.product].attributes, times
    for options in configuration.options.values():
        for code, quantity in options.items():
            yield catalogue.articles[code].attributes, times * quantity
    for parts in configuration.nested.values():
        for part in parts:
            yield from _owned(catalogue, part.configuration, times * part.quantity)
