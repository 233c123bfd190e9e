"""A markup on the cost."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.item import Item
from cpq.pricing.methods.method import Market, Price
from cpq.pricing.methods.worked_out import WorkedOut
from cpq.rulebook.fields import Rate
from cpq.rulebook.text import Text


class CostPlus(WorkedOut):
    """The cost of a unit and a markup on it: cost × (1 + markup), the cost converted at the rate of the quote's date; each to the cent.

    成本加成：单位成本 ×（1 + 加成率），成本按报价日汇率折算，两者均舍入到分。
    """

    method: Literal["cost_plus"]
    """cost_plus"""
    markup: Annotated[Rate, Field(ge=-1)]
    """Added to the cost; negative takes off. / 加成率，负数为低于成本。"""

    def priced(self, item: Item, market: Market) -> Price:
        cost, rate = self._cost(item, market), 1 + self.markup
        unit, befores = self._through_lists(cost * rate, market, from_cost=True)
        if not befores:
            return Price(unit_list=unit, path=("markup",), base=cost, rate=rate, worked_out=True, from_cost=True)
        how = f"{self._shown_cost(cost, item, market):,f} × {(rate * 100).normalize():f}%"
        note = Text(zh=f"成本 {how}", en=f"cost {how}")
        return Price(unit_list=unit, path=("markup",), note=note, worked_out=True, from_cost=True, befores=befores)
