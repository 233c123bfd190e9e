"""The more is bought, the more is taken off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.outcome import Missing
from cpq.pricing.trace import Phase
from cpq.promotions.amounts import shown
from cpq.promotions.ascending import ascend
from cpq.promotions.benefits.benefit import Benefit, Cut, Reach, Shortfall, percent_cut, running, spread_cuts
from cpq.promotions.benefits.unit_price import units_of
from cpq.rulebook.fields import Positive, PositiveAmounts, Share
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text


def _which(given: object) -> str:
    return "amounts" if isinstance(given, Mapping) else "quantity"


From = Annotated[
    Annotated[PositiveAmounts, Tag("amounts")] | Annotated[Positive, Tag("quantity")], Discriminator(_which)
]
"""`{CNY: 100000}` looks at the lines' amount, `10` at their quantity."""


class ThresholdTier(Strict):
    """What is given from an amount or a quantity on: a percentage or an amount.

    达到门槛后的优惠：比例或金额。
    """

    from_: Annotated[From, Field(alias="from")]
    """From this amount by currency, or from this quantity on. / 起点：各币种金额，或数量。"""
    percent: Share | None = None
    """Taken off the lines together. / 按合计减的比例。"""
    amount: PositiveAmounts | None = None
    """Taken off the lines together, by currency. / 按合计减的金额。"""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            raise problem(
                "tiers",
                Text(zh="请写 percent 或 amount，二者择一", en="write either `percent` or `amount`"),
            )
        return self

    def start(self, currency: str) -> Decimal | None:
        """Where the tier begins; None where nothing is said for this currency."""
        return self.from_.get(currency) if isinstance(self.from_, Mapping) else self.from_

    def off(self, currency: str) -> Decimal:
        return (self.amount or {}).get(currency, ZERO)

    def gives(self, currency: str) -> bool:
        return self.amount is None or currency in self.amount


def _ascending(tiers: Sequence[ThresholdTier]) -> Sequence[ThresholdTier]:
    ascend([_starts(tier) for tier in tiers])
    return tiers


def _starts(tier: ThresholdTier) -> Mapping[str, Decimal]:
    return tier.from_ if isinstance(tier.from_, Mapping) else {"": tier.from_}


class Threshold(Benefit):
    """From an amount or a quantity on something is taken off the lines together: the highest tier that is reached counts.

    The lines are looked at once, before the phase, so that a promotion cannot disable itself.

    满额（满量）减：按所达到的最高一档减价，分摊到各行；门槛在阶段开始时判定一次。
    """

    kind: Literal["threshold"]
    """threshold"""
    tiers: Annotated[Sequence[ThresholdTier], Field(min_length=1), AfterValidator(_ascending)]
    """The tiers, from low to high. / 各档，由低到高。"""
    per: Literal["line", "order"] = "order"
    """All lines together (order discounts), or each line at the tier that it reaches itself (line discounts).

    / 各行合计（整单折扣阶段），或每行各看自己达到的档（行折扣阶段）。"""

    @property
    def phase(self) -> Phase:
        return Phase.LINE_DISCOUNT if self.per == "line" else Phase.ORDER_DISCOUNT

    def cuts(self, reach: Reach) -> Sequence[Cut]:
        if self.per == "line":
            tiers = [(line, self.reached([reach.start[line.item.id]], reach.context)) for line in reach.lines]
            return [self._off(line, tier, reach) for line, tier in tiers if tier is not None]
        tier = self.reached(reach.before, reach.context)
        if tier is None:
            return ()
        if tier.percent is not None:
            base = sum((running(line, reach.context) for line in reach.lines), ZERO)
            return spread_cuts(base * tier.percent, reach, tier.percent)
        return spread_cuts(tier.off(reach.context.currency), reach)

    def _off(self, line: Line, tier: ThresholdTier, reach: Reach) -> Cut:
        if tier.percent is not None:
            return percent_cut(line, tier.percent, reach)
        exact = min(tier.off(reach.context.currency), reach.room(line))
        return Cut(line, exact, exact)

    def reached(self, lines: Iterable[Line], context: Context) -> ThresholdTier | None:
        """The highest tier that lines reach, as they were at the start of the phase."""
        measured = self.measure(lines, context)
        starts = [(tier.start(context.currency), tier) for tier in self.tiers]
        fitting = [tier for start, tier in starts if start is not None and start <= measured]
        return fitting[-1] if fitting else None

    def least_units(self, line: Line, context: Context) -> Decimal | None:
        starts = (tier.start(context.currency) for tier in self.tiers if tier.gives(context.currency))
        start = next((start for start in starts if start is not None), None)
        return None if start is None else units_of(start, line, context, "amount" if self.by_amount else "quantity")

    def shortfall(self, reach: Reach) -> Shortfall:
        context = reach.context
        start = self.tiers[0].start(context.currency)
        lines = [[line] for line in reach.before] if self.per == "line" else [reach.before]
        missing = (start or ZERO) - max((self.measure(each, context) for each in lines), default=ZERO)
        if missing <= 0:
            return super().shortfall(reach)
        return Shortfall(_first_tier(self._said(missing, context.currency)), self._missing(missing, start or ZERO))

    def more(self, reach: Reach) -> Shortfall | None:
        """What reaches the next tier, where lines have reached one already and it is not the last."""
        if self.per == "line":
            return None
        measured, currency = self.measure(reach.before, reach.context), reach.context.currency
        tiers = self._in(currency)
        above = next((start for start, _ in tiers if start > measured), None)
        if above is None or self.saves_less(above, currency):
            return None
        return Shortfall(
            _next_tier(self._said(above - measured, currency)),
            self._missing(above - measured, above),
        )

    def saves_less(self, start: Decimal, currency: str) -> bool:
        """Whether the tier that begins here gives less than the one before, as far as the two can be compared.

        Percentages are compared with each other; amounts too, and where the tiers look at amounts, what a percentage takes of where the
        later one begins.
        """
        before, after = None, None
        for begins, tier in self._in(currency):
            before, after = after, tier
            if begins == start:
                break
        if before is None or after is None:
            return False
        if before.percent is not None and after.percent is not None:
            return after.percent < before.percent
        if before.percent is None and after.percent is None:
            return after.off(currency) < before.off(currency)
        return self.by_amount and _at(after, start, currency) < _at(before, start, currency)

    def _in(self, currency: str) -> list[tuple[Decimal, ThresholdTier]]:
        """The tiers that begin somewhere in a currency, with where."""
        return [(start, tier) for tier in self.tiers if (start := tier.start(currency)) is not None]

    @property
    def by_amount(self) -> bool:
        return isinstance(self.tiers[0].from_, Mapping)

    def _said(self, more: Decimal, currency: str) -> str:
        return f"{shown(more, currency)} {currency} " if self.by_amount else f"{more:,f} "

    def _missing(self, more: Decimal, asked: Decimal) -> Missing:
        return Missing("amount" if self.by_amount else "quantity", more, asked)

    def measure(self, lines: Iterable[Line], context: Context) -> Decimal:
        """The amount or quantity that the tiers look at."""
        if not self.by_amount:
            return sum((line.item.quantity for line in lines), ZERO)
        original = context.settings.threshold_of == "original"
        return sum((line.list_amount if original else line.net for line in lines), ZERO)

    def in_currency(self, currency: str) -> bool:
        return any(tier.start(currency) is not None and tier.gives(currency) for tier in self.tiers)


def _at(tier: ThresholdTier, amount: Decimal, currency: str) -> Decimal:
    return tier.off(currency) if tier.percent is None else amount * tier.percent


def _first_tier(more: str) -> Text:
    return Text(zh=f"还差 {more}达到第一档", en=f"{more}more reaches the first tier")


def _next_tier(more: str) -> Text:
    return Text(zh=f"再加 {more}达到下一档", en=f"{more}more reaches the next tier")
