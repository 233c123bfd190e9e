"""The names that rules about lines, and guardrails, may use."""

from __future__ import annotations

from cpq.bom.category import Category
from cpq.bom.products import Product
from cpq.bom.situation import quote_scope as known_before
from cpq.bom.situation import sale_scope
from cpq.company.attribute import Attribute
from cpq.pricing.contract import Contract
from cpq.pricing.measures import NET_IN_COMPANY_CURRENCY
from cpq.rulebook.expressions import Bool, MoneyType, Number, Scope, TextSet, TextType, Type
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

PRODUCT_KINDS = frozenset({"sku", "variants", "configurable", "bundle", "subscription", "service", "usage"})

_FRACTION = Number(fraction=True)


def price_scope(rulebook: Rulebook) -> Scope:
    """The names that a price formula may use: who buys what, before any amount is known, and the unit cost in the list's currency."""
    names = dict(sale_scope(rulebook).names) | _item_names(rulebook) | {"cost": Number()}
    return Scope(names, Text(zh="价格公式", en="a price formula"))


def quote_scope(rulebook: Rulebook) -> Scope:
    """The names of a whole quote: the situation, the contracts in force, and the amounts of the order and of its deliveries so far."""
    known = known_before(rulebook)
    contracts: dict[str, Type] = {"customer.contracts": TextSet(frozenset(rulebook.all(Contract)) or None)}
    return Scope(dict(known.names) | contracts, known.what)


def line_scope(rulebook: Rulebook) -> Scope:
    """The names of a line: those of the quote, the product's, and the line's amounts so far."""
    return Scope(_line_names(rulebook), Text(zh="行条件", en="a line condition"))


def price_rule_scope(rulebook: Rulebook) -> Scope:
    """The names of a price rule's formula: those of a line, the price of one unit and period so far, and its cost."""
    own: dict[str, Type] = {"unit_net": MoneyType(), "cost": MoneyType()}
    return Scope(_line_names(rulebook) | own, Text(zh="价格规则的公式", en="the formula of a price rule"))


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
    amounts: dict[str, Type] = {"unit_list": MoneyType(), "line.list": MoneyType(), "line.net": MoneyType()}
    return dict(quote_scope(rulebook).names) | _item_names(rulebook) | amounts


def _item_names(rulebook: Rulebook) -> dict[str, Type]:
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
        "unit": TextType(_units(rulebook)),
        "term": Number(),
    }
    return attributes | own


def _units(rulebook: Rulebook) -> frozenset[str]:
    """The other units of all products, and the own unit, which has no name."""
    return frozenset({"", *(unit for product in rulebook.all(Product).values() for unit in product.units)})


def _tags(rulebook: Rulebook) -> frozenset[str] | None:
    return frozenset(tag for product in rulebook.all(Product).values() for tag in product.tags) or None
