"""A percentage off."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from cpq.pricing.line import ZERO
from cpq.pricing.trace import Phase
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach, percent_cut, running, spread_cuts
from cpq.rulebook.fields import PositiveAmounts, Share


class Percent(Benefit):
    """A percentage off each line, or off all of them together.

    按比例减价：逐行减，或对合计减后分摊。
    """

    kind: Literal["percent"]
    """percent"""
    value: Share
    """The percentage. / 比例。"""
    per: Literal["line", "order"] = "line"
    """Taken off each line by itself (phase of line discounts), or off the sum of the lines and spread over them (order discounts).

    / 逐行计算（行折扣阶段），或按合计计算后分摊到各行（整单折扣阶段）。"""
    cap: PositiveAmounts | None = None
    """The most it takes off over all lines, by currency; spread over them when reached. / 各币种的优惠上限，达到时按行分摊。"""

    @property
    def phase(self) -> Phase:
        return Phase.LINE_DISCOUNT if self.per == "line" else Phase.ORDER_DISCOUNT

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        context = reach.context
        if self.per == "order":
            total = sum((running(line, context) for line in reach.lines), ZERO) * self.value
            return spread_cuts(min(total, self._left(reach, total)), reach.lines, context, self.value)
        cuts = [percent_cut(line, self.value, context) for line in reach.lines]
        if self.cap is None:
            return cuts
        total = sum((cut.amount for cut in cuts), ZERO)
        left = self._left(reach, total)
        return cuts if total <= left else spread_cuts(left, reach.lines, context)

    def _left(self, reach: Reach, wanted: Decimal) -> Decimal:
        """What the cap still allows."""
        if self.cap is None:
            return wanted
        return max(self.cap.get(reach.context.currency, ZERO) - reach.given, ZERO)

    def in_currency(self, currency: str) -> bool:
        return self.cap is None or currency in self.cap
