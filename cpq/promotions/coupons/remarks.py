"""What became of the coupons on a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpq.pricing.context import Context
from cpq.pricing.outcome import Outcome
from cpq.pricing.remark import Remark
from cpq.promotions.book import PromotionBook
from cpq.promotions.coupons.book import CouponBook
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.text import Text


def coupon_remarks(outcomes: Sequence[Outcome], context: Context) -> Iterator[Remark]:
    """A remark for each coupon that nobody knows, or that no promotion used; with the reason. `outcomes` are of every promotion."""
    numbers = context.rulebook.derived(PromotionBook).numbers
    book = context.rulebook.derived(CouponBook)
    coupons = context.request.coupons
    for position, code in enumerate(coupons):
        place = context.where("coupons", position)
        if code in coupons[:position]:
            text = Text(
                zh=f"优惠券“{code}”写了不止一次，只算一次",
                en=f'coupon "{code}" is listed more than once and counts once',
            )
            yield Remark("repeated-coupon", text, place=place)
            continue
        known = book.activated_by(code)
        if not known:
            near = did_you_mean(code, book.by_code)
            text = Text(zh=f"没有优惠券“{code}”{near.zh}", en=f'there is no coupon "{code}"{near.en}')
            yield Remark("unknown-coupon", text, place=place)
        elif not any(outcomes[numbers[each.id]].status == "applied" for each in known):
            why = outcomes[numbers[known[0].id]]
            zh = f"优惠券“{code}”未能使用（促销“{why.promotion}”）：{why.reason.zh}"
            en = f'coupon "{code}" was not used (promotion "{why.promotion}"): {why.reason.en}'
            yield Remark("unused-coupon", Text(zh=zh, en=en), place=why.place)
