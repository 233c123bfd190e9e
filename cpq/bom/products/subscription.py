"""Products that are billed again and again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.products.product import Product
from cpq.rulebook.fields import NotNegative, Period, Share, Words
from cpq.rulebook.model import Strict
from cpq.rulebook.text import Text

Months = Annotated[int, Field(ge=1, le=240)]


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


class RampYear(Strict):
    """One year of a ramp.

    阶梯启动中的一年。
    """

    year: Annotated[int, Field(ge=1, le=20)]
    """Contract year, from 1. / 合同第几年，从 1 起。"""
    discount: Share = Decimal(0)
    """The reduction in that year; years not listed pay the full price. / 当年减让；未列年份按全价。"""


class Subscription(Product):
    """A product that is billed per period over a term: software by the seat, support by the year.

    周期性产品：按席位的软件、按年的维保，在期限内按周期计费。
    """

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
    ramp: Sequence[RampYear] = ()
    """Reduced prices in the first years. / 前几年的优惠价。"""


class Usage(Product):
    """A product that is metered: the quote shows its rates and an estimate for the quantity expected per month.

    按用量计费的产品：报价单列出费率，并按预计月用量估算。
    """

    kind: Literal["usage"]
    """usage"""
    included: NotNegative = Decimal(0)
    """Units per month that cost nothing, once over all lines of a quote. / 每月免费用量，整份报价共用一份。"""
    term: Term = Term()
    """How long a contract runs. / 合同期限。"""
