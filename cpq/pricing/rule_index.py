"""Rules found by line without asking each: the cost of a line does not grow with rules that speak of other products."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from cpq.bom.catalogue import Catalogue
from cpq.bom.item import Item
from cpq.bom.matching import EVERY, Key, Matching, keys_of
from cpq.bom.target import Target
from cpq.rulebook.expressions import Equality, Expression, Holding, lookup, terms
from cpq.rulebook.rulebook import Rulebook


class Targeted(Protocol):
    """A rule that works on some lines: those of its target for which `lines` holds."""

    @property
    def target(self) -> Target: ...

    @property
    def lines(self) -> Expression | None: ...


R = TypeVar("R", bound=Targeted)


class RuleIndex(Generic[R]):
    """Rules by what they name: product, category or tag, in the target or, where the target means every line, in a term of `lines`."""

    def __init__(self, rulebook: Rulebook, rules: Iterable[R]) -> None:
        self._matching = rulebook.derived(Matching)
        self._catalogue = rulebook.derived(Catalogue)
        self.rules: Sequence[R] = tuple(rules)
        self._numbers: dict[Key, list[int]] = {}
        for number, rule in enumerate(self.rules):
            for key in _keys(rule):
                self._numbers.setdefault(key, []).append(number)

    def of(self, item: Item) -> tuple[R, ...]:
        """The rules whose target means the item, in their order; `lines` is still to be asked."""
        numbers = {number for key in self._keys_of(item) for number in self._numbers.get(key, ())}
        matches = self._matching.matches
        return tuple(self.rules[number] for number in sorted(numbers) if matches(self.rules[number].target, item))

    def _keys_of(self, item: Item) -> Iterator[Key]:
        yield from self._matching.keys(item.product, item.code)
        for product in item.above:
            yield from self._matching.keys(product)

    def categories(self, item: Item) -> frozenset[str]:
        """The item's category and all above it, for expressions."""
        return frozenset(self._catalogue.categories_of(item.product))


def _keys(rule: Targeted) -> tuple[Key, ...]:
    keys = keys_of(rule.target)
    if keys != (EVERY,) or rule.lines is None:
        return keys
    named = (_named(term) for term in terms(rule.lines))
    return next((keys for keys in named if keys), (EVERY,))


def _named(term: Expression) -> tuple[Key, ...]:
    """What a term asks a product to be; nothing where that cannot be told."""
    match lookup(term):
        case Equality("product.id", values):
            return tuple(Key("product", str(value)) for value in sorted(values, key=str))
        case Holding("product.category", word):
            return (Key("category", word),)
        case Holding("product.tags", word):
            return (Key("tag", word),)
        case _:
            return ()
