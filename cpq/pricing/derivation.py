"""How a price is taken from another list, as it is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from cpq.rulebook.fields import Number, Positive, Rate, Ref
from cpq.rulebook.model import Strict


class Derivation(Strict):
    """A price of another list: × rate, ± percent, rounded, plus an ending.

    另一价目表的价格：乘汇率、加减百分比、取整、加尾数。
    """

    list: Annotated[str, Ref("price_lists")]
    """The other list. / 来源价目表。"""
    rate: Positive = Decimal(1)
    """Exchange rate agreed for this list: the other list's price × rate. / 本表约定的换算率。"""
    percent: Annotated[Rate, Field(ge=-1)] = Decimal(0)
    """Added to the price; -12% takes off. / 加价比例，负数为减价。"""
    round_to: Positive | None = None
    """Rounded half up to a multiple of this, unless that would be zero. / 四舍五入到它的整数倍；结果为零时不取整。"""
    ending: Number = Decimal(0)
    """Added after rounding: -0.10 makes 9.90 of 10; left out, as the rounding is, where nothing of the price would be left.

    / 取整后再加的尾数；若会使价格不大于零，则不取整也不加尾数。"""
