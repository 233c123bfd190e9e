"""The promotions of a rulebook, ready to be asked by line."""

from __future__ import annotations

from dataclasses import dataclass

from cpq.bom.target import Target
from cpq.pricing.rule_index import RuleIndex
from cpq.pricing.trace import Phase
from cpq.promotions.benefits import BuyGet
from cpq.promotions.promotion import Promotion
from cpq.promotions.standing import no_line
from cpq.rulebook.expressions import Expression
from cpq.rulebook.rulebook import Rulebook

PHASES = (Phase.DEAL, Phase.LINE_DISCOUNT, Phase.ORDER_DISCOUNT)


@dataclass(frozen=True, slots=True)
class Second:
    """The second target of a promotion: what is got, where that is something else than what is bought."""

    promotion: Promotion
    target: Target
    lines: Expression | None = None


class PromotionBook:
    """Made once for a rulebook: `rulebook.derived(PromotionBook)`. Promotions are in order of priority, equals by id."""

    def __init__(self, rulebook: Rulebook) -> None:
        ordered = sorted(rulebook.all(Promotion).values(), key=lambda each: (-each.priority, each.id))
        self.by_phase = {
            phase: RuleIndex(rulebook, [each for each in ordered if each.benefit.phase == phase]) for phase in PHASES
        }
        seconds = [
            Second(each, each.benefit.get_target)
            for each in ordered
            if isinstance(each.benefit, BuyGet) and each.benefit.get_target is not None
        ]
        self.seconds = RuleIndex(rulebook, seconds)
        self.no_line = {each.id: no_line(each) for each in ordered}
