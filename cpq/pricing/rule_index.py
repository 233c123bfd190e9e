"""Rules found by line without asking each: the cost of a line does not grow with rules that speak of other products."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar, runtime_checkable

from cpq.bom.catalogue import Catalogue
from cpq.bom.item import Item
from cpq.bom.matching import EVERY, Key, Matching, keys_of
from cpq.bom.target import Target
from cpq.rulebook.expressions import Equality, Expression, Holding, lookup
from cpq.rulebook.rulebook import Rulebook


class Targeted(Protocol):
    """A rule that works on the lines of its target."""

    @property
    def target(self) -> Target: ...


@runtime_checkable
class Selective(Protocol):
    """A rule that works only on those lines of its target for which `lines` holds."""

    @property
    def lines(self) -> Expression | None: ...


R = TypeVar("R", bound=Targeted)

Named = tuple[str, str, tuple[str, ...]]
"""An item by its code, its product and the products around it."""


def always(_: object) -> bool:
    return True


class RuleIndex(Generic[R]):
    """Rules by what they name: product, category or tag, in the target or, where the target means every line, in a term of `lines`."""

    def __init__(self, rulebook: Rulebook, rules: Iterable[R], options_too: Callable[[R], bool] = always) -> None:
        """`options_too`: whether a rule works on options inside what its target names, where the target does not say it."""
        self._matching = rulebook.derived(Matching)
        self._catalogue = rulebook.derived(Catalogue)
        self._categories: dict[str, frozenset[str]] = {}
        self._options_too = options_too
        self.rules: Sequence[R] = tuple(rules)
        self._found: dict[Named, tuple[R, ...]] = {}
        self._numbers: dict[Key, list[int]] = {}
        for number, rule in enumerate(self.rules):
            for key in _keys(rule):
                self._numbers.setdefault(key, []).append(number)

    def of(self, item: Item) -> tuple[R, ...]:
        """The rules whose target means the item, in their order; `lines` is still to be asked."""
        named = named_by(item)
        rules = self._found.get(named)
        if rules is None:
            rules = self._found[named] = self._sought(item)
        return rules

    def _sought(self, item: Item) -> tuple[R, ...]:
        numbers = {number for key in self._keys_of(item) for number in self._numbers.get(key, ())}
        sought = (self.rules[number] for number in sorted(numbers))
        return tuple(rule for rule in sought if self._means(rule, item))

    def _means(self, rule: R, item: Item) -> bool:
        return self._matching.matches(rule.target, item, options_too=self._options_too(rule))

    def _keys_of(self, item: Item) -> Iterator[Key]:
        yield from self._matching.keys(item.product, item.code)
        for product in item.above:
            yield from self._matching.keys(product)

    def categories(self, item: Item) -> frozenset[str]:
        """The item's category and all above it, for expressions."""
        category = item.product.category
        if category not in self._categories:
            self._categories[category] = frozenset(self._catalogue.categories_of(item.product))
        return self._categories[category]


def named_by(item: Item) -> Named:
    """All of an item that a target can ask for: equal ones are meant by the same targets."""
    return item.code, item.product.id, tuple(product.id for product in item.above) if item.above else ()


def _keys(rule: Targeted) -> tuple[Key, ...]:
    keys = keys_of(rule.target)
    lines = rule.lines if isinstance(rule, Selective) else None
    if keys != (EVERY,) or lines is None:
        return keys
    named = (_named(term) for term in lines.terms)
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
