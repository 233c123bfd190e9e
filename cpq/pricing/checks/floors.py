"""Floors below the prices that they guard."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cpq.company.company import Company
from cpq.pricing.guardrail import Guardrail
from cpq.pricing.methods import Fixed, Graduated, Method, Volume
from cpq.pricing.written import written_prices
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def floors_are_below_prices(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of a floor above the highest list price of its entry: every line would be below it, discount or not.

    Surcharges may lift the price of some variants above it; entries with surcharges are passed over.
    """
    for written in written_prices(rulebook):
        floor, price = written.method.floor, _highest(written.method)
        if floor is not None and price is not None and floor > price and not written.method.surcharges:
            text = Text(
                zh=f"底价 {floor:f} 高于目录单价 {price:f}，不打折也会低于底价；请改正其一",
                en=f"the floor of {floor:f} is above the list price of {price:f}: every line is below it, even without "
                "a discount; correct one",
            )
            yield Finding("floor", written.at("floor"), text, Severity.WARNING)


def floors_are_asked_for(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of floors in a rulebook in which nothing looks at them: prices go below them without a word."""
    if rulebook.one(Company).settings.floors == "hold":
        return
    if any(rule.condition and "below_floor" in rule.condition.names for rule in rulebook.all(Guardrail).values()):
        return
    floors = [written for written in written_prices(rulebook) if written.method.floor is not None]
    if floors:
        count = len(floors)
        text = Text(
            zh=f"写了 {count} 个底价（floor），但没有护栏检查 below_floor，低于底价也不会提示；请加护栏 when: below_floor，"
            "或写 settings 的 floors: hold",
            en=f"{count} {'floor is' if count == 1 else 'floors are'} written, and no guardrail asks for `below_floor`: a price goes below "
            "without a word; add a guardrail with `when: below_floor`, or `floors: hold` in the settings",
        )
        yield Finding("floor", floors[0].at("floor"), text, Severity.WARNING)


def _highest(method: Method) -> Decimal | None:
    """The highest list price of one unit, where it is written."""
    match method:
        case Fixed(price=price):
            return price
        case Volume(tiers=tiers) | Graduated(tiers=tiers):
            return max(tier.price for tier in tiers)
        case _:
            return None
