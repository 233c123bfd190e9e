"""Keeping account of what becomes of each promotion."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from cpq.pricing.context import Context
from cpq.pricing.line import ZERO
from cpq.pricing.outcome import Outcome, Status
from cpq.pricing.trace import Phase
from cpq.promotions.book import PromotionBook
from cpq.promotions.promotion import Promotion
from cpq.promotions.standing import NotEligible
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

_APPLIED = Text(zh="已适用", en="applied")
_RANK: tuple[Status, ...] = ("not_eligible", "no_effect", "lost", "applied")


def every_outcome(found: Iterable[Outcome], context: Context) -> tuple[Outcome, ...]:
    """What became of every promotion of the rulebook, in the order of the phases and of priority: what was found, and for the others why not."""
    book = context.rulebook.derived(PromotionBook)
    outcomes = list(book.idle(context.situation))
    for outcome in found:
        outcomes[book.numbers[outcome.promotion]] = outcome
    return tuple(outcomes)


class Outcomes:
    """The outcomes of a quote so far: of the promotions that mean one of its lines."""

    def __init__(self, phase: Phase, earlier: Iterable[Outcome], context: Context) -> None:
        self._phase = phase
        self._places = context.places
        promotions = context.rulebook.all(Promotion)
        self._by_id = {outcome.promotion: outcome for outcome in earlier}
        applied = [outcome.promotion for outcome in self._by_id.values() if outcome.status == "applied"]
        self._applied = {id: promotions[id] for id in applied}
        self._exclusive = [each for each in self._applied.values() if each.exclusive]

    def all(self) -> tuple[Outcome, ...]:
        return tuple(self._by_id.values())

    def given(self, promotion: Promotion) -> Decimal:
        """What a promotion took off so far: lines may come in two batches."""
        known = self._by_id.get(promotion.id)
        return known.amount if known else ZERO

    def no_effect(self, promotion: Promotion, why: Text) -> None:
        self._note(promotion, "no_effect", why)

    def applied(self, promotion: Promotion, amount: Decimal) -> None:
        self._note(promotion, "applied", _APPLIED, amount + self.given(promotion))
        self._applied[promotion.id] = promotion
        if promotion.exclusive:
            self._exclusive.append(promotion)

    def not_eligible(self, promotion: Promotion, why: NotEligible) -> None:
        self._note(promotion, "not_eligible", why.reason, place=why.place)

    def lost(self, promotion: Promotion, winner: str) -> None:
        reason = Text(zh=f"与“{winner}”不能同享", en=f'it does not go together with "{winner}"')
        self._note(promotion, "lost", reason, lost_to=winner)

    def lost_in_group(self, promotion: Promotion, winner: Promotion) -> None:
        reason = Text(zh=f"同组中选用了“{winner.id}”", en=f'"{winner.id}" of the same group was taken')
        self._note(promotion, "lost", reason, lost_to=winner.id)

    def in_the_way(self, promotion: Promotion) -> str | None:
        """The promotion that was applied and does not let this one apply beside it; its own exclusiveness counts as well."""
        others = self._applied.values() if promotion.exclusive else self._exclusive
        if not others:
            return None
        return next((other.id for other in others if _exclude_each_other(promotion, other)), None)

    def _note(
        self,
        promotion: Promotion,
        status: Status,
        reason: Text,
        amount: Decimal = ZERO,
        lost_to: str | None = None,
        place: Place | None = None,
    ) -> None:
        """Keep the better of two outcomes: a promotion that applied to one batch of lines did apply."""
        id = promotion.id
        known = self._by_id.get(id)
        if known is None or _RANK.index(status) >= _RANK.index(known.status):
            where = place or self._places.of(promotion)
            self._by_id[id] = Outcome(id, promotion.name, status, self._phase, where, reason, amount, lost_to)


def _exclude_each_other(one: Promotion, other: Promotion) -> bool:
    if one.id == other.id:
        return False
    ranges = {one.exclusive, other.exclusive}
    return "order" in ranges or ("phase" in ranges and one.benefit.phase == other.benefit.phase)
