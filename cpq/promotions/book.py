"""The promotions of a rulebook, ready to be asked by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cpq.bom.situation import Situation
from cpq.bom.target import Target
from cpq.pricing.outcome import Outcome
from cpq.pricing.rule_index import RuleIndex
from cpq.pricing.trace import Phase
from cpq.promotions.benefits import Deal
from cpq.promotions.limits import NO_LIMITS
from cpq.promotions.promotion import Promotion
from cpq.promotions.stacking import is_choosy
from cpq.promotions.standing import NotEligible, no_line, why_not_now
from cpq.rulebook.expressions import Expression
from cpq.rulebook.kept import Kept
from cpq.rulebook.rulebook import Rulebook

PHASES = (Phase.DEAL, Phase.LINE_DISCOUNT, Phase.FREE, Phase.ORDER_DISCOUNT, Phase.SHIPPING, Phase.REWARD)

Lane = Sequence[Promotion]
"""One promotion that stands alone, or the promotions of one group."""

MOST_SITUATIONS = 16
"""For how many kinds of situation it is kept how promotions stand."""


@dataclass(frozen=True, slots=True)
class Now:
    """How promotions stand in a situation, before anything is known of the lines.

    `out` are those that cannot apply, by their ids, and why; `idle` is what becomes of every promotion that no line fits, in order.
    """

    out: Mapping[str, NotEligible]
    idle: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class PartTarget:
    """A part of a deal that names its own lines, and the number of the part."""

    promotion: Promotion
    number: int
    target: Target
    lines: Expression | None = None


class PromotionBook:
    """Made once for a rulebook: `rulebook.derived(PromotionBook)`.

    `promotions` are in the order of the phases, within a phase by priority, equals by id; `numbers` are their positions. `lanes` are
    in the order of their first promotion; `lane_of` says by id which lane a promotion stands in. `open` are the ids of those that ask
    nothing of a quote but its situation, `choosy` those of the ones that do not go together with all others.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        ordered = sorted(rulebook.all(Promotion).values(), key=_rank)
        self.promotions: Sequence[Promotion] = tuple(ordered)
        self.numbers: Mapping[str, int] = {each.id: number for number, each in enumerate(ordered)}
        self.by_phase = {
            phase: RuleIndex(rulebook, [each for each in ordered if _works_in(each, phase)], _options_too)
            for phase in PHASES
        }
        self.lanes: Sequence[Lane] = _lanes(ordered)
        self.lane_of = {each.id: number for number, lane in enumerate(self.lanes) for each in lane}
        self.parts = RuleIndex(rulebook, _parts(ordered), lambda part: part.promotion.benefit.options_too)
        self.open = frozenset(each.id for each in ordered if _asks_nothing(each))
        self.choosy = frozenset(each.id for each in ordered if is_choosy(each))
        self._now = Kept[object, Now](MOST_SITUATIONS)

    def has(self, phase: Phase) -> bool:
        """Whether there is a promotion of a phase."""
        return bool(self.by_phase[phase].rules) or (phase is Phase.DEAL and bool(self.parts.rules))

    def now(self, situation: Situation) -> Now:
        """How every promotion stands; found once for a date, a time, a currency and coupons."""
        key = situation.date, situation.time, situation.currency, situation.coupons
        return self._now.of(key, lambda _: self._found_now(situation))

    def _found_now(self, situation: Situation) -> Now:
        why = {each.id: why_not_now(each, situation, self._rulebook) for each in self.promotions}
        idle = tuple(_idle(each, why[each.id] or no_line(each)) for each in self.promotions)
        return Now({id: reason for id, reason in why.items() if reason is not None}, idle)


def _rank(promotion: Promotion) -> tuple[int, int, str]:
    return PHASES.index(promotion.benefit.phase), -promotion.priority, promotion.id


def _lanes(promotions: Sequence[Promotion]) -> Sequence[Lane]:
    """A promotion without a group is a lane of its own; a group stands where its first member of the phase does."""
    lanes: dict[tuple[Phase, str, bool], list[Promotion]] = {}
    for each in promotions:
        name, alone = (each.id, True) if each.group is None else (each.group, False)
        lanes.setdefault((each.benefit.phase, name, alone), []).append(each)
    return tuple(lanes.values())


def _options_too(promotion: Promotion) -> bool:
    return promotion.benefit.options_too


def _works_in(promotion: Promotion, phase: Phase) -> bool:
    """Whether the promotion is found in a phase by its own target; a deal of parts is found by theirs."""
    benefit = promotion.benefit
    return benefit.phase == phase and not (isinstance(benefit, Deal) and benefit.only_parts)


def _parts(promotions: Sequence[Promotion]) -> Sequence[PartTarget]:
    return [
        PartTarget(each, number, target)
        for each in promotions
        if isinstance(each.benefit, Deal)
        for number, target in each.benefit.part_targets.items()
    ]


def _asks_nothing(promotion: Promotion) -> bool:
    """Whether a promotion applies in its situation whatever the quote: no counter, coupon, condition or need keeps it out."""
    unlimited = promotion.limits == NO_LIMITS and not promotion.needs_coupon
    return unlimited and promotion.when is None and not promotion.needs


def _idle(promotion: Promotion, why: NotEligible) -> Outcome:
    return Outcome(promotion.id, promotion.name, "not_eligible", promotion.benefit.phase, why.place, why.reason)
