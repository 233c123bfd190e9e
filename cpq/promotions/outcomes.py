"""Keeping account of what becomes of each promotion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from cpq.pricing.outcome import Outcome, Status
from cpq.pricing.trace import Phase
from cpq.promotions.promotion import Promotion
from cpq.promotions.standing import NotEligible
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

_RANK: tuple[Status, ...] = ("not_eligible", "no_effect", "lost", "applied")


class Outcomes:
    """The outcomes of a quote so far, in the order in which they were found."""

    def __init__(self, phase: Phase, earlier: Iterable[Outcome], promotions: Mapping[str, Promotion]) -> None:
        self._phase = phase
        self._by_id = {outcome.promotion: outcome for outcome in earlier}
        applied = [outcome.promotion for outcome in self._by_id.values() if outcome.status == "applied"]
        self._applied = {id: promotions[id] for id in applied}
        self._exclusive = [each for each in self._applied.values() if each.exclusive]

    def all(self) -> tuple[Outcome, ...]:
        return tuple(self._by_id.values())

    def given(self, promotion: Promotion) -> Decimal:
        """What a promotion took off so far: lines may come in two batches."""
        known = self._by_id.get(promotion.id)
        return known.amount if known else Decimal(0)

    def no_effect(self, promotion: Promotion, why: Text) -> None:
        self._note(Outcome(*self._of(promotion, "no_effect"), why))

    def applied(self, promotion: Promotion, amount: Decimal) -> None:
        total = amount + self.given(promotion)
        reason = Text(zh="已适用", en="applied")
        self._note(Outcome(*self._of(promotion, "applied"), reason, total))
        self._applied[promotion.id] = promotion
        if promotion.exclusive:
            self._exclusive.append(promotion)

    def not_eligible(self, promotion: Promotion, why: NotEligible) -> None:
        self._note(Outcome(promotion.id, promotion.name, "not_eligible", self._phase, why.place, why.reason))

    def lost(self, promotion: Promotion, winner: str) -> None:
        reason = Text(zh=f"与“{winner}”不能同享", en=f'it does not go together with "{winner}"')
        self._note(Outcome(*self._of(promotion, "lost"), reason, lost_to=winner))

    def lost_in_group(self, promotion: Promotion, winner: Promotion) -> None:
        reason = Text(zh=f"同组中选用了“{winner.id}”", en=f'"{winner.id}" of the same group was taken')
        self._note(Outcome(*self._of(promotion, "lost"), reason, lost_to=winner.id))

    def in_the_way(self, promotion: Promotion) -> str | None:
        """The promotion that was applied and does not let this one apply beside it; its own exclusiveness counts as well."""
        others = self._applied.values() if promotion.exclusive else self._exclusive
        return next((other.id for other in others if _exclude_each_other(promotion, other)), None)

    def _of(self, promotion: Promotion, status: Status) -> tuple[str, Text, Status, Phase, Place]:
        return promotion.id, promotion.name, status, self._phase, promotion.place

    def _note(self, outcome: Outcome) -> None:
        """Keep the better of two outcomes: a promotion that applied to one batch of lines did apply."""
        known = self._by_id.get(outcome.promotion)
        if known is None or _RANK.index(outcome.status) >= _RANK.index(known.status):
            self._by_id[outcome.promotion] = outcome


def _exclude_each_other(one: Promotion, other: Promotion) -> bool:
    if one.id == other.id:
        return False
    ranges = {one.exclusive, other.exclusive}
    return "order" in ranges or ("phase" in ranges and one.benefit.phase == other.benefit.phase)
