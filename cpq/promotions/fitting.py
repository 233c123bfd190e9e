"""Which lines each promotion of a phase works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cpq.pricing.basket import Basket
from cpq.pricing.conditions import holds, line_values
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.rule_index import RuleIndex
from cpq.pricing.trace import Phase
from cpq.promotions.book import PromotionBook
from cpq.promotions.promotion import Promotion
from cpq.promotions.standing import NotEligible, why_out


@dataclass(frozen=True, slots=True)
class Fitting:
    """The promotions of a phase in order of priority: those that can apply with the ids of their lines, the others with the reason.

    `others` are the lines of a second target. All of it is decided once, at the start of the phase.
    """

    lines: Mapping[str, Sequence[str]]
    others: Mapping[str, Sequence[str]]
    out: Mapping[str, NotEligible]


def fitting(phase: Phase, basket: Basket, context: Context) -> Fitting:
    """Ask every promotion once about the quote, and every line once about the promotions that could mean it."""
    book = context.rulebook.derived(PromotionBook)
    index = book.by_phase[phase]
    quote = {**context.values, **basket.order_values()}
    out = {each.id: why for each in index.rules if (why := why_out(each, quote, context)) is not None}
    lines: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for line in basket.lines:
        if line.counts or (phase is Phase.LINE_DISCOUNT and line.estimated):
            for promotion in _fitting_line(line, index, out, quote):
                lines.setdefault(promotion.id, []).append(line.item.id)
            for second in book.seconds.of(line.item) if phase is Phase.DEAL else ():
                others.setdefault(second.promotion.id, []).append(line.item.id)
    out |= {each.id: book.no_line[each.id] for each in index.rules if each.id not in out and each.id not in lines}
    return Fitting(lines, others, out)


def _fitting_line(
    line: Line, index: RuleIndex[Promotion], out: Mapping[str, NotEligible], quote: Mapping[str, object]
) -> Sequence[Promotion]:
    found = [each for each in index.of(line.item) if each.id not in out]
    if all(each.lines is None for each in found):
        return found
    values = line_values(line, quote, index.categories(line.item))
    return [each for each in found if holds(each.lines, values, each, "lines")]
