"""Which items a target means."""

from __future__ import annotations

from typing import Literal, NamedTuple

from cpq.bom.catalogue import Catalogue
from cpq.bom.item import Item
from cpq.bom.products import Product
from cpq.bom.target import Target
from cpq.rulebook.rulebook import Rulebook


class Key(NamedTuple):
    """What a target can name an item by."""

    kind: Literal["product", "category", "tag", "every"]
    name: str


EVERY = Key("every", "")


class Matching:
    """Made once for a rulebook: `rulebook.derived(Matching).matches(target, item)`."""

    def __init__(self, rulebook: Rulebook) -> None:
        catalogue = rulebook.derived(Catalogue)
        self._keys = {product.id: _keys_of(catalogue, product) for product in catalogue.products.values()}

    def keys(self, product: Product, code: str | None = None) -> frozenset[Key]:
        """Everything that a target can name this product by; `code` is the variant's, where it is one."""
        keys = self._keys[product.id]
        return keys | {Key("product", code)} if code is not None and code != product.id else keys

    def matches(self, target: Target, item: Item, *, options_too: bool = True) -> bool:
        """Whether the target means the item: itself, or what it stands inside where `options_too`, unless the target says it."""
        too = options_too if target.options_too is None else target.options_too
        return self.names(target, item.product, item.code) or (too and self._inside(target, item))

    def _inside(self, target: Target, item: Item) -> bool:
        excepted = self._excepts(target, item.product, item.code)
        return not excepted and any(self.names(target, product) for product in item.above)

    def names(self, target: Target, product: Product, code: str | None = None) -> bool:
        """Whether the target means a product by itself, wherever it stands."""
        if self._excepts(target, product, code):
            return False
        return not self.keys(product, code).isdisjoint(keys_of(target))

    def _excepts(self, target: Target, product: Product, code: str | None) -> bool:
        return product.id in target.except_ or (code is not None and code in target.except_)


def keys_of(target: Target) -> tuple[Key, ...]:
    """The keys that a target names; one that names nothing means everything."""
    named: list[Key] = [Key("product", code) for code in target.products]
    named += [Key("category", category) for category in target.categories]
    named += [Key("tag", tag) for tag in target.tags]
    return tuple(named) or (EVERY,)


def _keys_of(catalogue: Catalogue, product: Product) -> frozenset[Key]:
    keys = [EVERY, Key("product", product.id)]
    keys += [Key("category", category) for category in catalogue.categories_of(product)]
    keys += [Key("tag", tag) for tag in product.tags]
    return frozenset(keys)
