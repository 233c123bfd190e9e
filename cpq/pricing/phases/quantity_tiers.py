"""Quantity tiers: the difference between the list price and what the reached tiers charge."""

from __future__ import annotations

from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.entry import PricedEntry
from cpq.pricing.line import Line
from cpq.pricing.methods import Slice
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.text import Text


def quantity_tiers(basket: Basket, context: Context) -> Basket:
    """Every line with a step for each slice of its quantity that is not charged at the list price."""
    return basket.with_lines(_with_tiers(line, context) for line in basket.lines)


def _with_tiers(line: Line, context: Context) -> Line:
    priced = line.entry
    if priced is None:
        return line
    return line.plus(*(_step(each, priced, line, context) for each in priced.price.slices if _differs(each, priced)))


def _differs(charged: Slice, priced: PricedEntry) -> bool:
    return charged.unit_price != priced.price.unit_list


def _step(charged: Slice, priced: PricedEntry, line: Line, context: Context) -> Step:
    difference = charged.unit_price - priced.price.unit_list
    exact = line.item.extent.times(difference * charged.quantity)
    label = Text(zh=f"数量档 {charged.label.zh}", en=f"Quantity tier {charged.label.en}")
    note = Text(zh=f"该档单价 {charged.unit_price:,f}", en=f"{charged.unit_price:,f} each in this tier")
    return Step(
        Phase.QUANTITY,
        priced.entry.owner.id,
        label,
        context.round_per_period(exact, line),
        exact,
        priced.entry.at(context.places, *charged.path),
        quantity=charged.quantity,
        unit_price=difference,
        note=note,
    )
