"""Ramps: reduced prices in the first years of a subscription."""

from __future__ import annotations

from cpq.bom.products import Subscription
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.phases.percentage import percentage_step
from cpq.pricing.trace import Phase
from cpq.rulebook.text import Text


def ramps(basket: Basket, context: Context) -> Basket:
    """Every line of a contract year that has a reduction, with it."""
    return basket.with_lines(_ramped(line, context) for line in basket.lines)


def _ramped(line: Line, context: Context) -> Line:
    product, year = line.item.product, line.item.year
    if line.included or year is None or not isinstance(product, Subscription):
        return line
    for position, step in enumerate(product.ramp):
        if step.year == year and step.discount:
            label = Text(zh=f"合同第 {year} 年优惠", en=f"Contract year {year}")
            place = product.at("ramp", position)
            return line.plus(percentage_step(line, -step.discount, Phase.RAMP, (product.id, label, place), context))
    return line
