"""Promotions: what is given, on which lines, to whom, when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.target import Target
from cpq.promotions.benefits import AnyBenefit
from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import ALWAYS, Compiled, Id, Ref, Validity, Words
from cpq.rulebook.model import Entity


class PromotionGroup(Entity):
    """Promotions of one phase that are weighed against each other.

    同一阶段内相互比较的一组促销。
    """

    name: Words
    """Name. / 名称。"""
    pick: Literal["first", "best", "all"] = "best"
    """Take the first that fits by priority, the one that saves the customer most, or all in order of priority.

    / 取优先级最高者、对客户最优惠者，或按优先级全部叠加。"""


class Promotion(Entity):
    """A reduction for lines that fit, under a condition, over a period.

    促销：在一段时期内，对符合条件的行给予的优惠。
    """

    name: Words
    """Name on documents. / 单据上的名称。"""
    valid: Validity = ALWAYS
    """When it runs. / 活动日期。"""
    when: Annotated[Expression | None, Compiled("quote", Bool())] = None
    """Under which condition of the quote: customer, channel, currency, date, amounts. / 报价须满足的条件。"""
    lines: Annotated[Expression | None, Compiled("line", Bool())] = None
    """Which of the target's lines, by a condition of the line. / 行须满足的条件。"""
    target: Target = Target()
    """The lines it works on. / 适用的行。"""
    benefit: AnyBenefit
    """What is given. / 优惠内容。"""
    coupons: Annotated[Sequence[Id], Field(min_length=1)] | None = None
    """Only with one of these coupon codes. / 须持有其中一个优惠券码。"""
    priority: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Higher goes first. / 数值越大越先。"""
    group: Annotated[str, Ref("promotion_groups")] | None = None
    """The group in which it is weighed; without one it stands alone. / 所属分组；不写则单独适用。"""
    exclusive: Literal["phase", "order"] | None = None
    """Where it is applied, no other promotion of its phase, or of the whole quote, is. / 适用后，同阶段或整单不再适用其他促销。"""
