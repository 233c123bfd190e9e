"""Which coupons of a request a promotion can use."""

from __future__ import annotations

from collections.abc import Sequence

from cpq.pricing.context import Context
from cpq.promotions.counting import coupons_left
from cpq.promotions.coupons.book import CouponBook
from cpq.promotions.promotion import Promotion


def good_coupons(promotion: Promotion, context: Context) -> Sequence[str]:
    """The codes that activate a promotion and can be used once more, in alphabetical order; none for one that takes no coupon."""
    if not promotion.needs_coupon:
        return ()
    book, situation = context.rulebook.derived(CouponBook), context.situation
    return coupons_left(promotion, book.codes_for(promotion, situation.coupons, situation.date), context.request)
