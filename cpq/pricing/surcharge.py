"""What an item's attributes add to its price."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cpq.bom.item import Item
from cpq.pricing.line import ZERO
from cpq.pricing.methods import Method


def surcharge_of(method: Method, item: Item) -> Decimal:
    """What an item's attributes add to the price of one unit."""
    return sum((amount for _, _, amount in added(method, item)), ZERO)


def added(method: Method, item: Item) -> Iterator[tuple[str, str, Decimal]]:
    """Attribute, value and amount of each surcharge that the item has."""
    for attribute, amounts in method.surcharges.items():
        value = as_written(item.attributes.get(attribute))
        if amounts.get(value):
            yield attribute, value, amounts[value]


def as_written(value: Decimal | bool | str | None) -> str:
    """An attribute's value as a key in YAML: `true`, `2.5`, `red`."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value.normalize():f}"
        case None:
            return ""
        case str():
            return value
