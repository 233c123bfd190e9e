"""What the components of a bundle cost together."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from cpq.bom.item import Item
from cpq.pricing.methods.method import Market, Method, Price
from cpq.rulebook.fields import Share


class SumOfComponents(Method):
    """The list prices of a bundle's components together, less a discount.

    组合内各组件目录价之和，再减折扣。
    """

    method: Literal["sum_of_components"]
    """sum_of_components"""
    discount: Share = Decimal(0)
    """Taken off the sum. / 对合计的折扣。"""

    def priced(self, item: Item, market: Market) -> Price:
        base = market.components(item)
        rate = 1 - self.discount
        return Price(unit_list=base * rate, path=("discount",), base=base, rate=rate, worked_out=True)
