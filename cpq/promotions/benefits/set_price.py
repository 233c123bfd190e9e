"""A special price."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.trace import Phase
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach, bounded, spread_cuts
from cpq.promotions.benefits.unit_price import unit_price, units_of
from cpq.promotions.benefits.units import ONE, Units
from cpq.rulebook.fields import NotNegativeAmounts


class SetPrice(Benefit):
    """A special price of one unit and period; a line that is cheaper already stays as it is.

    特价：每件每周期按此价；已低于特价的行不变。
    """

    kind: Literal["set_price"]
    """set_price"""
    price: NotNegativeAmounts
    """Currency → price. In a currency that is not listed there is no benefit. / 各币种的特价；未列币种不优惠。"""
    units: Units | None = None
    """For which units; not written: for all. / 对哪些单位；不写则全部。"""

    @property
    def phase(self) -> Phase:
        return Phase.LINE_DISCOUNT

    @property
    def options_too(self) -> bool:
        """The price of a desk is not the price of each of its options."""
        return False

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        price = self.price[reach.context.currency]
        if self.units is None:
            return [self._cut(line, price, line.item.quantity, reach) for line in reach.lines]
        picked = self.units.picked(reach.lines)
        return [self._cut(line, price, picked[line.item.id], reach) for line in reach.lines if line.item.id in picked]

    def _cut(self, line: Line, price: Decimal, units: Decimal, reach: Reach) -> Cut:
        now = line.net if units == line.item.quantity else line.net * units / line.item.quantity
        exact = max(now - line.item.extent.times(price * units), ZERO)
        return bounded(line, exact, reach, quantity=units)

    def least_units(self, line: Line, context: Context) -> Decimal | None:
        one = unit_price(line, context)
        special = line.item.extent.times(self.price[context.currency])
        least = ONE if self.units is None else self.units.least
        return least if one is not None and one > special else None

    def in_currency(self, currency: str) -> bool:
        return currency in self.price


class SetTotal(Benefit):
    """A price for all lines together; lines that come to less already stay as they are.

    打包总价：所有行合计按此价；合计已低于此价时不变。
    """

    kind: Literal["set_total"]
    """set_total"""
    total: NotNegativeAmounts
    """Currency → what the lines come to. In a currency that is not listed there is no benefit. / 各币种的合计价；未列币种不优惠。"""

    @property
    def phase(self) -> Phase:
        return Phase.ORDER_DISCOUNT

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        now = sum((line.net for line in reach.lines), ZERO)
        return spread_cuts(max(now - self.total[reach.context.currency], ZERO), reach)

    def least_units(self, line: Line, context: Context) -> Decimal | None:
        beyond = self.total[context.currency] + Decimal(1).scaleb(-context.digits)
        return units_of(beyond, line, context, "amount")

    def in_currency(self, currency: str) -> bool:
        return currency in self.total
