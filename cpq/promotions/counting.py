"""What is left of a promotion's limits, by the counters that the request brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cpq.bom.counters import NOT_USED, Used
from cpq.bom.request import QuoteRequest
from cpq.pricing.context import Context
from cpq.promotions.promotion import Promotion, PromotionGroup
from cpq.rulebook.text import Text

ZERO = Decimal(0)


def used_up(promotion: Promotion, request: QuoteRequest) -> Text | None:
    """Why a promotion cannot be used once more; None where it can, as far as it is not for its coupons."""
    limits, used = promotion.limits, request.counters.promotions.get(promotion.id, NOT_USED)
    if limits.uses is not None and used.uses >= limits.uses:
        return Text(
            zh=f"已用完：{used.uses} / {limits.uses} 次", en=f"it is used up: {used.uses} of {limits.uses} uses"
        )
    if limits.per_customer is not None and used.by_customer >= limits.per_customer:
        return Text(
            zh=f"该客户已用完：{used.by_customer} / {limits.per_customer} 次",
            en=f"this customer has used it up: {used.by_customer} of {limits.per_customer} uses",
        )
    return None


def spent(promotion: Promotion, request: QuoteRequest) -> Text | None:
    """Why nothing can be given any more, where the budget is spent."""
    budget = (promotion.limits.budget or {}).get(request.currency)
    used = request.counters.promotions.get(promotion.id, NOT_USED).amount
    if budget is None or used < budget:
        return None
    return Text(zh=f"预算 {budget:,f} 已用完", en=f"its budget of {budget:,f} is spent")


def coupons_left(promotion: Promotion, codes: Sequence[str], request: QuoteRequest) -> tuple[str, ...]:
    """Those coupons of a promotion that can be used once more."""
    return tuple(code for code in codes if coupon_used_up(promotion, code, request) is None)


def coupon_used_up(promotion: Promotion, code: str, request: QuoteRequest) -> Text | None:
    """Why a coupon cannot be used once more for a promotion; None where it can."""
    return next(_coupon_limits(promotion, code, request.counters.coupons.get(code, NOT_USED)), None)


def _coupon_limits(promotion: Promotion, code: str, used: Used) -> Iterator[Text]:
    limits = promotion.limits
    if limits.per_coupon is not None and used.uses >= limits.per_coupon:
        yield Text(
            zh=f"优惠券“{code}”已用完：{used.uses} / {limits.per_coupon} 次",
            en=f'coupon "{code}" is used up: {used.uses} of {limits.per_coupon} uses',
        )
    if limits.per_coupon_and_customer is not None and used.by_customer >= limits.per_coupon_and_customer:
        yield Text(
            zh=f"该客户已用完优惠券“{code}”：{used.by_customer} / {limits.per_coupon_and_customer} 次",
            en=f'this customer has used up coupon "{code}": {used.by_customer} of {limits.per_coupon_and_customer} uses',
        )


def budget_left(promotion: Promotion, context: Context) -> Decimal | None:
    """What a promotion may still give in the quote's currency; None where it has no budget."""
    budget = (promotion.limits.budget or {}).get(context.currency)
    if budget is None:
        return None
    return max(budget - context.request.counters.promotions.get(promotion.id, NOT_USED).amount, ZERO)


def group_budget_left(group: PromotionGroup, context: Context) -> Decimal | None:
    """What the promotions of a group may still give together; None where nothing is said for the quote's currency."""
    budget = (group.budget or {}).get(context.currency)
    if budget is None:
        return None
    return max(budget - context.request.counters.groups.get(group.id, NOT_USED).amount, ZERO)
