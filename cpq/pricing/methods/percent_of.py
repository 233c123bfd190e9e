"""A share of what other lines cost."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.item import Item
from cpq.bom.target import Target
from cpq.pricing.methods.method import Market, Method, Price
from cpq.rulebook.fields import Rate


class PercentOf(Method):
    """A share of the amount of other lines, for each billing period: support at 18 % of the hardware a year.

    Only what is paid once is looked at unless `recurring_too`. It is priced after the lines it looks at, also where these are a
    percentage of others; the lines that it prices itself are left out. Prices that are percentages of each other are an error.

    按其他行金额的比例、每个计费周期收取，例如每年按硬件净额的 18% 收维保；默认只看一次性的行。基数中可以有本身也按比例计价的行，
    先算出它们再计价；由本条目计价的行不计入。互为基数的价格报错。
    """

    method: Literal["percent_of"]
    """percent_of"""
    percent: Annotated[Rate, Field(ge=0)]
    """The share for one unit and period. / 每单位、每周期的比例。"""
    of: Target
    """The lines that it looks at. / 作为基数的行。"""
    basis: Literal["net", "list"] = "net"
    """Their net amount before order discounts, with what the rep changes on these lines by hand, or their list amount.

    / 以净额（整单折扣之前，计入销售对这些行的手工改价与折扣）或目录金额为基数。"""
    recurring_too: bool = False
    """Whether recurring lines count, with what they cost in one billing period of the share: of a monthly line a share that is billed
    by the year takes twelve months. The years of a ramp that run while it does count with their average. What is paid once takes one
    period of each line.

    / 周期性的行是否也计入，按本条目的一个计费周期：按年计费者以月费的十二个月为基数；阶梯启动取同期各年平均；一次性收取者取一个周期。"""

    def priced(self, item: Item, market: Market) -> Price:
        base = market.amount_of(item, self)
        return Price(unit_list=base * self.percent, path=("percent",), base=base, rate=self.percent, worked_out=True)
