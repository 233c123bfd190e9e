"""Questions about a product with open places: how many parts stand there, and which, is not decided yet.

What is so with anything in the places bounds the answer from without (`any_parts`); what is so with so many equal parts, as they
are by their defaults, from within (`alike_parts`). Where the two differ, what could stand there is tried, the fewest parts first,
each time as a whole whose parts are known. Where that takes too long, what is left between the bounds is shown as possible, and
said not to be proven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, product
from typing import cast

from cpq.bom.configuration.asked import Asked
from cpq.bom.configuration.compilations import Compilations
from cpq.bom.configuration.compiled import conditions_of
from cpq.bom.configuration.fillings import Contents, Fillings, Numbers
from cpq.bom.configuration.open_model import number_of
from cpq.bom.configuration.open_models import OpenModels
from cpq.bom.configuration.prepared import Prepared
from cpq.bom.configuration.selection import NestedSelection, Selection
from cpq.bom.configuration.shapes import selected_shape
from cpq.bom.configuration.state import Configuration, Explanation
from cpq.bom.configuration.vocabulary import vocabulary_of
from cpq.bom.configuration.whole import Unsold
from cpq.bom.products import Configurable, Product
from cpq.bom.solve import TooLarge
from cpq.bom.solve.engines import Wanted
from cpq.rulebook.expressions.tree import names_read
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook

MOST_VALUES = 5_000
"""Values of all models that one question may try."""
MOST_EXAMPLES = 8
"""Mixtures of equal parts that are looked at from within."""


@dataclass(frozen=True, slots=True)
class Means:
    """What answers about one product: `closed` where every part is known, `about` by a prepared model, `example` a part by its defaults."""

    rulebook: Rulebook
    product: Configurable
    wanted: Wanted
    unsold: Callable[[Configurable], Unsold]
    closed: Callable[[Selection], Asked | Explanation]
    about: Callable[[Prepared, Selection], Asked | Explanation]
    example: Callable[[Configurable], Configuration | None]


@dataclass
class OpenQuestion:
    """The question that a selection is, in which `fillings` tells what could stand in the open places.

    `short` is whether something was not tried for want of time.
    """

    means: Means
    selection: Selection
    fillings: Fillings
    short: bool = False
    _left: int = field(default_factory=lambda: MOST_VALUES, init=False)

    @classmethod
    def about(cls, means: Means, selection: Selection, places: tuple[str, ...]) -> OpenQuestion:
        unsold = means.unsold(means.product)
        return cls(means, selection, Fillings.of(means.rulebook, means.product, places, unsold.keys()))

    def with_numbers(
        self, numbers: Mapping[str, tuple[int, ...]], kept: Contents, fitting: Mapping[str, tuple[str, ...]]
    ) -> OpenQuestion:
        """The same with other numbers of parts in a place, some of which stand there, the others of these products."""
        now = self.fillings
        fillings = replace(now, numbers={**now.numbers, **numbers}, kept=kept, fitting={**now.fitting, **fitting})
        return OpenQuestion(self.means, self.selection, fillings)

    @property
    def variables(self) -> tuple[str, ...]:
        """Those for the numbers of parts."""
        return tuple(map(number_of, self.fillings.numbers))

    @cached_property
    def without(self) -> Asked | Explanation:
        """With anything in the open places; an explanation where what is given cannot stand there."""
        models = self.means.rulebook.derived(OpenModels)
        prepared = models.with_any_parts(self.means.product, self.selection, self.means.wanted)
        return self._with_numbers(self.means.about(prepared, self.selection))

    def within(self) -> Iterator[Asked]:
        """With equal parts in the open places, as they are by their defaults; for each product that fits there."""
        if any(self.fillings.kept.values()):
            return
        places = self.fillings.fitting
        for chosen in islice(product(*places.values()), MOST_EXAMPLES):
            asked = self._alike(dict(zip(places, chosen, strict=True)))
            if isinstance(asked, Asked):
                yield asked

    def _alike(self, products: Mapping[str, str]) -> Asked | Explanation | None:
        every = self.means.rulebook.all(Product)
        made = {place: self.means.example(cast("Configurable", every[name])) for place, name in products.items()}
        examples = {place: each for place, each in made.items() if each is not None}
        if len(examples) < len(made):
            return None
        models = self.means.rulebook.derived(OpenModels)
        try:
            prepared = models.with_alike_parts(self.means.product, self.selection, self.means.wanted, examples)
        except Refused:  # more cases than can be looked at, now that the numbers are open
            return None
        return prepared and self._with_numbers(self.means.about(prepared, self.selection))

    def _with_numbers(self, asked: Asked | Explanation) -> Asked | Explanation:
        if isinstance(asked, Explanation):
            return asked
        numbers = {number_of(place): frozenset(each) for place, each in self.fillings.numbers.items()}
        domains = asked.engine.model.domains
        return replace(
            asked, further={name: left for name, left in numbers.items() if left != frozenset(domains[name])}
        )

    def closed(self, contents: Contents) -> Selection:
        """The selection with these parts in the open places."""
        return replace(self.selection, nested={**self.selection.nested, **contents})

    def cases(self, wanted: Callable[[Numbers], bool]) -> Iterator[tuple[Contents, Asked]]:
        """Every question with known parts, in numbers that are wanted when they are come to: with equal parts, then with others."""
        for contents in self._contents(wanted):
            asked = self.asked(contents)
            if self.short:
                return
            if asked is not None:
                yield contents, asked

    def _contents(self, wanted: Callable[[Numbers], bool]) -> Iterator[Contents]:
        for numbers in filter(wanted, self.fillings.every_number()):
            yield from self.alike(numbers)
        for numbers in filter(wanted, self.fillings.every_number()):
            yield from self.apart(numbers)

    def alike(self, numbers: Numbers) -> Iterator[Contents]:
        """So many equal parts; none where rules ask how many entries there are."""
        if not self.fillings.are_several(numbers) or not self._entries_matter:
            yield from self.fillings.alike(numbers)

    def apart(self, numbers: Numbers) -> Iterator[Contents]:
        """So many parts with choices of their own, where that is not the same as equal ones."""
        if self.fillings.are_several(numbers):
            yield from self.fillings.apart(numbers)

    @cached_property
    def _entries_matter(self) -> bool:
        vocabulary = vocabulary_of(self.means.rulebook, self.means.product)
        read = (names_read(vocabulary.tree(text)) for _, text in conditions_of(self.means.product))
        entries = {f"{place}.count" for place in self.fillings.numbers}
        return any(not entries.isdisjoint(names) for names in read)

    def asked(self, contents: Contents) -> Asked | None:
        """The question with these parts; None where they cannot stand there, or (`short`) it would take too long."""
        selection = self.closed(contents)
        self._left -= self._size(contents)
        if self._left < 0:
            self.short = True
            return None
        try:
            asked = self.means.closed(selection)
        except TooLarge:
            self.short = True
            return None
        return asked if isinstance(asked, Asked) else None

    def _size(self, contents: Contents) -> int:
        """Of what stands there beside what does in any case."""
        kept = self.fillings.kept
        return (
            sum(self._values(part) for place, parts in contents.items() for part in parts[len(kept.get(place, ())) :])
            + 1
        )

    def _values(self, part: NestedSelection) -> int:
        compilations = self.means.rulebook.derived(Compilations)
        compiled = compilations.of(part.product, selected_shape(part.selection.nested))
        return sum(map(len, compiled.model.domains.values()))
