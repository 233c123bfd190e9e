"""How each promotion stands towards a quote, before anything is taken off: does it run, is its coupon there, does its condition hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cpq.bom.situation import Situation
from cpq.pricing.conditions import failing_term, holds
from cpq.promotions.promotion import Promotion
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class NotEligible:
    """Why a promotion is out, and where that is written."""

    reason: Text
    place: Place


def why_out(promotion: Promotion, quote: Mapping[str, object], situation: Situation) -> NotEligible | None:
    """Why a promotion cannot apply to this quote, whatever its lines; None where it can."""
    why = why_not_now(promotion, situation)
    if why is None and promotion.when is not None and not holds(promotion.when, quote, promotion, "when"):
        term = failing_term(promotion.when, quote, promotion, "when")
        return NotEligible(Text(zh=f"条件不成立：{term}", en=f"this does not hold: {term}"), promotion.at("when"))
    return why


def why_not_now(promotion: Promotion, situation: Situation) -> NotEligible | None:
    """Why a promotion cannot apply on this date, with these coupons, in this currency."""
    if not promotion.valid.covers(situation.date):
        start, end = promotion.valid.from_ or "…", promotion.valid.to or "…"
        text = Text(zh=f"活动期为 {start} 至 {end}", en=f"it runs from {start} to {end}")
        return NotEligible(text, promotion.at("valid"))
    if promotion.coupons is not None and situation.coupons.isdisjoint(promotion.coupons):
        return NotEligible(Text(zh="需要优惠券", en="it needs a coupon"), promotion.at("coupons"))
    if not promotion.benefit.in_currency(situation.currency):
        currency = situation.currency
        text = Text(zh=f"未给出 {currency} 金额", en=f"it names no amount in {currency}")
        return NotEligible(text, promotion.at("benefit"))
    return None


def no_line(promotion: Promotion) -> NotEligible:
    """None of the lines is meant by the promotion."""
    text = Text(zh="没有符合条件的行", en="no line fits")
    return NotEligible(text, promotion.at("lines" if promotion.lines is not None else "target"))
