"""How each promotion stands towards a quote, before anything is taken off: does it run, is its coupon there, does its condition hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cpq.pricing.conditions import failing_term, holds
from cpq.pricing.context import Context
from cpq.promotions.promotion import Promotion
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class NotEligible:
    """Why a promotion is out, and where that is written."""

    reason: Text
    place: Place


def why_out(promotion: Promotion, quote: Mapping[str, object], context: Context) -> NotEligible | None:
    """Why a promotion cannot apply to this quote, whatever its lines; None where it can."""
    situation = context.situation
    if not promotion.valid.covers(situation.date):
        start, end = promotion.valid.from_ or "…", promotion.valid.to or "…"
        text = Text(zh=f"活动期为 {start} 至 {end}", en=f"it runs from {start} to {end}")
        return NotEligible(text, promotion.at("valid"))
    if promotion.coupons is not None and situation.coupons.isdisjoint(promotion.coupons):
        return NotEligible(Text(zh="需要优惠券", en="it needs a coupon"), promotion.at("coupons"))
    if not promotion.benefit.in_currency(context.currency):
        text = Text(zh=f"未给出 {context.currency} 金额", en=f"it names no amount in {context.currency}")
        return NotEligible(text, promotion.at("benefit"))
    if promotion.when is not None and not holds(promotion.when, quote, promotion, "when"):
        term = failing_term(promotion.when, quote, promotion, "when")
        return NotEligible(Text(zh=f"条件不成立：{term}", en=f"this does not hold: {term}"), promotion.at("when"))
    return None


def no_line(promotion: Promotion) -> NotEligible:
    """None of the lines is meant by the promotion."""
    text = Text(zh="没有符合条件的行", en="no line fits")
    return NotEligible(text, promotion.at("lines" if promotion.lines is not None else "target"))
