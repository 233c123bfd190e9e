"""Quantity tiers: the difference between the list price and what the reached tiers charge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.entry import PricedEntry
from cpq.pricing.line import ZERO, Line
from cpq.pricing.methods import Slice
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.text import Text


def quantity_tiers(basket: Basket, context: Context) -> Basket:
    """Every line with a step for each slice of its quantity that is not charged at the list price."""
    return basket.with_lines([_with_tiers(line, context) for line in basket.lines])


def _with_tiers(line: Line, context: Context) -> Line:
    priced = line.entry
    if priced is None or not (priced.price.slices or priced.entry.method.minimum):
        return line
    price = priced.price
    steps = [_step(each, priced, line) for each in price.slices if each.unit_price != price.unit_list]
    steps += [_flat(each, priced, line) for each in price.slices if each.flat]
    line = line.plus(*_rounded_together(steps, line.over_term(price.unit_list), line, context))
    least = priced.entry.method.minimum
    return line if least is None else _with_minimum(line.item.extent.times(least), priced, line, context)


def _rounded_together(steps: Sequence[Step], exact: Decimal, line: Line, context: Context) -> list[Step]:
    """The steps with such amounts that the list price, which is `exact`, and they come to what all tiers charge, rounded once."""
    found: list[Step] = []
    rounded = context.round_per_period(exact, line)
    for step in steps:
        exact += step.exact
        before, rounded = rounded, context.round_per_period(exact, line)
        found.append(replace(step, amount=rounded - before))
    return found


def _with_minimum(least: Decimal, priced: PricedEntry, line: Line, context: Context) -> Line:
    """The line with what is missing to the least amount of all its periods."""
    missing = context.round_per_period(least, line) - line.net
    if missing <= 0:
        return line
    exact = least - sum((step.exact for step in line.steps), ZERO)
    entry = priced.entry
    label = Text(zh="补足最低收费", en="Up to the minimum charge")
    place = entry.at("minimum")
    return line.plus(Step(Phase.QUANTITY, entry.owner.id, label, missing, exact, place))


def _flat(charged: Slice, priced: PricedEntry, line: Line) -> Step:
    """The amount that is due once a period where a tier is reached."""
    exact = line.item.extent.times(charged.flat)
    label = Text(zh=f"数量档 {charged.label.zh}：固定金额", en=f"Quantity tier {charged.label.en}: flat amount")
    place = priced.entry.at(*charged.path)
    return Step(Phase.QUANTITY, priced.entry.owner.id, label, exact, exact, place)


def _step(charged: Slice, priced: PricedEntry, line: Line) -> Step:
    difference = charged.unit_price - priced.price.unit_list
    exact = line.item.extent.times(difference * charged.quantity)
    label = Text(zh=f"数量档 {charged.label.zh}", en=f"Quantity tier {charged.label.en}")
    note = Text(zh=f"该档单价 {charged.unit_price:,f}", en=f"{charged.unit_price:,f} each in this tier")
    if charged.counted is not None:
        note = Text(zh=f"{note.zh}，合计数量 {charged.counted:,f}", en=f"{note.en}, {charged.counted:,f} in all")
    return Step(
        Phase.QUANTITY,
        priced.entry.owner.id,
        label,
        exact,
        exact,
        priced.entry.at(*charged.path),
        quantity=charged.quantity,
        unit_price=difference,
        note=note,
        counted=charged.counted,
    )
