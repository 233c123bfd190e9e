"""What a code is: of which series, for which promotions, and whether it is good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from cpq.promotions.coupons.series import CouponSeries
from cpq.promotions.promotion import Promotion
from cpq.rulebook.fields import ALWAYS
from cpq.rulebook.text import Text

State = Literal["good", "unknown", "mistyped", "expired", "early"]

Trouble = tuple[str, Text]
"""A code for scripts, and what it means."""


@dataclass(frozen=True, slots=True)
class Coupon:
    """A code as somebody gave it.

    `good`: it activates its promotions, as far as they run. `unknown`: there is no such code. `mistyped`: it looks like one of the series
    and cannot be. `expired`, `early`: it is one of the series, after its last day or before its first. `promotions` are those that it is
    for, whatever its state.
    """

    code: str
    state: State
    series: CouponSeries | None = None
    promotions: Sequence[Promotion] = ()

    @property
    def activates(self) -> Sequence[Promotion]:
        return self.promotions if self.state == "good" else ()

    @property
    def trouble(self) -> Trouble | None:
        """Why it is not good, None where it is."""
        code, valid = self.code, self.series.valid if self.series else ALWAYS
        match self.state:
            case "good":
                return None
            case "unknown":
                return "unknown-coupon", Text(zh=f"没有优惠券“{code}”", en=f'there is no coupon "{code}"')
            case "mistyped":
                zh = f"优惠券“{code}”输错了：长度或校验字符不对；请与券面核对"
                en = f'coupon "{code}" is mistyped: its length or its check characters are wrong; compare it with the coupon'
                return "mistyped-coupon", Text(zh=zh, en=en)
            case "expired":
                zh = f"优惠券“{code}”已过期：有效期至 {valid.to}"
                en = f'coupon "{code}" has expired: it was valid to {valid.to}'
                return "expired-coupon", Text(zh=zh, en=en)
            case "early":
                zh = f"优惠券“{code}”尚未生效：自 {valid.from_} 起"
                en = f'coupon "{code}" is not valid yet: it is from {valid.from_} on'
                return "early-coupon", Text(zh=zh, en=en)
            case _:
                assert_never(self.state)
