"""What an item's attributes add to its price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from cpq.bom.item import Item
from cpq.pricing.line import ZERO
from cpq.pricing.methods import Method


def surcharge_of(method: Method, item: Item) -> Decimal:
    """What an item's attributes add to the price of one unit."""
    return sum((amount for _, _, amount in added(method, item)), ZERO)


def added(method: Method, item: Item) -> Iterator[tuple[str, str, Decimal]]:
    """Attribute, value and amount of each surcharge that the item has."""
    for attribute, amounts in method.surcharges.items():
        value = _key(amounts, item.attributes.get(attribute))
        if value is not None and amounts[value]:
            yield attribute, value, amounts[value]


def _key(amounts: Mapping[str, Decimal], value: Decimal | bool | str | None) -> str | None:
    """The key that stands for a value; for a number, however it is written: `2.5`, `2.50`."""
    written = as_written(value)
    if written in amounts or not isinstance(value, Decimal):
        return written if written in amounts else None
    return next((key for key in amounts if as_number(key) == value), None)


def as_number(key: str) -> Decimal | None:
    """The number that a key is; None for what is none."""
    try:
        number = Decimal(key)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


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
