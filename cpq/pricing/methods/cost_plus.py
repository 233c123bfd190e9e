"""A markup on the cost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.item import Item
from cpq.pricing.methods.change import Change
from cpq.pricing.methods.method import Market, Method, Price
from cpq.rulebook.fields import Rate


class CostPlus(Method):
    """The cost of a unit and a markup on it: cost × (1 + markup), the cost converted at the rate of the quote's date; each to the cent.

    In a list that is based on another only that list's `percent` is added: cost × (1 + markup) × (1 + percent).

    成本加成：单位成本 ×（1 + 加成率），成本按报价日汇率折算，两者均舍入到分；在推导的价目表中只再计其 percent：× (1 + percent)。
    """

    method: Literal["cost_plus"]
    """cost_plus"""
    markup: Annotated[Rate, Field(ge=-1)]
    """Added to the cost; negative takes off. / 加成率，负数为低于成本。"""

    def priced(self, item: Item, market: Market) -> Price:
        cost = market.cost(item)
        rate = 1 + self.markup
        return Price(unit_list=cost * rate, path=("markup",), base=cost, rate=rate, worked_out=True, from_cost=True)

    def _changed(self, change: Change) -> Mapping[str, Decimal]:
        return {"markup": (1 + self.markup) * (1 + change.percent) - 1}
