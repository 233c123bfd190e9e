"""How much a promotion may take off: off a line down to its floor and up to the cap for a line, off the quote up to cap and budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from cpq.allocation import allocate
from cpq.money import Rounding, round_to
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.outcome import Outcome
from cpq.promotions.benefits.benefit import Cut
from cpq.promotions.counting import budget_left
from cpq.promotions.limits import Cap
from cpq.promotions.promotion import Promotion


class Room:
    """The room of a promotion with this cap in one phase; `earlier` is what became of it before, with what it took off each line."""

    def __init__(self, cap: Cap | None, earlier: Outcome | None, context: Context) -> None:
        self._line_cap = cap.line[context.currency] if cap and cap.line else None
        self._holds = context.settings.floors == "hold"
        capped = earlier if self._line_cap is not None else None
        self._taken = {each.line: each.amount for each in capped.on} if capped else {}
        self._context = context

    def __call__(self, line: Line) -> Decimal:
        """How much may be taken off a line; a whole number of the currency's minor units, unless the line itself is none."""
        room = line.net
        if self._holds and line.floor is not None:
            room = max(min(room, self._down(line.net - line.over_term(line.floor))), ZERO)
        if self._line_cap is not None:
            room = min(room, max(self._line_cap - self._taken.get(line.item.id, ZERO), ZERO))
        return room

    def _down(self, amount: Decimal) -> Decimal:
        return round_to(amount, self._context.digits, Rounding.FLOOR)


def most_together(promotion: Promotion, given: Decimal, group_left: Decimal | None, context: Context) -> Decimal | None:
    """The most that a promotion may still take off the quote; None where nothing limits it. `given` is what it took off already."""
    cap = promotion.cap
    bounds = [
        cap.order[context.currency] - given if cap and cap.order else None,
        None if (left := budget_left(promotion, context)) is None else left - given,
        group_left,
    ]
    known = [max(context.round(bound), ZERO) for bound in bounds if bound is not None]
    return min(known, default=None)


def within(cuts: Sequence[Cut], most: Decimal | None, context: Context) -> Sequence[Cut]:
    """The cuts, scaled down where together they are above `most`: each in proportion, exact to the minor unit."""
    total = sum((cut.amount for cut in cuts), ZERO)
    if most is None or total <= most:
        return cuts
    shares = allocate(most, [cut.amount for cut in cuts], context.digits, zero="none")
    return [
        replace(cut, amount=share, exact=share, base=None, rate=None) for cut, share in zip(cuts, shares, strict=True)
    ]
