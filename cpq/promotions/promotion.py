"""Promotions: what is given, on which lines, to whom, when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cpq.bom.target import Target
from cpq.promotions.benefits import AnyBenefit
from cpq.promotions.hours import Hours
from cpq.promotions.limits import NO_LIMITS, Cap, Limits
from cpq.promotions.needs import AnyNeed
from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import ALWAYS, Compiled, CouponCode, Id, NotNegativeAmounts, Ref, Validity, Words
from cpq.rulebook.model import Entity
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class PromotionGroup(Entity):
    """Promotions of one phase that are weighed against each other.

    同一阶段内相互比较的一组促销。
    """

    name: Words
    """Name. / 名称。"""
    pick: Literal["first", "best", "combination", "all"] = "best"
    """Take the first that fits by priority, the one that saves the customer most, the combination that does, or all by priority.

    / 取优先级最高者、对客户最优惠的一个、最优惠的组合，或按优先级全部叠加。"""
    at_most: Annotated[int, Field(ge=1, le=1000)] | None = None
    """With `combination` and `all`: how many of them apply together at most. / 用于 combination 与 all：最多同时适用几个。"""
    budget: NotNegativeAmounts | None = None
    """What all of them together may give, over all quotes, by currency. / 整组共享的预算，按币种，跨所有报价累计。"""

    @model_validator(mode="after")
    def _one_is_one(self) -> Self:
        if self.at_most is not None and self.takes_one:
            text = Text(
                zh=f"pick: {self.pick} 只取一个，请删去 at_most，或改用 combination 或 all",
                en=f"`pick: {self.pick}` takes one; remove `at_most`, or use `combination` or `all`",
            )
            raise problem("at-most", text, below=("at_most",))
        return self

    @property
    def takes_one(self) -> bool:
        """Whether at most one of its promotions applies."""
        return self.pick in ("first", "best")


class Promotion(Entity):
    """A reduction for lines that fit, under a condition, over a period.

    促销：在一段时期内，对符合条件的行给予的优惠。
    """

    name: Words
    """Name on documents. / 单据上的名称。"""
    valid: Validity = ALWAYS
    """When it runs. / 活动日期。"""
    hours: Sequence[Hours] = ()
    """At which hours, on which days of the week; the request then says its time. / 活动时段；请求须写明时刻。"""
    when: Annotated[Expression | None, Compiled("quote", Bool())] = None
    """Under which condition of the quote: customer, channel, currency, date, amounts. / 报价须满足的条件。"""
    needs: Sequence[AnyNeed] = ()
    """What the lines of the quote must have; all of it. / 对报价行的要求，须全部满足。"""
    lines: Annotated[Expression | None, Compiled("line", Bool())] = None
    """Which of the target's lines, by a condition of the line. / 行须满足的条件。"""
    target: Target = Target()
    """The lines it works on. / 适用的行。"""
    benefit: AnyBenefit
    """What is given. / 优惠内容。"""
    coupons: Annotated[Sequence[CouponCode], Field(min_length=1)] | None = None
    """Only with one of these coupon codes; case and spaces do not matter. / 须持有其中一个优惠券码；不分大小写，空格不计。"""
    coupon_series: Annotated[str, Ref("coupon_series")] | None = None
    """Only with a code of this series, or one of `coupons` where both are written. / 须持有该系列的券码；与 coupons 同时写时，任一即可。"""
    priority: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Higher goes first. / 数值越大越先。"""
    group: Annotated[str, Ref("promotion_groups")] | None = None
    """The group in which it is weighed; without one it stands alone. / 所属分组；不写则单独适用。"""
    exclusive: Literal["group", "phase", "order"] | None = None
    """Where it is applied, no other promotion of its group, its phase, or the whole quote is. / 适用后，同组、同阶段或整单不再适用其他促销。"""
    combinable_with: Sequence[Id] | None = None
    """The promotions and groups that it goes together with; not written: with every one. Both sides must agree.

    / 可与之同享的促销或分组；不写则都可以。双方须一致。"""
    limits: Limits = NO_LIMITS
    """How often it may be used, and its budget. / 使用次数与预算。"""
    cap: Cap | None = None
    """The most it takes off one quote. / 一份报价的优惠上限。"""
    on_error: Literal["refuse", "skip"] = "refuse"
    """Where it cannot be worked out: no quote, or a quote without it that says so. / 无法计算时：拒绝报价，或略过并说明。"""

    @model_validator(mode="after")
    def _excludes_something(self) -> Self:
        if self.exclusive == "group" and self.group is None:
            text = Text(
                zh="促销不在任何分组里，exclusive: group 不起作用；请写 group，或改为 exclusive: phase",
                en="it is in no group; write `group`, or `exclusive: phase`",
            )
            raise problem("exclusive", text, below=("exclusive",))
        return self

    def in_currency(self, currency: str) -> bool:
        """Whether it says something for a currency; without conversion an amount in another one is none."""
        caps = self.cap.currencies() if self.cap else ()
        budget = (self.limits.budget,) if self.limits.budget is not None else ()
        return self.benefit.in_currency(currency) and all(currency in each for each in (*caps, *budget))

    @property
    def needs_coupon(self) -> bool:
        return self.coupons is not None or self.coupon_series is not None

    @property
    def coupon_field(self) -> str:
        """Where its coupons are written."""
        return "coupon_series" if self.coupons is None else "coupons"
