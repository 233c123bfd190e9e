"""Free months: what is not charged of a subscription, visible as a discount."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cpq.bom.calendar import BillingPeriod, shown
from cpq.bom.extent import times
from cpq.bom.products import Subscription
from cpq.money import settled
from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.periodic import by_period
from cpq.pricing.trace import Phase, Step
from cpq.rulebook.fields import Period
from cpq.rulebook.text import Text

BY_LINE = "line-free"
"""The rule of free months that stand in the request, and not with the product."""


def free_months(basket: Basket, context: Context) -> Basket:
    """Every line without what its free months would cost; what is taken off later is taken off the other months."""
    if all(line.item.recurrence is None for line in basket.lines):
        return basket
    return basket.with_lines([_freed(line, context) for line in basket.lines])


def _freed(line: Line, context: Context) -> Line:
    recurrence, product = line.item.recurrence, line.item.product
    if line.included or recurrence is None or not recurrence.calendar.has_free or not isinstance(product, Subscription):
        return line
    calendar = recurrence.calendar
    charged = by_period(line.net, calendar.extent, context.digits, context.settings.rounding)
    paid = sum(
        (_paid(amount, each, context) for amount, each in zip(charged, calendar.periods, strict=True)), Decimal(0)
    )
    exact = times(line.net, calendar.paid.length / calendar.extent.length) - line.net
    if line.item.request.free is not None:
        rule, place = BY_LINE, context.place_of(line.item, "free")
    else:
        rule, place = product.id, product.at("free")
    label, months = Text(zh="免费月份", en="Free months"), shown(calendar.extent.length - calendar.paid.length)
    return line.plus(Step(Phase.FREE, rule, label, paid - line.net, exact, place, note=_of(months, recurrence.period)))


def _paid(amount: Decimal, period: BillingPeriod, context: Context) -> Decimal:
    """What is paid of a period's amount."""
    return context.round(settled(times(amount, period.paid / period.share))) if period.share else Decimal(0)


_PERIODS: Mapping[Period, Text] = {
    "month": Text(zh="个月", en="months"),
    "quarter": Text(zh="个季度", en="quarters"),
    "year": Text(zh="年", en="years"),
}


def _of(free: Decimal, period: Period) -> Text:
    words = _PERIODS[period]
    return Text(zh=f"{free:f} {words.zh}不计费", en=f"{free:f} {words.en} are not charged")
