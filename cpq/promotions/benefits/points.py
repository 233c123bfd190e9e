"""Points for what is bought."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cpq.allocation import allocate
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.outcome import Missing
from cpq.pricing.trace import Phase
from cpq.promotions.amounts import shown
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach, Shortfall
from cpq.promotions.benefits.unit_price import units_of
from cpq.promotions.benefits.units import ONE
from cpq.rulebook.fields import Positive, PositiveAmounts
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

Count = Annotated[int, Field(ge=1, le=1_000_000_000)]


class Points(Benefit):
    """Points for the net amount of the fitting lines after everything else; no price changes.

    The amounts of the lines are added up first, then rounded down to whole points.

    积分：按符合条件的行在所有优惠之后的净额计分，不影响价格；先合计，再向下取整。
    """

    kind: Literal["points"]
    """points"""
    per: PositiveAmounts | None = None
    """Currency → amount of which each full one earns a point: `{CNY: 10}`. / 各币种每满多少金额积 1 分，如 {CNY: 10}。"""
    times: Positive = ONE
    """With `per`: so many points instead of one. / 与 per 同用：每次积几分，默认 1。"""
    fixed: Count | None = None
    """Instead of `per`: so many points, whatever the amount. / 不写 per 时：固定积分，与金额无关。"""
    at_most: Count | None = None
    """The most that one quote earns. / 一份报价最多积多少分。"""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.per is None) == (self.fixed is None):
            raise problem("points", Text(zh="per 与 fixed 请写其一", en="write either `per` or `fixed`"))
        if self.fixed is not None and "times" in self.model_fields_set:
            text = Text(zh="times 只能与 per 同写", en="`times` goes with `per` only")
            raise problem("points", text, below=("times",))
        return self

    @property
    def phase(self) -> Phase:
        return Phase.REWARD

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        """Nothing off the lines, but each line's part of the points, which add up to whole ones."""
        nets = [line.net for line in reach.lines]
        points = self._points(sum(nets, ZERO), reach) if nets else 0
        if not points:
            return ()
        shares = allocate(Decimal(points), nets, 0)
        return [
            Cut(line, ZERO, ZERO, base=line.net, points=int(share))
            for line, share in zip(reach.lines, shares, strict=True)
        ]

    def _points(self, base: Decimal, reach: Reach) -> int:
        points = self.fixed or 0
        if self.per is not None:
            points = int(base // self.per[reach.context.currency] * self.times)
        return points if self.at_most is None else min(points, self.at_most)

    def least_units(self, line: Line, context: Context) -> Decimal | None:
        return ONE if self.per is None else units_of(self._first(context.currency), line, context, "amount")

    def _first(self, currency: str) -> Decimal:
        """The amount that earns the first point."""
        return ZERO if self.per is None else self.per[currency] * ceil(ONE / self.times)

    def shortfall(self, reach: Reach) -> Shortfall:
        """How much more earns the first point; there is less than that on the lines."""
        if self.per is None or not reach.lines:
            return Shortfall(
                Text(zh="符合条件，但没有可积分的金额", en="it fits, but there is no amount that earns points")
            )
        currency = reach.context.currency
        asked = self._first(currency)
        more = asked - sum((line.net for line in reach.lines), ZERO)
        text = Text(
            zh=f"还差 {shown(more, currency)} {currency}可得积分",
            en=f"{shown(more, currency)} {currency} more earns points",
        )
        return Shortfall(text, Missing("amount", more, asked))

    def more(self, reach: Reach) -> Shortfall:
        """How the points came about, for the reader."""
        return Shortfall(self._how(reach))

    def _how(self, reach: Reach) -> Text:
        if self.per is None:
            return Text(zh="固定积分", en="a fixed number of points")
        base, currency = sum((line.net for line in reach.lines), ZERO), reach.context.currency
        per, times = self.per[currency], f"{self.times.normalize():f}"
        most = Text("", "")
        if self.at_most is not None and self._points(base, reach) == self.at_most:
            most = Text(zh=f"，至多 {self.at_most} 分", en=f", at most {self.at_most}")
        return Text(
            zh=f"净额 {base:,f} {currency}，每满 {per:,f} 积 {times} 分{most.zh}",
            en=f"{times} for each full {per:,f} of {base:,f} {currency} net{most.en}",
        )

    def in_currency(self, currency: str) -> bool:
        return self.per is None or currency in self.per
