"""Which lines each promotion of a phase works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cpq.pricing.basket import Basket
from cpq.pricing.conditions import holds, line_values
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.trace import Phase
from cpq.promotions.book import PromotionBook
from cpq.promotions.promotion import Promotion
from cpq.promotions.standing import NotEligible, why_out


@dataclass(frozen=True, slots=True)
class Fitting:
    """The promotions of a phase that some line is meant by: those that can apply with the ids of their lines, the others with the reason.

    `others` are the lines of a second target. All of it is decided once, at the start of the phase.
    """

    lines: Mapping[str, Sequence[str]]
    others: Mapping[str, Sequence[str]]
    out: Mapping[str, NotEligible]


def fitting(phase: Phase, basket: Basket, context: Context) -> Fitting:
    """Ask every line about the promotions that could mean it, and each of those once about the quote.

    A promotion that means none of the lines is never asked: a quote does not take longer for what the rulebook has for others.
    """
    seconds = context.rulebook.derived(PromotionBook).seconds
    asking = _Asking(phase, {**context.values, **basket.order_values()}, context)
    others: dict[str, list[str]] = {}
    for line in basket.lines:
        if line.counts or (phase is Phase.LINE_DISCOUNT and line.estimated and not line.included):
            asking.ask(line)
            for second in seconds.of(line.item) if phase is Phase.DEAL else ():
                others.setdefault(second.promotion.id, []).append(line.item.id)
    return Fitting(asking.lines, others, asking.out)


class _Asking:
    """The answers so far: the lines of each promotion that can apply, and the reasons of those that cannot."""

    def __init__(self, phase: Phase, quote: Mapping[str, object], context: Context) -> None:
        self._index = context.rulebook.derived(PromotionBook).by_phase[phase]
        self._quote = quote
        self._situation = context.situation
        self.lines: dict[str, list[str]] = {}
        self.out: dict[str, NotEligible] = {}
        self._in: set[str] = set()

    def ask(self, line: Line) -> None:
        """Which promotions a line fits."""
        values: Mapping[str, object] | None = None
        for promotion in self._index.of(line.item):
            if not self._is_in(promotion):
                continue
            if promotion.lines is not None:
                values = values or line_values(line, self._quote, self._index.categories(line.item))
                if not holds(promotion.lines, values, promotion, "lines", line.item):
                    continue
            self.lines.setdefault(promotion.id, []).append(line.item.id)

    def _is_in(self, promotion: Promotion) -> bool:
        id = promotion.id
        if id in self._in:
            return True
        if id in self.out:
            return False
        why = why_out(promotion, self._quote, self._situation)
        if why is None:
            self._in.add(id)
        else:
            self.out[id] = why
        return why is None
