"""Ramps: what single contract years of a subscription cost."""

from __future__ import annotations

from decimal import Decimal

from cpq.bom.products import Subscription
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.phases.percentage import Cause, percentage_step
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.text import Text

BY_LINE = "line-ramp"
"""The rule of a ramp that stands in the request, and not with the product."""


def ramps(basket: Basket, context: Context) -> Basket:
    """Every line of a contract year that has a price or a reduction of its own, with it."""
    if all(line.item.year is None for line in basket.lines):
        return basket
    return basket.with_lines([_ramped(line, context) for line in basket.lines])


def _ramped(line: Line, context: Context) -> Line:
    product, year = line.item.product, line.item.year
    if line.included or year is None or not isinstance(product, Subscription):
        return line
    label = Text(zh=f"合同第 {year} 年", en=f"Contract year {year}")
    asked = line.item.request.ramp
    for position, written in enumerate(asked):
        if written.year == year:
            cause = BY_LINE, label, context.place_of(line.item, "ramp", position)
            return _changed(line, written.price, written.discount or Decimal(0), cause, context)
    if any(each.price is not None or each.discount is not None for each in asked):
        return line
    for position, step in enumerate(product.ramp):
        if step.year == year:
            cause = product.id, label, product.at("ramp", position)
            return _changed(line, (step.price or {}).get(context.currency), step.discount, cause, context)
    return line


def _changed(line: Line, price: Decimal | None, discount: Decimal, cause: Cause, context: Context) -> Line:
    if price is not None:
        return line.plus(_to_price(line, price, cause, context))
    return line.plus(percentage_step(line, -discount, Phase.RAMP, cause, context)) if discount else line


def _to_price(line: Line, price: Decimal, cause: Cause, context: Context) -> Step:
    rule, label, place = cause
    wanted = line.over_term(price)
    amount = context.round_per_period(wanted, line) - line.net
    note = Text(zh=f"当年单价 {price:,f}", en=f"{price:,f} each in this year")
    return Step(Phase.RAMP, rule, label, amount, wanted - line.net, place, note=note)
