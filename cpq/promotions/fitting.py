"""Which lines each promotion of a phase works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from cpq.pricing.basket import Basket
from cpq.pricing.conditions import holds, line_values
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.trace import Phase
from cpq.promotions.benefits import Deal
from cpq.promotions.book import PartTarget, PromotionBook
from cpq.promotions.failing import FailingTerm, failing_line
from cpq.promotions.meeting import Meeting
from cpq.promotions.promotion import Promotion
from cpq.promotions.standing import NotEligible, failed, why_out
from cpq.rulebook.finding import Refused

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Fitting:
    """The promotions of a phase that some line is meant by: those that can apply with the ids of their lines, the others with the reason.

    `parts` are the lines of those parts of deals that name their own, by promotion and number of the part. All of it is decided once, at
    the start of the phase.
    """

    lines: Mapping[str, Sequence[str]]
    parts: Mapping[str, Mapping[int, Sequence[str]]]
    out: Mapping[str, NotEligible]


def fitting(phase: Phase, basket: Basket, context: Context) -> Fitting:
    """Ask every line about the promotions that could mean it, and each of those once about the quote.

    A promotion that means none of the lines is never asked: a quote does not take longer for what the rulebook has for others.
    """
    asking = _Asking(phase, basket, context)
    for line in basket.lines:
        if line.counts or (phase is Phase.LINE_DISCOUNT and line.estimated and not line.included):
            asking.ask(line)
    asking.tell_what_lines_lack()
    return Fitting(asking.lines, asking.parts, asking.out)


class _Asking:
    """The answers so far: the lines of each promotion that can apply, and the reasons of those that cannot."""

    def __init__(self, phase: Phase, basket: Basket, context: Context) -> None:
        book = context.rulebook.derived(PromotionBook)
        self._now = book.now(context.situation).out
        self._open = book.open
        self._index = book.by_phase[phase]
        self._parts = book.parts if phase is Phase.DEAL and book.parts.rules else None
        self._basket = basket
        self._context = context
        self.lines: dict[str, list[str]] = {}
        self.parts: dict[str, dict[int, list[str]]] = {}
        self.out: dict[str, NotEligible] = {}
        self._in: set[str] = set()
        self._unmet: dict[str, list[Line]] = {}

    @cached_property
    def _quote(self) -> Mapping[str, object]:
        return {**self._context.values, **self._basket.order_values()}

    @cached_property
    def _meeting(self) -> Meeting:
        return Meeting(self._basket, self._quote, self._index, self._context)

    def ask(self, line: Line) -> None:
        """Which promotions a line fits."""
        values: Mapping[str, object] | None = None
        for promotion in self._index.of(line.item):
            if not self._is_in(promotion):
                continue
            if promotion.lines is not None:
                values = values or line_values(line, self._quote, self._index.categories(line.item))
                if not self._holds(promotion, values, line):
                    self._unmet.setdefault(promotion.id, []).append(line)
                    continue
            self.lines.setdefault(promotion.id, []).append(line.item.id)
        for part in self._parts.of(line.item) if self._parts else ():
            self._ask_part(part, line)

    def tell_what_lines_lack(self) -> None:
        """Of promotions that no line fits because of `lines`, how much more of one would do, the nearest."""
        promotions = self._context.rulebook.all(Promotion)
        for id, lines in self._unmet.items():
            promotion = promotions[id]
            if id in self.lines or id in self.out:
                continue
            found = [near for line in lines if (near := self._near(promotion, line)) is not None]
            if found:
                nearest = min(found, key=lambda near: near.missing.share if near.missing else ONE)
                self.out[id] = NotEligible(nearest.reason, promotion.at("lines"), nearest.missing)

    def _near(self, promotion: Promotion, line: Line) -> FailingTerm | None:
        least = promotion.benefit.least_units(line, self._context) if line.net > 0 else None
        if least is None:
            return None
        return failing_line(promotion, line, line_values(line, self._quote, self._index.categories(line.item)), least)

    def _holds(self, promotion: Promotion, values: Mapping[str, object], line: Line) -> bool:
        try:
            return holds(promotion.lines, values, promotion, "lines", line.item)
        except Refused as refused:
            self._fail(promotion, refused)
            return False

    def _fail(self, promotion: Promotion, refused: Refused) -> None:
        """Leave a promotion out that cannot be worked out, where it says so; else there is no quote."""
        if promotion.on_error == "refuse":
            raise refused
        self.out[promotion.id] = failed(refused)
        self.lines.pop(promotion.id, None)
        self._in.discard(promotion.id)

    def _ask_part(self, part: PartTarget, line: Line) -> None:
        promotion = part.promotion
        if not self._is_in(promotion):
            return
        self.parts.setdefault(promotion.id, {}).setdefault(part.number, []).append(line.item.id)
        if isinstance(promotion.benefit, Deal) and promotion.benefit.only_parts:
            fitting = self.lines.setdefault(promotion.id, [])
            if line.item.id not in fitting[-1:]:
                fitting.append(line.item.id)

    def _is_in(self, promotion: Promotion) -> bool:
        id = promotion.id
        if id in self._in:
            return True
        if id in self.out:
            return False
        try:
            why = self._why_out(promotion)
        except Refused as refused:
            self._fail(promotion, refused)
            return False
        if why is None:
            self._in.add(id)
        else:
            self.out[id] = why
        return why is None

    def _why_out(self, promotion: Promotion) -> NotEligible | None:
        why = self._now.get(promotion.id)
        if why is not None or promotion.id in self._open:
            return why
        return why_out(promotion, self._quote, self._meeting, self._context)
