"""Playing the promotions of one phase: lane by lane in order of priority, each lane one promotion or one group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.trace import Phase, Step
from cpq.promotions.benefits.benefit import Cut, Reach
from cpq.promotions.book import Lane, PromotionBook
from cpq.promotions.choice import Chosen, chosen
from cpq.promotions.fitting import Fitting, fitting
from cpq.promotions.outcomes import Outcomes
from cpq.promotions.promotion import Promotion, PromotionGroup


def played(phase: Phase, basket: Basket, context: Context) -> Basket:
    """The basket after a phase's promotions, with what became of each that means one of its lines."""
    book = context.rulebook.derived(PromotionBook)
    if not book.by_phase[phase].rules:
        return basket
    fits = fitting(phase, basket, context)
    play = _Play(phase, basket, context, fits)
    for number in sorted({book.lane_of[id] for found in (fits.lines, fits.out) for id in found}):
        play.lane(book.lanes[number])
    return Basket(tuple(play.lines.values()), basket.earlier, play.outcomes.all())


class _Play:
    """The state of one phase: the lines as they are now, the units that are still free, and the outcomes so far."""

    def __init__(self, phase: Phase, basket: Basket, context: Context, fits: Fitting) -> None:
        self._phase = phase
        self._context = context
        self._fits = fits
        self._before = {line.item.id: line for line in basket.lines}
        self.lines: dict[str, Line] = dict(self._before)
        self._free = {line.item.id: int(line.item.quantity) for line in basket.lines} if phase is Phase.DEAL else {}
        self.outcomes = Outcomes(phase, basket.outcomes, context)

    def lane(self, promotions: Lane) -> None:
        """Choose among the lane's promotions and apply what was chosen."""
        group = promotions[0].group
        if group is not None:
            candidates = [each for each in promotions if self._fits_in(each) and self._stands(each)]
            self._weigh(candidates, promotions, group)
        elif self._fits_in(promotions[0]) and self._stands(promotions[0]):
            self._apply(promotions[0])

    def _fits_in(self, promotion: Promotion) -> bool:
        """Whether the promotion fits the quote and some line; noted where it means a line, but does not fit the quote."""
        out = self._fits.out.get(promotion.id)
        if out is not None:
            self.outcomes.not_eligible(promotion, out)
        return promotion.id in self._fits.lines

    def _stands(self, promotion: Promotion) -> bool:
        """Whether no exclusive promotion is in the way; noted where one is."""
        winner = self.outcomes.in_the_way(promotion)
        if winner is not None:
            self.outcomes.lost(promotion, winner)
        return winner is None

    def _weigh(self, candidates: Sequence[Promotion], lane: Lane, group: str) -> None:
        """Choose among the promotions of a group, and say of the others what they lost to."""
        taken = self._chosen(candidates, lane, group)
        for each in taken:
            if self._stands(each):
                self._apply(each)
        for each in candidates:
            if not taken:
                self.outcomes.no_effect(each, each.benefit.shortfall(self._reach(each, self.lines, self._free)))
            elif each not in taken:
                self.outcomes.lost_in_group(each, taken[0])

    def _chosen(self, candidates: Sequence[Promotion], lane: Lane, group: str) -> Chosen:
        pick = self._context.rulebook.all(PromotionGroup)[group].pick
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
        fitting, others = self._fits.lines[promotion.id], self._fits.others.get(promotion.id)
        return Reach(
            lines=self._payable(fitting, lines),
            others=self._payable(others, lines) if others else (),
            fitting=fitting,
            start=self._before,
            free=free,
            given=self.outcomes.given(promotion),
            context=self._context,
        )

    def _payable(self, ids: Sequence[str], lines: Mapping[str, Line]) -> Sequence[Line]:
        """The lines of which there is something left to pay."""
        return [line for id in ids if (line := lines[id]).net > 0]

    def _take(self, promotion: Promotion, cuts: Sequence[Cut], lines: dict[str, Line], free: dict[str, int]) -> None:
        place = self._context.places.of(promotion, "benefit")
        for cut in cuts:
            id = cut.line.item.id
            if cut.used:
                free[id] -= cut.used
            if cut.amount:
                rate = None if cut.rate is None else -cut.rate
                lines[id] = lines[id].plus(
                    Step(
                        self._phase,
                        promotion.id,
                        promotion.name,
                        -cut.amount,
                        -cut.exact,
                        place,
                        cut.base,
                        rate,
                        cut.quantity,
                        note=cut.note,
                    )
                )
