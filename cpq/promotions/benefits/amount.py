"""An amount off."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.trace import Phase
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach, spread_cuts
from cpq.rulebook.fields import PositiveAmounts


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

    @property
    def phase(self) -> Phase:
        return Phase.ORDER_DISCOUNT if self.per == "order" else Phase.LINE_DISCOUNT

    @property
    def options_too(self) -> bool:
        """What is meant for a desk is taken off the desk, not off each of its options once more."""
        return self.per == "order"

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        context = reach.context
        off = self.off[context.currency]
        if self.per == "order":
            return spread_cuts(max(off - reach.given, Decimal(0)), reach.lines, context)
        return [self._cut(line, off, context) for line in reach.lines]

    def _cut(self, line: Line, off: Decimal, context: Context) -> Cut:
        each = self.per == "unit"
        exact = min(line.over_term(off) if each else off, line.net)
        rounded = context.round_per_period(exact, line) if each else context.round(exact)
        return Cut(line, min(rounded, line.net), exact, quantity=line.item.quantity if each else None)

    def in_currency(self, currency: str) -> bool:
        return currency in self.off
