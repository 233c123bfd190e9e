"""What became of the coupons on a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cpq.pricing.context import Context
from cpq.pricing.outcome import Outcome
from cpq.pricing.remark import Remark
from cpq.promotions.book import PromotionBook
from cpq.promotions.counting import coupon_used_up, spent, used_up
from cpq.promotions.coupons.book import CouponBook
from cpq.promotions.coupons.coupon import Coupon
from cpq.rulebook.text import Text


def coupon_remarks(outcomes: Sequence[Outcome], context: Context) -> Iterator[Remark]:
    """A remark for each coupon that is not good, or that no promotion used; with the reason. `outcomes` are of every promotion."""
    numbers = context.rulebook.derived(PromotionBook).numbers
    book = context.rulebook.derived(CouponBook)
    seen: set[str] = set()
    for position, code in enumerate(context.request.coupons):
        place = context.where("coupons", position)
        if code in seen:
            text = Text(
                zh=f"优惠券“{code}”写了不止一次，只算一次",
                en=f'coupon "{code}" is listed more than once and counts once',
            )
            yield Remark("repeated-coupon", text, place=place)
            continue
        seen.add(code)
        coupon = book.coupon(code, context.situation.date)
        trouble = book.trouble(coupon)
        if trouble is not None:
            yield Remark(*trouble, place=place)
        elif not any(outcomes[numbers[each.id]].status == "applied" for each in coupon.promotions):
            yield _unused(coupon, outcomes, context)


def _unused(coupon: Coupon, outcomes: Sequence[Outcome], context: Context) -> Remark:
    if not coupon.promotions:
        text = Text(
            zh=f"没有促销使用优惠券“{coupon.code}”的系列", en=f'no promotion uses the series of coupon "{coupon.code}"'
        )
        return Remark("unused-coupon", text)
    over = _over(coupon, context.situation.date)
    if over is not None:
        return over
    promotion, request = coupon.promotions[0], context.request
    outcome = outcomes[context.rulebook.derived(PromotionBook).numbers[promotion.id]]
    own = coupon_used_up(promotion, coupon.code, request)
    if own is not None:
        return Remark("used-up-coupon", own, place=promotion.at("limits"))
    limit = used_up(promotion, request) or spent(promotion, request)
    said = Text(
        zh=f"优惠券“{coupon.code}”未能使用（促销“{outcome.promotion}”）：{outcome.reason.zh}",
        en=f'coupon "{coupon.code}" was not used (promotion "{outcome.promotion}"): {outcome.reason.en}',
    )
    if limit == outcome.reason:
        return Remark("used-up-coupon", said, place=outcome.place)
    return Remark("unused-coupon", said, place=outcome.place)


def _over(coupon: Coupon, day: date) -> Remark | None:
    """Whether every promotion of a coupon is over, or none has begun; said of the one that is nearest."""
    ends = [(each.valid.to, each) for each in coupon.promotions if each.valid.to is not None and each.valid.to < day]
    starts = [
        (each.valid.from_, each)
        for each in coupon.promotions
        if each.valid.from_ is not None and day < each.valid.from_
    ]
    if len(ends) == len(coupon.promotions):
        last, promotion = max(ends, key=lambda pair: pair[0])
        text = Text(
            zh=f"优惠券“{coupon.code}”已过期：促销“{promotion.id}”到 {last} 为止",
            en=f'coupon "{coupon.code}" has expired: promotion "{promotion.id}" ran to {last}',
        )
        return Remark("expired-coupon", text, place=promotion.at("valid"))
    if len(starts) == len(coupon.promotions):
        first, promotion = min(starts, key=lambda pair: pair[0])
        text = Text(
            zh=f"优惠券“{coupon.code}”尚未生效：促销“{promotion.id}”自 {first} 起",
            en=f'coupon "{coupon.code}" is not valid yet: promotion "{promotion.id}" runs from {first} on',
        )
        return Remark("early-coupon", text, place=promotion.at("valid"))
    return None
