"""Playing the promotions of one phase: lane by lane in order of priority, each lane one promotion or one group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cpq.pricing.basket import Basket
from cpq.pricing.context import Context
from cpq.pricing.line import ZERO
from cpq.pricing.outcome import Optimality
from cpq.pricing.trace import Phase
from cpq.promotions.benefits.benefit import Cut, Reach, Shortfall, gives
from cpq.promotions.benefits.deal import Allotment
from cpq.promotions.book import Lane, PromotionBook
from cpq.promotions.choice import chosen
from cpq.promotions.combination.combination import Combination
from cpq.promotions.counting import group_budget_left
from cpq.promotions.fitting import Fitting, fitting
from cpq.promotions.losing import Losses
from cpq.promotions.outcomes import Outcomes
from cpq.promotions.promotion import Promotion, PromotionGroup
from cpq.promotions.room import most_together
from cpq.promotions.standing import failed
from cpq.promotions.working import State, Working, saving_of, worth_of
from cpq.rulebook.text import Text


def played(phase: Phase, basket: Basket, context: Context) -> Basket:
    """The basket after a phase's promotions, with what became of each that means one of its lines."""
    book = context.rulebook.derived(PromotionBook)
    if not book.has(phase):
        return basket
    fits = fitting(phase, basket, context)
    play = _Play(phase, basket, context, fits)
    for number in sorted({book.lane_of[id] for found in (fits.lines, fits.out) for id in found}):
        play.lane(book.lanes[number])
    return Basket(tuple(play.state.lines.values()), basket.earlier, play.outcomes.all())


class _Play:
    """The state of one phase, and the outcomes so far."""

    def __init__(self, phase: Phase, basket: Basket, context: Context, fits: Fitting) -> None:
        self._context = context
        self._fits = fits
        self.outcomes = Outcomes(phase, basket.outcomes, context)
        start = {line.item.id: line for line in basket.lines}
        free = {line.item.id: int(line.item.quantity) for line in basket.lines} if phase is Phase.DEAL else {}
        self._units = dict(free)
        self.state = State(dict(start), free)
        self._working = Working(phase, start, fits, self.outcomes.get, context)

    def lane(self, promotions: Lane) -> None:
        """Choose among the lane's promotions and apply what was chosen."""
        group = promotions[0].group
        if group is not None:
            candidates = [each for each in promotions if self._fits_in(each) and self._stands(each)]
            if candidates:
                self._weigh(candidates, promotions, self._context.rulebook.all(PromotionGroup)[group])
        elif self._fits_in(promotions[0]) and self._stands(promotions[0]):
            self._apply(promotions[0])

    def _fits_in(self, promotion: Promotion) -> bool:
        """Whether the promotion fits the quote and some line; noted where it means a line, but does not fit the quote."""
        out = self._fits.out.get(promotion.id)
        if out is not None:
            self.outcomes.not_eligible(promotion, out)
        return promotion.id in self._fits.lines

    def _stands(self, promotion: Promotion) -> bool:
        """Whether no promotion that it does not go together with was applied; noted where one was."""
        winner = self.outcomes.in_the_way(promotion)
        if winner is not None:
            # What it gives by itself, before anything else of the phase.
            alone = worth_of(self._working.cuts(promotion, State(dict(self._working.start), dict(self._units))))
            self.outcomes.lost(promotion, winner, alone)
        return winner is None

    def _weigh(self, candidates: Sequence[Promotion], lane: Lane, group: PromotionGroup) -> None:
        """Choose among the promotions of a group, and say of the others what they lost to, and by how much."""
        before, left = self.state.copy(), self._group_left(group)
        choice = self._chosen(candidates, lane, group)
        taken = [
            (each, worth_of(self._apply(each, group, choice.allotments.get(each.id), choice.optimality)))
            for each in choice.promotions
            if self._stands(each)
        ]
        chosen_ids = {each.id for each in choice.promotions}
        losers = [each for each in candidates if each.id not in chosen_ids]
        losses = Losses(taken, group, left, before, self._working, self._lines_of(candidates))
        for each in losers:
            if taken:
                self.outcomes.lost_in_group(each, losses.of(each), choice.optimality)
            else:
                self._nothing(each, before, left)

    def _lines_of(self, promotions: Sequence[Promotion]) -> Mapping[str, frozenset[str]]:
        parts = self._fits.parts
        return {
            each.id: frozenset(self._fits.lines[each.id]).union(*parts.get(each.id, {}).values()) for each in promotions
        }

    def _chosen(self, candidates: Sequence[Promotion], lane: Lane, group: PromotionGroup) -> Combination:
        winners = {each.id for each in lane if self.outcomes.given(each)}
        if winners and group.takes_one:
            # An earlier batch of lines has decided the group already.
            return Combination(tuple(each for each in candidates if each.id in winners))
        return chosen(candidates, group, self._group_left(group), self.state, self._working, self._context)

    def _group_left(self, group: PromotionGroup) -> Decimal | None:
        """What the group's budget still has for this quote."""
        left = group_budget_left(group, self._context)
        return None if left is None else max(left - self.outcomes.given_by_group(group.id), ZERO)

    def _nothing(self, promotion: Promotion, state: State, group_left: Decimal | None) -> None:
        failure = self._working.failures.get(promotion.id)
        if failure is not None:
            self.outcomes.not_eligible(promotion, failed(failure))
            return
        beyond = self._working.beyond_budget.get(promotion.id)
        if group_left == 0:
            beyond = _of_group_spent(promotion)
        why = beyond or promotion.benefit.shortfall(self._working.reach(promotion, state))
        self.outcomes.no_effect(promotion, why)

    def _apply(
        self,
        promotion: Promotion,
        group: PromotionGroup | None = None,
        allotment: Allotment | None = None,
        optimality: Optimality | None = None,
    ) -> Sequence[Cut]:
        """Take off what the promotion gives, and note it; returns that."""
        most = self._group_left(group) if group else None
        reach = self._working.reach(promotion, self.state)
        cuts = self._working.cuts_of(promotion, reach, most, allotment)
        if not gives(cuts):
            self._nothing(promotion, self.state, most)
            return ()
        more = self._more(promotion, reach, cuts, most)
        self._working.take(promotion, cuts, self.state)
        self.outcomes.applied(promotion, cuts, more, optimality)
        return cuts

    def _more(
        self, promotion: Promotion, reach: Reach, cuts: Sequence[Cut], group_left: Decimal | None
    ) -> Shortfall | None:
        """What more gives something else, where cap and budget have something left; of points, how they came about."""
        more = promotion.benefit.more(reach)
        if more is None or more.missing is None:
            return more
        left = most_together(promotion, reach.given, group_left, self._context)
        return more if left is None or saving_of(cuts) < left else None


def _of_group_spent(promotion: Promotion) -> Shortfall:
    text = Text(
        zh=f"所在分组“{promotion.group}”的预算已用完", en=f'the budget of its group "{promotion.group}" is spent'
    )
    return Shortfall(text)
