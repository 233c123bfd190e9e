"""The names that rules about lines, and guardrails, may use."""

from __future__ import annotations

from cpq.bom.category import Category
from cpq.bom.products import Product
from cpq.bom.situation import quote_scope
from cpq.company.attribute import Attribute
from cpq.pricing.measures import NET_IN_COMPANY_CURRENCY
from cpq.rulebook.expressions import Bool, MoneyType, Number, Scope, TextSet, TextType, Type
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

PRODUCT_KINDS = frozenset({"sku", "variants", "configurable", "bundle", "subscription", "service", "usage"})

_FRACTION = Number(fraction=True)


def line_scope(rulebook: Rulebook) -> Scope:
    """The names of a line: those of the quote, the product's, and the line's amounts so far."""
    return Scope(_line_names(rulebook), Text(zh="行条件", en="a line condition"))


def line_guard_scope(rulebook: Rulebook) -> Scope:
    """The names of a finished line: those of a line, its discount and margin as fractions, and whether it is below its floor."""
    guarded: dict[str, Type] = {
        "discount": _FRACTION,
        "manual_discount": _FRACTION,
        "margin": _FRACTION,
        "below_floor": Bool(),
    }
    return Scope(_line_names(rulebook) | guarded, Text(zh="行护栏条件", en="the condition of a line guardrail"))


def quote_guard_scope(rulebook: Rulebook) -> Scope:
    """The names of a finished quote, or of one of its sections: its discount and margin as fractions, its amounts, and its longest term in months."""
    guarded: dict[str, Type] = {
        "discount": _FRACTION,
        "manual_discount": _FRACTION,
        "margin": _FRACTION,
        "net": MoneyType(),
        "list": MoneyType(),
        NET_IN_COMPANY_CURRENCY: Number(),
        "term": Number(),
    }
    names = dict(quote_scope(rulebook).names) | guarded
    return Scope(names, Text(zh="整单护栏条件", en="the condition of a quote guardrail"))


def _line_names(rulebook: Rulebook) -> dict[str, Type]:
    attributes: dict[str, Type] = {
        f"product.{id}": attribute.expression_type() for id, attribute in rulebook.all(Attribute).items()
    }
    own: dict[str, Type] = {
        "product.id": TextType(frozenset(rulebook.all(Product)) or None),
        "product.code": TextType(),
        "product.category": TextSet(frozenset(rulebook.all(Category)) or None),
        "product.kind": TextType(PRODUCT_KINDS),
        "product.tags": TextSet(_tags(rulebook)),
        "quantity": Number(),
        "unit_list": MoneyType(),
        "line.list": MoneyType(),
        "line.net": MoneyType(),
        "term": Number(),
    }
    return dict(quote_scope(rulebook).names) | attributes | own


def _tags(rulebook: Rulebook) -> frozenset[str] | None:
    return frozenset(tag for product in rulebook.all(Product).values() for tag in product.tags) or None
