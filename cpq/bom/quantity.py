"""In which portions a product is ordered and shared out: whole pieces, or multiples of the step of what is measured."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from cpq.bom.item import Item
from cpq.bom.products import Product, Usage
from cpq.rulebook.text import Text
from cpq.rulebook.wording import listed

FINEST = Decimal("1e-6")
"""Of a quantity that is measured; documents show as many digits."""


def is_measured(product: Product) -> bool:
    """Whether a product is ordered in fractions of its unit: by the kilogram, the metre, the half day."""
    return isinstance(product, Usage) or bool(product.order.step % 1)


def portion(item: Item, quantity: Decimal) -> Decimal:
    """The most of an item's quantity, up to one, that can stand on its own: whole units of whole ones, whole steps of what has a step."""
    product = item.product
    step = product.order.step if is_measured(product) and not isinstance(product, Usage) else Decimal(1)
    unit = FINEST if item.quantity % step else step
    return (quantity / unit).to_integral_value(ROUND_FLOOR) * unit


def nearest(product: Product, quantity: Decimal) -> Text:
    """The quantities nearest to one, below and above it, that can be ordered."""
    order = product.order
    below = quantity - quantity % order.step
    around = (below, below + order.step)
    possible = [each for each in around if each >= order.least and (order.max is None or each <= order.max)]
    return listed([f"{each.normalize():f}" for each in possible])
