"""A subscription that the customer has, as of the quote that was accepted."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from cpq.bom.calendar import OUT_OF_CALENDAR, in_calendar
from cpq.bom.products.product import Code
from cpq.bom.products.subscription import BillingDay, FreeMonths
from cpq.rulebook.fields import Day, NotNegative, Positive
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class Existing(Strict):
    """A subscription that the customer has, as it was accepted: what a line can amend, renew, or end with.

    客户已有的订阅，按当时接受的报价：报价行可以变更它、续订它，或与它同日结束。
    """

    product: Code
    """The product's id. / 产品编号。"""
    quantity: Positive
    """How many. / 数量。"""
    price: NotNegative
    """The net price of one unit and period, in the quote's currency. / 每单位、每周期的净单价，按报价币种。"""
    start: Day
    """Its first day. / 起始日。"""
    end: Day
    """Its last day. / 最后一天。"""
    billing_day: BillingDay | None = None
    """The day of the month on which its periods begin; not written: as its start and the product say. / 计费日；不写则按起始日与产品。"""
    free: FreeMonths | None = None
    """Months of it that are not charged, and for which nothing is given back. / 其中免费的月份，不计费也不退费。"""
    charged: NotNegative | None = None
    """What is charged for it in all; no more is given back. Not written: what follows from the above. / 已计费用总额，退费以此为限。"""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            text = Text(
                zh=f"结束日 {self.end} 早于起始日 {self.start}；请改正其中一个",
                en=f"the last day, {self.end}, is before the first, {self.start}; correct one of them",
            )
            raise problem("end-before-start", text)
        for field, day in (("start", self.start), ("end", self.end)):
            if not in_calendar(day):
                raise problem("term", OUT_OF_CALENDAR, below=(field,))
        return self
