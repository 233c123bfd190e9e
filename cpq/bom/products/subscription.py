"""Products that are billed again and again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from cpq.bom.products.product import Product
from cpq.rulebook.fields import NotNegative, NotNegativeAmounts, Period, Proration, Rate, Share, Words
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

Months = Annotated[int, Field(ge=1, le=240)]
BillingDay = Annotated[int, Field(ge=1, le=31)]


class Term(Strict):
    """How long a contract runs, in months.

    合同期限（月）。
    """

    default: Months | None = None
    """When the request names none; not written: 12, or what of min and max is nearest. / 请求未写时的期限；不写则为 12，超出 min 与 max 时取最近者。"""
    min: Months | None = None
    """The shortest; not written: one billing period. / 最短期限；不写则为一个计费周期。"""
    max: Months = 120
    """The longest. / 最长期限。"""


class FreeMonths(Strict):
    """Months that are not charged. They stay on the quote, as a discount, and their invoices are zero.

    免费月份：报价单上仍列出并作为折扣显示，对应期间的账单为零。
    """

    first: Annotated[int, Field(ge=0, le=240)] = 0
    """So many at the beginning of the contract. / 合同开头的月数。"""
    last: Annotated[int, Field(ge=0, le=240)] = 0
    """So many at its end. / 合同末尾的月数。"""
    months: Sequence[Months] = ()
    """These months of the contract, counted from 1. / 指定合同第几个月，从 1 起。"""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.first or self.last or self.months):
            text = Text(
                zh="请写明哪些月份免费：first、last 或 months", en="say which months are free: first, last or months"
            )
            raise problem("free-months", text)
        return self


class RampYear(Strict):
    """One year of a ramp.

    阶梯启动中的一年。
    """

    year: Annotated[int, Field(ge=1, le=20)]
    """Contract year, from 1. / 合同第几年，从 1 起。"""
    discount: Share = Decimal(0)
    """The reduction in that year; years not listed pay the full price. / 当年减让；未列年份按全价。"""
    price: NotNegativeAmounts | None = None
    """Instead: currency → the price of one unit and period in that year. A currency that is not listed pays the full price.

    / 或者：各币种当年每单位、每周期的单价；未列币种按全价。"""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.price is not None and "discount" in self.model_fields_set:
            text = Text(zh="一年中 discount 与 price 只写其一", en="a year has either `discount` or `price`")
            raise problem("ramp", text)
        return self


class Subscription(Product):
    """A product that is billed per period over a term: software by the seat, support by the year.

    周期性产品：按席位的软件、按年的维保，在期限内按周期计费。
    """

    over_time: ClassVar[bool] = True
    kind: Literal["subscription"]
    """subscription"""
    unit: Words = Text(zh="席位", en="seat")
    """What is counted. / 计量单位。"""
    billing: Period = "month"
    """The period that the price is for: month, quarter or year. / 价格所对应的周期：月、季、年。"""
    invoiced: Literal["advance", "arrears"] = "advance"
    """Invoiced at the start or at the end of a period. / 期初或期末开票。"""
    term: Term = Term()
    """How long a contract runs. / 合同期限。"""
    aligned: Literal["start", "calendar"] = "start"
    """Whether periods begin as the contract does, or with the calendar's months, quarters and years.

    / 计费周期从合同起始日起，或按日历的月、季、年。"""
    billing_day: BillingDay | None = None
    """The day of the month on which periods begin; in a shorter month its last. / 每个周期从几号开始；当月没有该日则取最后一天。"""
    proration: Proration | None = None
    """How part of a period is charged; not written: as the company's settings say. / 不足一个周期如何计；不写则按公司设置。"""
    ramp: Sequence[RampYear] = ()
    """Reduced prices in the first years. / 前几年的优惠价。"""
    free: FreeMonths | None = None
    """Months that are not charged. / 免费月份。"""
    uplift: Annotated[Rate, Field(ge=0)] = Decimal(0)
    """What a price that is kept rises at a renewal. / 续订时沿用价的涨幅。"""


class Usage(Product):
    """A product that is metered: the quote shows its rates and an estimate for the quantity expected per month.

    按用量计费的产品：报价单列出费率，并按预计月用量估算。
    """

    over_time: ClassVar[bool] = True
    metered: ClassVar[bool] = True
    kind: Literal["usage"]
    """usage"""
    included: NotNegative = Decimal(0)
    """Units per month that cost nothing, once over all lines of a quote. / 每月免费用量，整份报价共用一份。"""
    term: Term = Term()
    """How long a contract runs. / 合同期限。"""
