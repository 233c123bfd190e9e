"""The same amount again and again: every 1000, 100 off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.outcome import Missing
from cpq.pricing.trace import Phase
from cpq.promotions.amounts import shown
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach, Shortfall, spread_cuts
from cpq.promotions.benefits.unit_price import units_of
from cpq.rulebook.fields import Positive, PositiveAmounts
from cpq.rulebook.text import Text


def _which(given: object) -> str:
    return "amounts" if isinstance(given, Mapping) else "quantity"


Step = Annotated[
    Annotated[PositiveAmounts, Tag("amounts")] | Annotated[Positive, Tag("quantity")], Discriminator(_which)
]
"""`{CNY: 1000}` counts the lines' amount, `10` their quantity."""


class Every(Benefit):
    """For every so much of an amount, or every so many units, an amount is taken off the lines together.

    每满减：每满一定金额或数量，就减一次，分摊到各行；门槛在阶段开始时判定一次。
    """

    kind: Literal["every"]
    """every"""
    every: Step
    """How much, by currency, or how many. / 每满多少金额（各币种）或多少件。"""
    off: PositiveAmounts
    """Currency → what is taken off each time. / 每次减的金额。"""
    limit: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """How often at most. / 最多几次。"""

    @property
    def phase(self) -> Phase:
        return Phase.ORDER_DISCOUNT

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        times = int(self.measure(reach) // self._step(reach.context.currency))
        times = times if self.limit is None else min(times, self.limit)
        return spread_cuts(self.off[reach.context.currency] * times, reach) if times else ()

    def least_units(self, line: Line, context: Context) -> Decimal | None:
        return units_of(self._step(context.currency), line, context, self._kind)

    def shortfall(self, reach: Reach) -> Shortfall:
        currency = reach.context.currency
        more = self._step(currency) - self.measure(reach)
        if more <= 0:
            return super().shortfall(reach)
        said = self._said(more, currency)
        text = Text(zh=f"还差 {said}可减第一次", en=f"{said}more and it counts once")
        return Shortfall(text, Missing(self._kind, more, self._step(currency)))

    def more(self, reach: Reach) -> Shortfall | None:
        """What it takes to count once more."""
        currency = reach.context.currency
        step, measured = self._step(currency), self.measure(reach)
        if self.limit is not None and measured // step >= self.limit:
            return None
        more = step - measured % step
        said = self._said(more, currency)
        text = Text(zh=f"再加 {said}可再减一次", en=f"{said}more and it counts once more")
        return Shortfall(text, Missing(self._kind, more, step, again=True))

    @property
    def _kind(self) -> Literal["amount", "quantity"]:
        return "amount" if isinstance(self.every, Mapping) else "quantity"

    def _said(self, more: Decimal, currency: str) -> str:
        return f"{shown(more, currency)} {currency} " if self._kind == "amount" else f"{more:,f} "

    def measure(self, reach: Reach) -> Decimal:
        """The amount or quantity of the lines at the start of the phase."""
        if not isinstance(self.every, Mapping):
            return sum((line.item.quantity for line in reach.before), ZERO)
        original = reach.context.settings.threshold_of == "original"
        return sum((line.list_amount if original else line.net for line in reach.before), ZERO)

    def _step(self, currency: str) -> Decimal:
        return self.every[currency] if isinstance(self.every, Mapping) else self.every

    def in_currency(self, currency: str) -> bool:
        return currency in self.off and (not isinstance(self.every, Mapping) or currency in self.every)
