"""A price that leaves a margin."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.item import Item
from cpq.pricing.methods.change import Change
from cpq.pricing.methods.method import Market, Method, Price
from cpq.rulebook.fields import Share
from cpq.rulebook.text import Text


class MarginTarget(Method):
    """The price at which the margin is reached: cost ÷ (1 − margin), the cost converted at the rate of the quote's date; each to the cent.

    In a list that is based on another only that list's `percent` is added to the price.

    目标毛利：成本 ÷（1 − 毛利率），成本按报价日汇率折算，两者均舍入到分；在推导的价目表中只再计其 percent。
    """

    method: Literal["margin_target"]
    """margin_target"""
    margin: Annotated[Share, Field(lt=1)]
    """The share of the price that is to be left: 40% of a price of 100 whose cost is 60. / 目标毛利率：成本 60、售价 100 时为 40%。"""

    def priced(self, item: Item, market: Market) -> Price:
        cost = market.cost(item)
        how = f"{cost:,f} ÷ (1 − {self.margin * 100:.6g}%)"
        note = Text(zh=f"成本 {how}", en=f"cost {how}")
        price = cost / (1 - self.margin)
        return Price(unit_list=price, path=("margin",), note=note, worked_out=True, from_cost=True)

    def _changed(self, change: Change) -> Mapping[str, Decimal]:
        return {"margin": 1 - (1 - self.margin) / (1 + change.percent)}
