"""What promotions and coupons have been used so far, as whoever keeps count says in the request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, cast

from pydantic import Field, field_validator

from cpq.rulebook.fields import CouponCode, NotNegative, Ref, as_printed
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

Count = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Used(Strict):
    """How often something was used before, by everybody and by this customer, and what it has given so far.

    此前的使用次数（所有客户、本客户）与已优惠金额。
    """

    uses: Count = 0
    """By everybody. / 所有客户的次数。"""
    by_customer: Count = 0
    """By this customer. / 本客户的次数。"""
    amount: NotNegative = Decimal(0)
    """Amount given so far, in the quote's currency. / 已优惠金额，按报价币种。"""


class Counters(Strict):
    """Counters of promotions and of coupons; what is not listed has not been used. The answer says what the quote would add.

    促销与优惠券的计数；未列出的视为未使用。报价结果会写明本单将增加多少。
    """

    promotions: Mapping[Annotated[str, Ref("promotions")], Used] = Field(default_factory=dict[str, Used])
    """Promotion → what was used of it. / 促销 → 已用情况。"""
    groups: Mapping[Annotated[str, Ref("promotion_groups")], Used] = Field(default_factory=dict[str, Used])
    """Promotion group → what was used of its shared budget. / 促销分组 → 共享预算的已用情况。"""
    coupons: Mapping[CouponCode, Used] = Field(default_factory=dict[str, Used])
    """Coupon code, in any case → what was used of it. / 优惠券码（不分大小写）→ 已用情况。"""

    @field_validator("coupons", mode="before")
    @classmethod
    def _counted_once(cls, given: object) -> object:
        """One counter a code: of two that differ in case only, one would be forgotten, and the coupon used too often."""
        if isinstance(given, Mapping):
            _refuse_one_code_twice(cast("Mapping[object, object]", given))
        return cast("object", given)


def _refuse_one_code_twice(codes: Iterable[object]) -> None:
    seen: dict[object, object] = {}
    for code in codes:
        first = seen.setdefault(as_printed(code), code)
        if first is not code:
            text = Text(
                zh=f"“{code}”与“{first}”是同一个优惠券码（不分大小写，空格不计）；请合并为一条",
                en=f'"{code}" and "{first}" are one coupon code (case and spaces do not matter); write one entry',
            )
            raise problem("coupon-counted-twice", text)


NOT_USED = Used()
