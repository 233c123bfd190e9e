"""Surcharges by attribute: what a colour or a length adds to the unit price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from cpq.bom.item import Item
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.methods import Method
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.text import Text


def surcharges(basket: Basket, context: Context) -> Basket:
    """Every line with the surcharges of its entry, a step for each attribute; they belong to the list price."""
    return basket.with_lines(_with_surcharges(line, context) for line in basket.lines)


def surcharge_of(method: Method, item: Item) -> Decimal:
    """What an item's attributes add to the price of one unit."""
    return sum((amount for _, _, amount in _added(method, item)), ZERO)


def _with_surcharges(line: Line, context: Context) -> Line:
    if line.entry is None or not line.entry.entry.method.surcharges:
        return line
    entry, item = line.entry.entry, line.item
    steps: list[Step] = []
    for attribute, value, amount in _added(entry.method, item):
        exact = amount * item.quantity * line.periods
        rounded = context.round_per_period(exact, line)
        place = entry.at("surcharges", attribute, value)
        label = Text.same(f"{attribute} = {value}")
        steps.append(
            Step(Phase.OPTIONS, entry.owner.id, label, rounded, exact, place, None, None, item.quantity, amount)
        )
    unit_list = line.unit_list + surcharge_of(entry.method, item)
    return replace(line.plus(*steps), unit_list=unit_list)


def _added(method: Method, item: Item) -> Iterator[tuple[str, str, Decimal]]:
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
