"""How each promotion stands towards a quote, before anything is taken off: does it run, is its coupon there, does its condition hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cpq.bom.situation import Situation
from cpq.pricing.conditions import holds
from cpq.pricing.context import Context
from cpq.pricing.outcome import Missing
from cpq.promotions.counting import coupon_used_up, spent, used_up
from cpq.promotions.coupons.book import CouponBook
from cpq.promotions.coupons.usable import good_coupons
from cpq.promotions.failing import failing_term
from cpq.promotions.hours import shown
from cpq.promotions.limits import NO_LIMITS
from cpq.promotions.meeting import Meeting
from cpq.promotions.promotion import Promotion
from cpq.rulebook.finding import Refused
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class NotEligible:
    """Why a promotion is out, and where that is written."""

    reason: Text
    place: Place
    missing: Missing | None = None
    failed: bool = False


def failed(refused: Refused) -> NotEligible:
    """A promotion that cannot be worked out, and that the rulebook says to skip then."""
    finding = refused.findings[0]
    return NotEligible(finding.text, finding.place, failed=True)


def why_out(
    promotion: Promotion, quote: Mapping[str, object], meeting: Meeting, context: Context
) -> NotEligible | None:
    """Why a promotion that can apply now cannot apply to this quote, whatever it is to take off which lines; None where it can."""
    return _used_up(promotion, context) or _condition(promotion, quote) or _lack(promotion, meeting)


def why_not_now(promotion: Promotion, situation: Situation, rulebook: Rulebook) -> NotEligible | None:
    """Why a promotion cannot apply at this time, with these coupons, in this currency."""
    if not promotion.valid.covers(situation.date):
        days = promotion.valid.said
        text = Text(zh=f"活动期为 {days.zh}", en=f"it runs {days.en}")
        return NotEligible(text, promotion.at("valid"))
    if promotion.hours and not any(each.covers(situation.date, situation.time) for each in promotion.hours):
        return NotEligible(_outside(promotion, situation), promotion.at("hours"))
    if promotion.needs_coupon:
        lacking = rulebook.derived(CouponBook).lacking(promotion, situation.coupons, situation.date)
        if lacking is not None:
            return NotEligible(lacking, promotion.at(promotion.coupon_field))
    if not promotion.in_currency(situation.currency):
        currency = situation.currency
        text = Text(zh=f"未给出 {currency} 金额", en=f"it names no amount in {currency}")
        return NotEligible(text, promotion.at("benefit"))
    return None


def _outside(promotion: Promotion, situation: Situation) -> Text:
    hours = shown(promotion.hours)
    if situation.time is None and not all(each.whole_days for each in promotion.hours):
        return Text(
            zh=f"活动时段为 {hours.zh}，而请求未写 time", en=f"it runs {hours.en}, and the request says no `time`"
        )
    return Text(zh=f"活动时段为 {hours.zh}", en=f"it runs {hours.en}")


def _used_up(promotion: Promotion, context: Context) -> NotEligible | None:
    if promotion.limits is NO_LIMITS:
        return None
    why = used_up(promotion, context.request)
    if why is not None:
        return NotEligible(why, promotion.at("limits"))
    why = spent(promotion, context.request)
    if why is not None:
        return NotEligible(why, promotion.at("limits", "budget"))
    if promotion.needs_coupon:
        book, situation = context.rulebook.derived(CouponBook), context.situation
        codes = book.codes_for(promotion, situation.coupons, situation.date)
        if not good_coupons(promotion, context):
            why = coupon_used_up(promotion, codes[0], context.request)
            return NotEligible(why or Text("", ""), promotion.at("limits"))
    return None


def _condition(promotion: Promotion, quote: Mapping[str, object]) -> NotEligible | None:
    if promotion.when is None or holds(promotion.when, quote, promotion, "when"):
        return None
    failing = failing_term(promotion.when, quote, promotion)
    return NotEligible(failing.reason, promotion.at("when"), failing.missing)


def _lack(promotion: Promotion, meeting: Meeting) -> NotEligible | None:
    lack = meeting.lack(promotion) if promotion.needs else None
    return None if lack is None else NotEligible(lack.reason, promotion.at(*lack.path), lack.missing)


def no_line(promotion: Promotion) -> NotEligible:
    """None of the lines is meant by the promotion."""
    text = Text(zh="没有符合条件的行", en="no line fits")
    return NotEligible(text, promotion.at("lines" if promotion.lines is not None else "target"))
