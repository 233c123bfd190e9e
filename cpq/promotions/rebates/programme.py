"""Rebate programmes: who earns which share of what is bought in a period, and what may be paid with it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from cpq.bom.target import Target
from cpq.promotions.ascending import ascend
from cpq.rulebook.expressions import Bool, Expression
from cpq.rulebook.fields import ALWAYS, Compiled, NotNegativeAmounts, Period, Share, Validity, Words
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

ZERO = Decimal(0)
WHOLE = Decimal(1)


class RebateTier(Strict):
    """The rate from an amount on.

    自某金额起的返利比例。
    """

    from_: Annotated[NotNegativeAmounts, Field(alias="from")]
    """Currency → what was bought in the period from which the tier counts. / 各币种：本期采购额达到多少起适用。"""
    rate: Share
    """The share that is earned. / 返利比例。"""


class Usable(Strict):
    """What may be paid with rebate that was earned before.

    此前获得的返利可用于哪些行、最多占多少。
    """

    target: Target = Target()
    """For which lines. / 可用于哪些行。"""
    share: Share = WHOLE
    """At most this share of the net amount of those lines. / 最多占这些行净额的比例。"""


def _ascending(tiers: Sequence[RebateTier]) -> Sequence[RebateTier]:
    ascend([tier.from_ for tier in tiers])
    return tiers


class RebateProgramme(Entity):
    """A share of what a customer buys in a period, earned now and used later: it takes nothing off the quote that earns it.

    返利计划：按客户一段时期内的采购额计提返利，日后使用；不减少计提返利的这份报价。
    """

    name: Words
    """Name on documents. / 单据上的名称。"""
    valid: Validity = ALWAYS
    """When it runs. / 起止日期。"""
    when: Annotated[Expression | None, Compiled("sale", Bool())] = None
    """For which buyers: customer, region, channel. / 买方须满足的条件：客户、地区、渠道。"""
    target: Target = Target()
    """The lines that earn it. / 计提返利的行。"""
    period: Period
    """The calendar month, quarter or year over which purchases add up. / 采购额累计的周期：自然月、季或年。"""
    calculation: Literal["progressive", "retrospective"]
    """progressive: each part of the amount at its own tier's rate; retrospective: all of it at the rate of the tier that is reached.

    / 超额累进：各段按各档比例；全额追溯：达到某档后，全部金额都按该档比例。"""
    tiers: Annotated[Sequence[RebateTier], Field(min_length=1), AfterValidator(_ascending)]
    """The tiers, from low to high. / 各档，由低到高。"""
    usable: Usable | None = None
    """What may be paid with it; not written: nothing on quotes. / 可用于支付什么；不写则不能在报价中使用。"""

    @model_validator(mode="after")
    def _more_is_never_less(self) -> Self:
        rates = [tier.rate for tier in self.tiers]
        falling = [number for number, (low, high) in enumerate(pairwise(rates), 1) if high < low]
        if self.calculation == "retrospective" and falling:
            text = Text(
                zh="全额追溯时比例不能降低，否则多买反而少得；请改正，或改用 progressive",
                en="a retrospective rate must not fall, or who buys more earns less; correct it, or use `progressive`",
            )
            raise problem("rebate-rates", text, below=("tiers", falling[0], "rate"))
        return self

    def starts(self, currency: str) -> Sequence[Decimal]:
        """Where each tier begins."""
        return [tier.from_[currency] for tier in self.tiers]

    def reached(self, amount: Decimal, currency: str) -> int:
        """The number of the tier that an amount reaches, from 1; 0 below the first."""
        return sum(start <= amount for start in self.starts(currency))

    def earned(self, amount: Decimal, currency: str) -> Decimal:
        """What an amount bought in one period earns in all, not rounded. It never falls as the amount rises."""
        if self.calculation == "retrospective":
            tier = self.reached(amount, currency)
            return amount * self.tiers[tier - 1].rate if tier else ZERO
        starts = self.starts(currency)
        ends = [*starts[1:], max(amount, starts[-1])]
        parts = (max(min(amount, end) - start, ZERO) for start, end in zip(starts, ends, strict=True))
        return sum((part * tier.rate for part, tier in zip(parts, self.tiers, strict=True)), ZERO)
