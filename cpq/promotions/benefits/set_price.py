"""A special price."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.trace import Phase
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach
from cpq.rulebook.fields import NotNegativeAmounts


class SetPrice(Benefit):
    """A special price of one unit and period; a line that is cheaper already stays as it is.

    特价：每件每周期按此价；已低于特价的行不变。
    """

    kind: Literal["set_price"]
    """set_price"""
    price: NotNegativeAmounts
    """Currency → price. In a currency that is not listed there is no benefit. / 各币种的特价；未列币种不优惠。"""

    @property
    def phase(self) -> Phase:
        return Phase.LINE_DISCOUNT

    @property
    def options_too(self) -> bool:
        """The price of a desk is not the price of each of its options."""
        return False

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        price = self.price[reach.context.currency]
        return [self._cut(line, price, reach.context) for line in reach.lines]

    def _cut(self, line: Line, price: Decimal, context: Context) -> Cut:
        exact = max(line.net - line.over_term(price), Decimal(0))
        return Cut(line, min(context.round_per_period(exact, line), line.net), exact, quantity=line.item.quantity)

    def in_currency(self, currency: str) -> bool:
        return currency in self.price
