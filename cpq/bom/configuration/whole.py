"""A product with its nested parts and what the rep chose in each: the whole that questions are about.

In the model of the whole, the names of a part's variables and rules begin with the part's prefix.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TypeVar

from cpq.bom.configuration.compiled import Compiled, Part
from cpq.bom.configuration.selection import NestedSelection, Selection
from cpq.bom.configuration.state import NO_TEXT, Path, RuleText
from cpq.bom.configuration.value_words import inside_text, part_text
from cpq.bom.configuration.variables import Decisions
from cpq.bom.configuration.wishes import (
    Demands,
    Said,
    Wish,
    demands_of,
    nearest_quantities,
    nearest_values,
    said_of,
    wishes_of,
)
from cpq.bom.products.configurable import Configurable
from cpq.bom.solve import Is
from cpq.rulebook.text import Text

Value = TypeVar("Value")

Unsold = Mapping[tuple[str, str], RuleText]
"""Group and option, or nested place and product → the rule by which it is not sold."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A product and its parts; a part is a whole of its own, `times` times in the outermost one, at `path`, inside the products `above`."""

    compiled: Compiled
    selection: Selection
    inside: Mapping[str, tuple[Whole, ...]]
    path: Path = ()
    prefix: str = ""
    part: Text = NO_TEXT
    times: int = 1
    above: tuple[str, ...] = ()
    unsold: Unsold = field(default_factory=dict[tuple[str, str], RuleText])

    @property
    def product(self) -> Configurable:
        return self.compiled.product

    @property
    def products(self) -> tuple[str, ...]:
        """The product, after those that it stands in, outermost first."""
        return (*self.above, self.product.id)

    @property
    def decisions(self) -> Decisions:
        """Those of the product itself."""
        return self.compiled.decisions

    def every(self) -> Iterator[Whole]:
        """All parts inside, each before what it stands in, and the product itself at the end."""
        for parts in self.inside.values():
            for part in parts:
                yield from part.every()
        yield self

    def at(self, path: Path) -> Whole:
        """The part at a path from here; raises `LookupError` where nothing stands."""
        if not path:
            return self
        place, number, *further = path
        return self.inside[str(place)][int(number)].at(tuple(further))

    def own(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Of values by the names of the whole, those of the product itself, by its own names."""
        names = ((name, self.prefix + name) for name in self.decisions.names)
        return {name: values[inside] for name, inside in names if inside in values}

    def prefixed(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Values by the product's own names, by those of the whole."""
        return {self.prefix + name: value for name, value in values.items()}

    @property
    def demands(self) -> Demands:
        """What the rep's choices, those inside included, leave of the variables that they speak of."""
        return {
            name: left
            for each in self.every()
            for name, left in each.prefixed(demands_of(each.decisions, each.selection)).items()
        }

    @property
    def said(self) -> Mapping[str, Said]:
        """The rep's choices, those inside included, one by one; their names begin with the prefix of their part."""
        return {name: said for each in self.every() for name, said in each.said_here.items()}

    @property
    def said_here(self) -> Mapping[str, Said]:
        """Those in the product itself."""
        own = said_of(self.decisions, self.selection)
        return {self.prefix + name: said.inside(self.prefix) for name, said in own.items()}

    @property
    def unsold_rules(self) -> Mapping[str, RuleText]:
        """The rules by which something here or inside is not sold, by their ids in the whole."""
        return {
            each.prefix + rule.id: replace(rule, within=each.path, part=each.part)
            for each in self.every()
            for rule in each.unsold.values()
        }

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """The defaults that still count in the product itself."""
        return wishes_of(self.product, self.decisions, self.selection, self.prefix)

    def nearest(self, variables: Collection[str]) -> Iterator[Is]:
        """For choices of the product itself that are given up: the same option in another quantity, another number of an input, the nearest first."""
        own = {name.removeprefix(self.prefix) for name in variables if name.startswith(self.prefix)}
        quantities = nearest_quantities(self.decisions, self.selection, own)
        for each in chain(quantities, nearest_values(self.decisions, self.selection, own)):
            yield Is(self.prefix + each.variable, each.value)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names in the whole of what is decided, here and inside, or is on offer or not."""
        return tuple(each.prefix + name for each in self.every() for name in each.decisions.names)


def whole_of(compiled: Compiled, selection: Selection, unsold: Callable[[Configurable], Unsold]) -> Whole:
    """The whole that a selection speaks of, for a model of its shape; `unsold` tells what is not sold of each product."""
    return _Wholes(unsold).filled(Whole(compiled, selection, {}, unsold=unsold(compiled.product)))


@dataclass(frozen=True, slots=True)
class _Wholes:
    unsold: Callable[[Configurable], Unsold]

    def filled(self, here: Whole) -> Whole:
        inside = {
            place: tuple(
                self._part(here, *each) for each in zip(here.compiled.parts.get(place, ()), chosen, strict=True)
            )
            for place, chosen in here.selection.nested.items()
        }
        return replace(here, inside=inside)

    def _part(self, outer: Whole, part: Part, chosen: NestedSelection) -> Whole:
        here = Whole(
            part.compiled,
            chosen.selection,
            {},
            path=(*outer.path, part.place, part.number),
            prefix=outer.prefix + part.prefix,
            part=inside_text(outer.part, part_text(outer.product.nested[part.place], part.number)),
            times=outer.times * part.quantity,
            above=outer.products,
            unsold=self.unsold(part.compiled.product),
        )
        return self.filled(here)
