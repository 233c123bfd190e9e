"""A markup on the cost."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.item import Item
from cpq.pricing.methods.method import Market, Method, Price
from cpq.rulebook.fields import Rate


class CostPlus(Method):
    """The cost of a unit and a markup on it: cost × (1 + markup), the cost converted at the rate of the quote's date.

    成本加成：单位成本 ×（1 + 加成率），成本按报价日汇率折算。
    """

    method: Literal["cost_plus"]
    """cost_plus"""
    markup: Annotated[Rate, Field(ge=-1)]
    """Added to the cost; negative takes off. / 加成率，负数为低于成本。"""

    def priced(self, item: Item, market: Market) -> Price:
        cost = market.cost(item)
        return Price(unit_list=cost * (1 + self.markup), path=("markup",), base=cost, rate=self.markup)
