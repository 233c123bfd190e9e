"""Playing the promotions of one phase: lane by lane in order of priority, each lane one promotion or one group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.trace import Phase, Step
from cpq.promotions.benefits.benefit import Cut, Reach
from cpq.promotions.book import PromotionBook
from cpq.promotions.choice import Chosen, chosen
from cpq.promotions.fitting import Fitting, fitting
from cpq.promotions.outcomes import Outcomes
from cpq.promotions.promotion import Promotion, PromotionGroup


def played(phase: Phase, basket: Basket, context: Context) -> Basket:
    """The basket after a phase's promotions, with what became of each."""
    promotions = context.rulebook.derived(PromotionBook).by_phase[phase].rules
    if not promotions:
        return basket
    play = _Play(phase, basket, context, fitting(phase, basket, context))
    for lane in _lanes(promotions):
        play.lane(lane)
    return Basket(tuple(play.lines[line.item.id] for line in basket.lines), basket.earlier, play.outcomes.all())


def _lanes(promotions: Sequence[Promotion]) -> Sequence[Sequence[Promotion]]:
    """A promotion without a group is a lane of its own; a group stands where its first member does."""
    lanes: dict[tuple[str, str], list[Promotion]] = {}
    for each in promotions:
        key = ("alone", each.id) if each.group is None else ("group", each.group)
        lanes.setdefault(key, []).append(each)
    return list(lanes.values())


class _Play:
    """The state of one phase: the lines as they are now, the units that are still free, and the outcomes so far."""

    def __init__(self, phase: Phase, basket: Basket, context: Context, fits: Fitting) -> None:
        self._phase = phase
        self._context = context
        self._fits = fits
        self._before = {line.item.id: line for line in basket.lines}
        self.lines: dict[str, Line] = dict(self._before)
        self._free = {line.item.id: int(line.item.quantity) for line in basket.lines}
        self.outcomes = Outcomes(phase, basket.outcomes, context.rulebook.all(Promotion))

    def lane(self, promotions: Sequence[Promotion]) -> None:
        """Choose among the lane's promotions and apply what was chosen."""
        candidates = [each for each in promotions if self._is_in(each) and self._stands(each)]
        taken = self._chosen(candidates, promotions)
        for each in taken:
            if self._stands(each):
                self._apply(each)
        for each in candidates:
            if not taken:
                self.outcomes.no_effect(each, each.benefit.shortfall(self._reach(each, self.lines, self._free)))
            elif each not in taken:
                self.outcomes.lost_in_group(each, taken[0])

    def _is_in(self, promotion: Promotion) -> bool:
        """Whether the promotion fits the quote and some line; noted where it does not."""
        out = self._fits.out.get(promotion.id)
        if out is not None:
            self.outcomes.not_eligible(promotion, out)
        return out is None

    def _stands(self, promotion: Promotion) -> bool:
        """Whether no exclusive promotion is in the way; noted where one is."""
        winner = self.outcomes.in_the_way(promotion)
        if winner is not None:
            self.outcomes.lost(promotion, winner)
        return winner is None

    def _chosen(self, candidates: Sequence[Promotion], lane: Sequence[Promotion]) -> Chosen:
        if lane[0].group is None:
            return tuple(candidates)
        pick = self._context.rulebook.all(PromotionGroup)[lane[0].group].pick
        winners = {each.id for each in lane if self.outcomes.given(each)}
        if winners and pick != "all":
            # An earlier batch of lines has decided the group already.
            return tuple(each for each in candidates if each.id in winners)
        return chosen(candidates, pick, self._saving)

    def _saving(self, promotions: Chosen) -> Decimal:
        """What promotions one after the other really take off."""
        lines, free = dict(self.lines), dict(self._free)
        saving = ZERO
        for each in promotions:
            cuts = each.benefit.cuts(self._reach(each, lines, free))
            saving += sum((cut.amount for cut in cuts), ZERO)
            if len(promotions) > 1:
                self._take(each, cuts, lines, free)
        return saving

    def _apply(self, promotion: Promotion) -> None:
        reach = self._reach(promotion, self.lines, self._free)
        cuts = promotion.benefit.cuts(reach)
        self._take(promotion, cuts, self.lines, self._free)
        amount = sum((cut.amount for cut in cuts), ZERO)
        if amount:
            self.outcomes.applied(promotion, amount)
        else:
            self.outcomes.no_effect(promotion, promotion.benefit.shortfall(reach))

    def _reach(self, promotion: Promotion, lines: Mapping[str, Line], free: Mapping[str, int]) -> Reach:
        ids = [id for id in self._fits.lines[promotion.id] if lines[id].net > 0]
        others = [lines[id] for id in self._fits.others.get(promotion.id, ()) if lines[id].net > 0]
        return Reach(
            lines=[lines[id] for id in ids],
            before=[self._before[id] for id in ids],
            others=others,
            free=free,
            given=self.outcomes.given(promotion),
            context=self._context,
        )

    def _take(self, promotion: Promotion, cuts: Sequence[Cut], lines: dict[str, Line], free: dict[str, int]) -> None:
        for cut in cuts:
            id = cut.line.item.id
            free[id] -= cut.used
            if cut.amount:
                lines[id] = lines[id].plus(self._step(promotion, cut))

    def _step(self, promotion: Promotion, cut: Cut) -> Step:
        rate = None if cut.rate is None else -cut.rate
        return Step(
            self._phase,
            promotion.id,
            promotion.name,
            -cut.amount,
            -cut.exact,
            promotion.at("benefit"),
            cut.base,
            rate,
            cut.quantity,
            note=cut.note,
        )
