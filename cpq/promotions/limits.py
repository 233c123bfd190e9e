"""How often and how much a promotion gives, and what of that is left; the counters come with the request."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cpq.rulebook.fields import NotNegativeAmounts, PositiveAmounts
from cpq.rulebook.model import Strict

Most = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Limits(Strict):
    """How often a promotion may be used, over all quotes, and what it may give in all. The request's `counters` say what was used before.

    A use is a quote in which the promotion applied, however many units or lines it applied to there. The answer says with each promotion what
    the quote adds to the counters: `uses`, `coupon` (the code that was used) and `amount`.

    使用次数与预算限制，跨所有报价累计；此前已用多少由请求中的 counters 说明。一次使用指促销适用于一份报价，与其中适用的件数、行数无关。报价结果中每项
    促销的 uses、coupon（所用券码）与 amount 写明本单应计入多少。
    """

    uses: Most | None = None
    """By everybody together. / 所有客户合计的次数。"""
    per_customer: Most | None = None
    """By one customer. / 每个客户的次数。"""
    per_coupon: Most | None = None
    """With one coupon code. / 每个券码的次数。"""
    per_coupon_and_customer: Most | None = None
    """With one coupon code, by one customer. / 每个券码、每个客户的次数。"""
    budget: NotNegativeAmounts | None = None
    """What it may give in all, by currency. / 各币种的预算总额。"""
    over_budget: Literal["reduce", "refuse"] = "reduce"
    """Where the rest of the budget is less than what it would give: give the rest, or nothing. / 预算余额不足时：只给余额，或不给。"""


class Cap(Strict):
    """The most that a promotion takes off one quote.

    一份报价中优惠的上限。
    """

    line: PositiveAmounts | None = None
    """Off each line, by currency. / 每行上限。"""
    order: PositiveAmounts | None = None
    """Off all lines together, by currency; spread over them when reached. / 合计上限，达到时按行分摊。"""

    def currencies(self) -> tuple[Mapping[str, Decimal], ...]:
        return tuple(each for each in (self.line, self.order) if each is not None)


NO_LIMITS = Limits()
