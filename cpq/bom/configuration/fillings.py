"""What could stand in open places: so many parts, of the products that fit; the fewest parts first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement, product
from math import factorial, prod
from typing import cast

from cpq.bom.configuration.open_model import numbers_in
from cpq.bom.configuration.selection import NestedSelection, Selection, least_selection
from cpq.bom.products import Configurable, Product
from cpq.rulebook.rulebook import Rulebook

Numbers = Mapping[str, int]
"""Place → how many parts stand there."""
Contents = Mapping[str, tuple[NestedSelection, ...]]


def open_places(product: Configurable, selection: Selection) -> tuple[str, ...]:
    """The nested places of which the selection says nothing."""
    return tuple(name for name in product.nested if name not in selection.nested)


def with_least_inside(rulebook: Rulebook, selection: Selection) -> Selection:
    """The selection, in whose parts every place that is not spoken of has the fewest parts."""
    nested = {place: tuple(_with_least(rulebook, part) for part in parts) for place, parts in selection.nested.items()}
    return replace(selection, nested=nested)


def _with_least(rulebook: Rulebook, part: NestedSelection) -> NestedSelection:
    inside = rulebook.all(Product).get(part.product)
    if not isinstance(inside, Configurable) or not inside.nested:
        return part
    own = with_least_inside(rulebook, part.selection)
    least = least_selection(rulebook, inside).nested
    return replace(part, selection=replace(own, nested={**least, **own.nested}))


@dataclass(frozen=True)
class Fillings:
    """Of the open `places`: place → the products that may stand there, and the numbers that there may be.

    `kept` are parts that stand there in any case.
    """

    rulebook: Rulebook
    fitting: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, tuple[int, ...]]
    kept: Contents

    @classmethod
    def of(
        cls, rulebook: Rulebook, outer: Configurable, places: Sequence[str], unsold: Collection[tuple[str, str]]
    ) -> Fillings:
        every = rulebook.all(Product)
        fitting = {
            name: tuple(
                each
                for each in outer.nested[name].products
                if (name, each) not in unsold and isinstance(every[each], Configurable)
            )
            for name in places
        }
        numbers = {
            name: tuple(each for each in numbers_in(outer.nested[name]) if fitting[name] or not each) for name in places
        }
        return cls(rulebook, fitting, numbers, {})

    def every_number(self) -> Iterator[Numbers]:
        """All there may be, the fewest parts first."""
        most = sum(each[-1] for each in self.numbers.values() if each)
        for total in range(most + 1):
            yield from self._adding_up(tuple(self.numbers), total)

    def _adding_up(self, places: tuple[str, ...], total: int) -> Iterator[Numbers]:
        if not places:
            if total == 0:
                yield {}
            return
        first, *others = places
        for number in self.numbers[first]:
            if number <= total:
                for rest in self._adding_up(tuple(others), total - number):
                    yield {first: number, **rest}

    def alike(self, numbers: Numbers) -> Iterator[Contents]:
        """Beside what is kept, parts of one product in each place, with the same choices: one entry."""
        for chosen in product(*(self._products(place, numbers) for place in self.numbers)):
            yield self._contents(numbers, {place: (each,) for place, each in zip(self.numbers, chosen, strict=True)})

    def apart(self, numbers: Numbers) -> Iterator[Contents]:
        """Beside what is kept, parts of any products, each with choices of its own: an entry for each, in one order."""
        mixes = [combinations_with_replacement(self.fitting[place], self._more(place, numbers)) for place in numbers]
        for chosen in product(*mixes):
            yield self._contents(numbers, dict(zip(numbers, chosen, strict=True)))

    def are_several(self, numbers: Numbers) -> bool:
        """Whether in some place more than one is missing beside what is kept."""
        return any(self._more(place, numbers) > 1 for place in numbers)

    def _more(self, place: str, numbers: Numbers) -> int:
        """How many parts are missing beside those that are kept."""
        return max(0, numbers[place] - _count(self.kept.get(place, ())))

    def _products(self, place: str, numbers: Numbers) -> Sequence[str]:
        return self.fitting[place] if self._more(place, numbers) else ("",)

    def _contents(self, numbers: Numbers, chosen: Mapping[str, tuple[str, ...]]) -> Contents:
        return {
            place: (*self.kept.get(place, ()), *self._entries(self._more(place, numbers), chosen[place]))
            for place in numbers
        }

    def _entries(self, more: int, products: tuple[str, ...]) -> Iterator[NestedSelection]:
        if more:
            each = 1 if len(products) == more else more
            yield from (NestedSelection(name, self._inside(name), each) for name in products)

    def _inside(self, name: str) -> Selection:
        return least_selection(self.rulebook, cast("Configurable", self.rulebook.all(Product)[name]))


def orders(contents: Contents) -> int:
    """In how many orders the parts of each place can stand."""
    return prod(_orders([part.product for part in parts]) for parts in contents.values())


def _orders(products: Sequence[str]) -> int:
    return factorial(len(products)) // prod(factorial(number) for number in Counter(products).values())


def _count(parts: Sequence[NestedSelection]) -> int:
    return sum(part.quantity for part in parts)
