"""The three phases of promotions: deals that consume units, line discounts, order discounts."""

from __future__ import annotations

from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.trace import Phase
from cpq.promotions.play import played


def deals(basket: Basket, context: Context) -> Basket:
    """Buy some, get some: a unit is used by one deal only."""
    return played(Phase.DEAL, basket, context)


def line_discounts(basket: Basket, context: Context) -> Basket:
    """What is taken off each line by itself."""
    return played(Phase.LINE_DISCOUNT, basket, context)


def order_discounts(basket: Basket, context: Context) -> Basket:
    """What is taken off several lines together, spread over them."""
    return played(Phase.ORDER_DISCOUNT, basket, context)
