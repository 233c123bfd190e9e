"""One product with everything that a page about it shows: attributes, variants, units, what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cpq.bom.article import Article
from cpq.bom.catalogue import Catalogue
from cpq.bom.category import Category
from cpq.bom.products import Configurable, Product, Variants
from cpq.bom.sellability import why_not_sold
from cpq.bom.situation import Situation
from cpq.company.attribute import Attribute
from cpq.product_search import FoundProduct, shown
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class AttributeShown:
    """A value with its attribute's name, in words."""

    name: Text
    value: Decimal | bool | str
    text: Text


@dataclass(frozen=True, slots=True)
class Named:
    """A code or an id, and what people call it."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class OrderedIn:
    """Another unit in which it can be ordered, which `contains` so many of its own."""

    id: str
    name: Text
    contains: Decimal


@dataclass(frozen=True, slots=True)
class ProductDetails:
    """A product or, by its own code, one of its variants. Quantities can be ordered from `order_min` on in steps of `order_step`."""

    product: FoundProduct
    code: str
    name: Text
    categories: tuple[Named, ...]
    attributes: Mapping[str, AttributeShown]
    variants: tuple[Named, ...]
    units: tuple[OrderedIn, ...]
    order_min: Decimal
    order_step: Decimal
    order_max: Decimal | None
    groups: tuple[Named, ...]
    inputs: tuple[Named, ...]
    nested: tuple[Named, ...]
    place: Place


def resolved(rulebook: Rulebook, code: str) -> Article | Text:
    """What a code stands for; or that it stands for nothing, and what was probably meant."""
    catalogue = rulebook.derived(Catalogue)
    found = catalogue.article(code)
    if found is not None:
        return found
    near = did_you_mean(code, catalogue.articles)
    return Text(zh=f"没有这个产品{near.zh}", en=f"there is no such product{near.en}")


def details_of(rulebook: Rulebook, article: Article, situation: Situation | None) -> ProductDetails:
    """Everything about an article; why it may not be sold where a situation is given."""
    product, catalogue = article.product, rulebook.derived(Catalogue)
    code = article.code if article.is_variant else None
    why_not = None if situation is None else why_not_sold(rulebook, product, situation, code)
    variants = catalogue.variants_of(product) if isinstance(product, Variants) else ()
    categories, attributes = rulebook.all(Category), rulebook.all(Attribute)
    groups, inputs, nested = _choices(product, attributes)
    return ProductDetails(
        shown(product, why_not),
        article.code,
        article.name,
        tuple(Named(id, categories[id].name) for id in catalogue.categories_of(product)),
        {id: _attribute(attributes[id], value) for id, value in article.attributes.items()},
        tuple(Named(each.code, each.name) for each in variants),
        tuple(OrderedIn(id, each.name, each.contains) for id, each in product.units.items()),
        product.order.least,
        product.order.step,
        product.order.max,
        groups,
        inputs,
        nested,
        article.place,
    )


def _attribute(attribute: Attribute, value: Decimal | bool | str) -> AttributeShown:
    return AttributeShown(attribute.name, value, attribute.text_of(value))


Choices = tuple[tuple[Named, ...], tuple[Named, ...], tuple[Named, ...]]


def _choices(product: Product, attributes: Mapping[str, Attribute]) -> Choices:
    """The groups, inputs and nested places of a product that is configured."""
    if not isinstance(product, Configurable):
        return (), (), ()
    return (
        tuple(Named(name, group.name) for name, group in product.groups.items()),
        tuple(Named(name, attributes[input.attribute].name) for name, input in product.inputs.items()),
        tuple(Named(name, nested.name) for name, nested in product.nested.items()),
    )
