"""A percentage off."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.trace import Phase
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach, Shortfall, percent_cut, running, spread_cuts
from cpq.promotions.benefits.units import ONE, Units
from cpq.rulebook.fields import Share
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


class Percent(Benefit):
    """A percentage off each line, off some of the units, or off all of them together.

    按比例减价：逐行减、只减其中若干件，或对合计减后分摊。
    """

    kind: Literal["percent"]
    """percent"""
    value: Share
    """The percentage. / 比例。"""
    per: Literal["line", "order"] = "line"
    """Taken off each line by itself (phase of line discounts), or off the sum of the lines and spread over them (order discounts).

    / 逐行计算（行折扣阶段），或按合计计算后分摊到各行（整单折扣阶段）。"""
    units: Units | None = None
    """Of which units; not written: of all. / 只对哪些单位；不写则全部。"""

    @model_validator(mode="after")
    def _units_are_a_lines(self) -> Self:
        if self.units is not None and self.per == "order":
            text = Text(zh="units 只能与 per: line 同写", en="`units` goes with `per: line` only")
            raise problem("units", text, below=("units",))
        return self

    @property
    def phase(self) -> Phase:
        return Phase.LINE_DISCOUNT if self.per == "line" else Phase.ORDER_DISCOUNT

    def shortfall(self, reach: Reach) -> Shortfall:
        return (self.units.first_group(reach.lines) if self.units else None) or super().shortfall(reach)

    def more(self, reach: Reach) -> Shortfall | None:
        return None if self.units is None else self.units.next_group(reach.lines)

    def least_units(self, line: Line, context: Context) -> Decimal | None:
        return ONE if self.units is None else self.units.least

    @property
    def options_too(self) -> bool:
        """Where units are counted a desk is one, whatever is chosen inside."""
        return self.units is None

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        if self.per == "order":
            total = sum((running(line, reach.context) for line in reach.lines), ZERO)
            return spread_cuts(total * self.value, reach, self.value)
        if self.units is None:
            return [percent_cut(line, self.value, reach) for line in reach.lines]
        picked = self.units.picked(reach.lines)
        lines = [line for line in reach.lines if line.item.id in picked]
        return [percent_cut(line, self.value, reach, picked[line.item.id]) for line in lines]
