"""A price that leaves a margin."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.item import Item
from cpq.pricing.methods.method import Market, Price
from cpq.pricing.methods.worked_out import WorkedOut
from cpq.rulebook.fields import Share
from cpq.rulebook.text import Text


class MarginTarget(WorkedOut):
    """The price at which the margin is reached: cost ÷ (1 − margin), the cost converted at the rate of the quote's date; each to the cent.

    目标毛利：成本 ÷（1 − 毛利率），成本按报价日汇率折算，两者均舍入到分。
    """

    method: Literal["margin_target"]
    """margin_target"""
    margin: Annotated[Share, Field(lt=1)]
    """The share of the price that is to be left: 40% of a price of 100 whose cost is 60. / 目标毛利率：成本 60、售价 100 时为 40%。"""

    def priced(self, item: Item, market: Market) -> Price:
        cost = self._cost(item, market)
        how = f"{self._shown_cost(cost, item, market):,f} ÷ (1 − {(self.margin * 100).normalize():f}%)"
        note = Text(zh=f"成本 {how}", en=f"cost {how}")
        unit, befores = self._through_lists(cost / (1 - self.margin), market, from_cost=True)
        return Price(unit_list=unit, path=("margin",), note=note, worked_out=True, from_cost=True, befores=befores)
