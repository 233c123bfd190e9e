"""Billing periods in words."""

from __future__ import annotations

from collections.abc import Mapping

from cpq.cli.amounts import day, number
from cpq.cli.language import say
from cpq.priced_quote import Billing
from cpq.rulebook.fields import Period

PERIODS: Mapping[Period, str] = {
    "month": say(zh="个月", en="months"),
    "quarter": say(zh="个季度", en="quarters"),
    "year": say(zh="年", en="years"),
}

PER_PERIOD: Mapping[Period, str] = {
    "month": say(zh="每月", en="Per month"),
    "quarter": say(zh="每季度", en="Per quarter"),
    "year": say(zh="每年", en="Per year"),
}

_ONE: Mapping[Period, str] = {"month": "month", "quarter": "quarter", "year": "year"}


def period_count(billing: Billing) -> str:
    """`12 months`, `12 个月`, `3.516129 months`."""
    one = say(zh=PERIODS[billing.period], en=_ONE[billing.period])
    count = number(billing.periods)
    return say(zh=f"{count} {one}", en=f"{count} {one if billing.periods == 1 else PERIODS[billing.period]}")


def term(billing: Billing) -> str:
    """The count, and the days where the term has part of a period."""
    if not billing.prorated:
        return period_count(billing)
    return f"{period_count(billing)}, {day(billing.start)} – {day(billing.end)}"
