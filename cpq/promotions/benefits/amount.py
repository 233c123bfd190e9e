"""An amount off."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.trace import Phase
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach, Shortfall, bounded, spread_cuts
from cpq.promotions.benefits.units import ONE, Units, net_of
from cpq.rulebook.fields import PositiveAmounts
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class Amount(Benefit):
    """An amount off each unit and period, off each line, or off all lines together. Never more than there is to pay.

    按金额减价：每件每周期、每行，或整单（分摊到各行）；不会减成负数。
    """

    kind: Literal["amount"]
    """amount"""
    off: PositiveAmounts
    """Currency → amount. In a currency that is not listed there is no benefit. / 各币种的金额；未列币种不优惠。"""
    per: Literal["unit", "line", "order"] = "order"
    """unit: for each unit and period; line: once a line; order: once, spread over the lines. / 每件每周期、每行一次，或整单一次。"""
    units: Units | None = None
    """With `per: unit`: for which units; not written: for all. / 与 per: unit 同用：对哪些单位；不写则全部。"""

    @model_validator(mode="after")
    def _units_are_counted(self) -> Self:
        if self.units is not None and self.per != "unit":
            text = Text(zh="units 只能与 per: unit 同写", en="`units` goes with `per: unit` only")
            raise problem("units", text, below=("units",))
        return self

    @property
    def phase(self) -> Phase:
        return Phase.ORDER_DISCOUNT if self.per == "order" else Phase.LINE_DISCOUNT

    def shortfall(self, reach: Reach) -> Shortfall:
        return (self.units.first_group(reach.lines) if self.units else None) or super().shortfall(reach)

    def more(self, reach: Reach) -> Shortfall | None:
        return None if self.units is None else self.units.next_group(reach.lines)

    def least_units(self, line: Line, context: Context) -> Decimal | None:
        return ONE if self.units is None else self.units.least

    @property
    def options_too(self) -> bool:
        """What is meant for a desk is taken off the desk, not off each of its options once more."""
        return self.per == "order"

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        off = self.off[reach.context.currency]
        if self.per == "order":
            return spread_cuts(max(off - reach.given, ZERO), reach)
        if self.per == "line":
            return [_once(line, off, reach) for line in reach.lines]
        if self.units is None:
            return [bounded(line, line.over_term(off), reach, quantity=line.item.quantity) for line in reach.lines]
        picked = self.units.picked(reach.lines)
        return [_units(line, off, picked[line.item.id], reach) for line in reach.lines if line.item.id in picked]

    def in_currency(self, currency: str) -> bool:
        return currency in self.off


def _once(line: Line, off: Decimal, reach: Reach) -> Cut:
    exact = min(off, reach.room(line))
    return Cut(line, min(reach.context.round(exact), reach.room(line)), exact)


def _units(line: Line, off: Decimal, units: Decimal, reach: Reach) -> Cut:
    exact = min(line.item.extent.times(off * units), net_of(line, units))
    return bounded(line, exact, reach, quantity=units)
