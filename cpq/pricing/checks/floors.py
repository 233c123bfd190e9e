"""Floors below the prices that they guard."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

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


def _highest(method: Method) -> Decimal | None:
    """The highest list price of one unit, where it is written."""
    match method:
        case Fixed(price=price):
            return price
        case Volume(tiers=tiers) | Graduated(tiers=tiers):
            return max(tier.price for tier in tiers)
        case _:
            return None
