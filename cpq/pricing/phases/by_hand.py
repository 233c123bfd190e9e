"""What lines cost as the rep changes them by hand, for the shares that are taken of them."""

from __future__ import annotations

from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.phases.manual import discounted_lines
from cpq.pricing.phases.manual_prices import priced_lines


def seen_by_shares(basket: Basket, context: Context) -> Basket:
    """The basket whose earlier lines have the prices and discounts that the rep gives them.

    Their own steps come after the order discounts, in which the shares take part; so here they are taken of the amounts before those. What
    cannot be taken off is left out, for it is refused with its own phase.
    """
    by_hand = any(line.price is not None or line.discount is not None for _, line in context.asked)
    if not basket.earlier or not by_hand:
        return basket
    earlier = Basket(basket.earlier)
    earlier = earlier.with_lines(priced_lines(earlier, context))
    return Basket(basket.lines, discounted_lines(earlier, context)[0], basket.outcomes)
