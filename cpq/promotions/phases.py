"""The phases of promotions: deals that consume units and gifts, line discounts, free months, order discounts, what delivery costs, and points."""

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


def promised_months(basket: Basket, context: Context) -> Basket:
    """Months of subscriptions that are free because of a promotion, after those that are free anyway."""
    return played(Phase.FREE, basket, context)


def delivery_discounts(basket: Basket, context: Context) -> Basket:
    """What is taken off deliveries."""
    return played(Phase.SHIPPING, basket, context)


def rewards(basket: Basket, context: Context) -> Basket:
    """Points for what is left to pay of the lines; no price changes."""
    return played(Phase.REWARD, basket, context)
