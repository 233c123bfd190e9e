"""Keeping account of what becomes of each promotion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from cpq.pricing.context import Context
from cpq.pricing.line import ZERO, Line
from cpq.pricing.outcome import Given, Optimality, Outcome, Status
from cpq.pricing.trace import Phase
from cpq.promotions.benefits.benefit import Cut, Shortfall
from cpq.promotions.book import PromotionBook
from cpq.promotions.coupons.usable import good_coupons
from cpq.promotions.losing import Loss
from cpq.promotions.promotion import Promotion
from cpq.promotions.rivals import Rivals
from cpq.promotions.stacking import go_together
from cpq.promotions.standing import NotEligible
from cpq.promotions.working import worth_of
from cpq.rulebook.text import Text

_APPLIED = Text(zh="已适用", en="applied")
_RANK: tuple[Status, ...] = ("not_eligible", "no_effect", "lost", "applied")


def every_outcome(found: Iterable[Outcome], lines: Iterable[Line], context: Context) -> tuple[Outcome, ...]:
    """What became of every promotion of the rulebook, in the order of the phases and of priority: what was found, and for the others why not.

    Of the lines that it is about the numbers are told.
    """
    found, lines = tuple(found), tuple(lines)
    numbers = {line.item.id: line.item.number for line in lines if line.gift}
    rivals = Rivals(found, lines, context) if any(each.missing is not None for each in found) else None
    book = context.rulebook.derived(PromotionBook)
    outcomes = list(book.now(context.situation).idle)
    for outcome in found:
        told = outcome if rivals is None else rivals.beside(outcome)
        outcomes[book.numbers[outcome.promotion]] = _numbered(told, numbers) if numbers else told
    return tuple(outcomes)


def _numbered(outcome: Outcome, numbers: Mapping[str, str]) -> Outcome:
    """Gifts get their numbers last; every other line has its id for a number."""
    return replace(outcome, on=tuple(replace(each, line=numbers.get(each.line, each.line)) for each in outcome.on))


class Outcomes:
    """The outcomes of a quote so far: of the promotions that mean one of its lines."""

    def __init__(self, phase: Phase, earlier: Iterable[Outcome], context: Context) -> None:
        self._phase = phase
        self._context = context
        book, promotions = context.rulebook.derived(PromotionBook), context.rulebook.all(Promotion)
        self._open, self._choosy = book.open, book.choosy
        self._by_id = {outcome.promotion: outcome for outcome in earlier}
        applied = [outcome.promotion for outcome in self._by_id.values() if outcome.status == "applied"]
        self._applied = {id: promotions[id] for id in applied}
        self._is_choosy = not self._choosy.isdisjoint(applied)
        self._excluded = {id for id, each in self._by_id.items() if each.lost_to and self._is_excluded(each)}

    def all(self) -> tuple[Outcome, ...]:
        return tuple(self._by_id.values())

    def get(self, id: str) -> Outcome | None:
        return self._by_id.get(id)

    def given_by_group(self, group: str) -> Decimal:
        """What the promotions of a group took off so far."""
        return sum((self._by_id[id].amount for id, each in self._applied.items() if each.group == group), ZERO)

    def given(self, promotion: Promotion) -> Decimal:
        """What a promotion took off so far: lines may come in two batches."""
        known = self._by_id.get(promotion.id)
        return known.amount if known else ZERO

    def no_effect(self, promotion: Promotion, why: Shortfall) -> None:
        self._note(
            Outcome(
                promotion.id,
                promotion.name,
                "no_effect",
                self._phase,
                promotion.place,
                why.reason,
                missing=why.missing,
            )
        )

    def applied(
        self,
        promotion: Promotion,
        cuts: Sequence[Cut],
        more: Shortfall | None = None,
        optimality: Optimality | None = None,
    ) -> None:
        """It took something off or earned points; `more` is what reaches its next tier, or how these came about."""
        earlier = self._by_id.get(promotion.id)
        on = _given(cuts) if earlier is None else (*earlier.on, *_given(cuts))
        amount = sum([cut.amount for cut in cuts], earlier.amount if earlier else ZERO)
        points = sum([each.points for each in on])
        reason, missing = (more.reason, more.missing) if more else (_APPLIED, None)
        self._note(
            Outcome(promotion.id, promotion.name, "applied", self._phase, promotion.place, reason, amount,
                    missing=missing, on=on, optimality=optimality, points=points, uses=1, coupon=self._coupon(promotion))
        )  # fmt: skip
        self._applied[promotion.id] = promotion
        self._is_choosy = self._is_choosy or promotion.id in self._choosy
        if self._excluded:
            self._would_be_displaced(promotion, worth_of(cuts))

    def _coupon(self, promotion: Promotion) -> str | None:
        """The code that it uses."""
        return None if promotion.id in self._open else next(iter(good_coupons(promotion, self._context)), None)

    def not_eligible(self, promotion: Promotion, why: NotEligible) -> None:
        self._note(
            Outcome(
                promotion.id,
                promotion.name,
                "not_eligible",
                self._phase,
                why.place,
                why.reason,
                missing=why.missing,
                failed=why.failed,
            )
        )

    def lost(self, promotion: Promotion, winner: str, alone: Decimal) -> None:
        """Another promotion is in the way; `alone` is what this one would save of what earlier phases leave."""
        reason = Text(zh=f"与“{winner}”不能同享", en=f'it does not go together with "{winner}"')
        in_the_way = [self._by_id[id] for id, each in self._applied.items() if not go_together(promotion, each)]
        worths = [_worth(each, promotion.benefit.phase) for each in in_the_way]
        by = None if None in worths else sum((worth for worth in worths if worth is not None), ZERO) - alone
        lost = Outcome(promotion.id, promotion.name, "lost", self._phase, promotion.place, reason)
        earlier = any(each.phase is not self._phase for each in in_the_way)
        self._note(replace(lost, lost_to=winner, lost_by=by, lost_by_at_most=by is not None and earlier))
        if self._by_id[promotion.id].status == "lost":
            self._excluded.add(promotion.id)

    def _would_be_displaced(self, promotion: Promotion, worth: Decimal) -> None:
        """What excluded promotions lost before would cost this one its place, too: its worth is part of what they lost by."""
        for id in self._excluded:
            lost, loser = self._by_id[id], self._context.rulebook.all(Promotion)[id]
            if lost.lost_by is not None and not go_together(loser, promotion) and _alike(lost, self._phase):
                self._by_id[id] = replace(lost, lost_by=lost.lost_by + worth)

    def _is_excluded(self, lost: Outcome) -> bool:
        """Whether it lost to one that it does not go together with, and not in its own group."""
        promotions = self._context.rulebook.all(Promotion)
        group = promotions[lost.promotion].group
        return group is None or group != promotions[str(lost.lost_to)].group

    def lost_in_group(self, promotion: Promotion, loss: Loss, optimality: Optimality | None) -> None:
        """Another one of its group was taken, by which so much more is saved."""
        reason = Text(zh=f"同组中选用了“{loss.to.id}”", en=f'"{loss.to.id}" of the same group was taken')
        lost = Outcome(promotion.id, promotion.name, "lost", self._phase, promotion.place, reason)
        self._note(
            replace(lost, lost_to=loss.to.id, lost_by=loss.by, lost_by_at_most=not loss.exact, optimality=optimality)
        )

    def in_the_way(self, promotion: Promotion) -> str | None:
        """A promotion that was applied and does not go together with this one."""
        if not self._is_choosy and promotion.id not in self._choosy:
            return None
        return next((other.id for other in self._applied.values() if not go_together(promotion, other)), None)

    def _note(self, outcome: Outcome) -> None:
        """Keep the better of two outcomes: a promotion that applied to one batch of lines did apply."""
        known = self._by_id.get(outcome.promotion)
        if known is None or _RANK.index(outcome.status) >= _RANK.index(known.status):
            self._by_id[outcome.promotion] = outcome


def _given(cuts: Sequence[Cut]) -> tuple[Given, ...]:
    return tuple(
        [
            Given(cut.line.item.id, cut.amount, cut.quantity, cut.base if cut.points else None, cut.points)
            for cut in cuts
            if cut.amount or cut.adds or cut.points
        ]
    )


def _worth(known: Outcome, phase: Phase) -> Decimal | None:
    """What a promotion gave, to be compared with another's; None where one takes off an amount and the other earns points."""
    return known.amount + known.points if _alike(known, phase) else None


def _alike(known: Outcome, phase: Phase) -> bool:
    return (known.phase is Phase.REWARD) == (phase is Phase.REWARD)
