"""The best combination of deals that take units from each other: found by an integer program, then priced by the engine itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from cpq.pricing.context import Context
from cpq.pricing.line import ZERO
from cpq.promotions.benefits import Deal
from cpq.promotions.benefits.deal import Allotment, DealForm
from cpq.promotions.combination.combination import Combination, Rank
from cpq.promotions.combination.components import components
from cpq.promotions.combination.contender import Contender
from cpq.promotions.combination.units import Handing, Kind, kinds_of, scale_of
from cpq.promotions.promotion import Promotion
from cpq.promotions.room import most_together
from cpq.promotions.stacking import Together, go_together, is_choosy
from cpq.promotions.working import State, Working, saving_of

if TYPE_CHECKING:
    from cpq.promotions.combination.program import Plan

MOST_DEALS = 1000
"""Deals that have something to do with each other and that the program takes; of more the better order is taken, unproven."""

Taken = tuple[tuple[Promotion, Allotment | None], ...]
"""Deals in the order in which they apply, each with its units; None for what takes none."""


def best_deals(
    candidates: Sequence[Promotion],
    at_most: int | None,
    left: Decimal | None,
    state: State,
    working: Working,
    context: Context,
) -> Combination:
    """The combination of deals that saves most, with the units that each takes; `left` is what they may save together."""
    reaches = {each.id: _lines(working, each, state) for each in candidates}
    joined = at_most is not None or left is not None
    parts = [tuple(candidates)] if joined else components(candidates, reaches)
    taken: list[tuple[Promotion, Allotment | None]] = []
    proven = True
    for part in parts:
        best, is_proven = _Part(part, at_most, left, state, working, context).best()
        taken += best
        proven = proven and is_proven
    order = {each.id: number for number, each in enumerate(candidates)}
    taken.sort(key=lambda pair: order[pair[0].id])
    allotments = {each.id: allotment for each, allotment in taken if allotment is not None}
    return Combination(tuple(each for each, _ in taken), allotments, "proven" if proven else "unproven")


def _lines(working: Working, promotion: Promotion, state: State) -> frozenset[str]:
    reach = working.reach(promotion, state)
    lines = [*reach.lines, *(line for part in reach.parts.values() for line in part)]
    return frozenset(line.item.id for line in lines)


@dataclass(frozen=True, slots=True)
class _Part:
    """Deals that have something to do with each other."""

    candidates: Sequence[Promotion]
    at_most: int | None
    left: Decimal | None
    state: State
    working: Working
    context: Context

    def best(self) -> tuple[Taken, bool]:
        """What saves most when it is really applied, and whether that is proven."""
        if len(self.candidates) > MOST_DEALS:
            return max(map(self._ranked, self._greedy()), key=lambda pair: pair[0])[1], False
        forms = [self._form(each) for each in self.candidates]
        digits = scale_of(forms, self.working.start, self.context.digits)
        plan, planned = self._planned(forms, digits)
        found = [planned, *self._greedy()] if plan is None or not plan.proven else [planned]
        rank, taken = max(map(self._ranked, found), key=lambda pair: pair[0])
        return taken, plan is not None and plan.proven and rank.saving >= self._within_rounding(plan, taken, digits)

    def _ranked(self, planned: Taken) -> tuple[Rank, Taken]:
        taken, saving = self._played(planned)
        return Rank.of(saving, tuple(each for each, _ in taken)), taken

    def _planned(self, forms: Sequence[DealForm], digits: int) -> tuple[Plan | None, Taken]:
        from cpq.promotions.combination.program import Program  # noqa: PLC0415 - its solver loads slowly and is seldom needed

        kinds = kinds_of(forms, self.working.start, self.state.free, digits)
        contenders = [self._contender(each, form, digits) for each, form in zip(self.candidates, forms, strict=True)]
        left = None if self.left is None else int(self.left.scaleb(digits))
        plan = Program(contenders, kinds, list(self._apart()), self.at_most, left).solved()
        return plan, () if plan is None else self._handed_out(plan, kinds)

    def _form(self, promotion: Promotion) -> DealForm:
        benefit = promotion.benefit
        reach = self.working.reach(promotion, self.state)
        return benefit.form(reach) if isinstance(benefit, Deal) else DealForm((), 1)

    def _contender(self, promotion: Promotion, form: DealForm, digits: int) -> Contender:
        reach = self.working.reach(promotion, self.state)
        most = most_together(promotion, reach.given, self.left, self.context)
        worth = ZERO if form.parts else saving_of(self.working.cuts(promotion, self.state))
        return Contender(
            form,
            form.rate,
            None if form.price is None else int(form.price.scaleb(digits)),
            int((form.off or ZERO).scaleb(digits)),
            int(worth.scaleb(digits)),
            None if most is None else int(most.scaleb(digits)),
            promotion.priority,
        )

    def _apart(self) -> Iterator[tuple[int, int]]:
        for one, first in enumerate(self.candidates):
            for other, second in enumerate(self.candidates) if is_choosy(first) else ():
                earlier = other < one and is_choosy(second)  # then the other has told it
                if not earlier and not go_together(first, second):
                    yield one, other

    def _handed_out(self, plan: Plan, kinds: Sequence[Kind]) -> Taken:
        handing = Handing(kinds)
        made = [number for number, times in enumerate(plan.times) if times]
        return tuple(
            (self.candidates[number], handing.allotment(plan.times[number], plan.taken[number])) for number in made
        )

    def _greedy(self) -> Iterator[Taken]:
        """The deals one after the other in order of priority, and those first that save most: something that a plan has to beat."""
        by_saving = sorted(self.candidates, key=lambda each: -saving_of(self.working.cuts(each, self.state)))
        for order in (self.candidates, by_saving):
            yield self._in_order(order)

    def _in_order(self, order: Sequence[Promotion]) -> Taken:
        state, taken, together = self.state.copy(), list[tuple[Promotion, Allotment | None]](), Together()
        for each in order:
            full = self.at_most is not None and len(taken) >= self.at_most
            if full or not together.admits(each):
                continue
            allotment = (
                each.benefit.allotted(self.working.reach(each, state)) if isinstance(each.benefit, Deal) else None
            )
            cuts = self.working.cuts(each, state, self.left, allotment)
            if saving_of(cuts):
                self.working.take(each, cuts, state)
                taken.append((each, allotment))
                together.add(each)
        return tuple(taken)

    def _played(self, taken: Taken) -> tuple[Taken, Decimal]:
        """What deals really save when the engine applies them; those that save nothing are left out."""
        state, kept, saved = self.state.copy(), list[tuple[Promotion, Allotment | None]](), ZERO
        for each, allotment in taken:
            most = None if self.left is None else max(self.left - saved, ZERO)
            cuts = self.working.cuts(each, state, most, allotment)
            if saving_of(cuts):
                self.working.take(each, cuts, state)
                kept.append((each, allotment))
                saved += saving_of(cuts)
        return tuple(kept), saved

    def _within_rounding(self, plan: Plan, taken: Taken, digits: int) -> Decimal:
        """What a plan has to save at least when it is applied, for its proof to hold: all but half a minor unit for each cut."""
        cuts = sum(len(allotment.lines) if allotment else 1 for _, allotment in taken)
        return Decimal(plan.saved).scaleb(-digits) - Decimal(cuts).scaleb(-self.context.digits)
