"""By how much a promotion of a group lost: what the group would save less, were it forced in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.pricing.line import ZERO
from cpq.pricing.trace import Phase
from cpq.promotions.promotion import Promotion, PromotionGroup
from cpq.promotions.stacking import go_together
from cpq.promotions.working import State, Working, worth_of

MOST_TRIED = 200
"""Promotions that are applied again to see what is left of them; beyond that they count for nothing beside the one that lost."""


@dataclass(frozen=True, slots=True)
class Loss:
    """How much less is saved with the promotion in place of those that it would displace, less than nothing where it saves more.

    `to` is one of those. `exact` is false where others might still be combined better with it, so that it is at most so much.
    """

    to: Promotion
    by: Decimal
    exact: bool = True


class Losses:
    """The losses of one group: `taken` are its promotions that apply, in their order, and what each gives; `before` is how the lines were."""

    def __init__(
        self,
        taken: Sequence[tuple[Promotion, Decimal]],
        group: PromotionGroup,
        left: Decimal | None,
        before: State,
        working: Working,
        lines: Mapping[str, frozenset[str]],
    ) -> None:
        self._taken = taken
        self._group = group
        self._left = left
        self._before = before
        self._working = working
        self._lines = lines
        self._tries = MOST_TRIED

    def of(self, loser: Promotion) -> Loss:
        """What became of the others, were it taken."""
        apart = [(each, worth) for each, worth in self._taken if not go_together(each, loser)]
        to = apart[0][0] if apart else self._taken[0][0]
        alone = worth_of(self._working.cuts(loser, self._before, self._left))
        if self._group.pick == "combination":
            saved = sum((worth for _, worth in self._taken), ZERO)
            return Loss(to, saved - self._with(loser, alone), exact=False)
        # In order of priority the last one makes room, where no other has to.
        displaced = apart or self._taken[-1:]
        return Loss(displaced[0][0], sum((worth for _, worth in displaced), ZERO) - alone)

    def _with(self, loser: Promotion, alone: Decimal) -> Decimal:
        """What the group saves with the loser and those that go with it: others keep what they give on other lines."""
        beside = [pair for pair in self._taken if go_together(pair[0], loser)]
        if self._group.at_most is not None and len(beside) >= self._group.at_most:
            beside = sorted(beside, key=lambda pair: -pair[1])[: self._group.at_most - 1]
        mine = self._lines[loser.id]
        untouched = sum((worth for each, worth in beside if not self._lines[each.id] & mine), ZERO)
        shared = [each for each, _ in beside if self._lines[each.id] & mine]
        saved = untouched + self._again(loser, alone, shared)
        return saved if self._left is None else min(saved, self._left)

    def _again(self, loser: Promotion, alone: Decimal, shared: Sequence[Promotion]) -> Decimal:
        """The loser and others on its lines, really applied: deals after it, discounts in the order in which they apply."""
        if not shared or self._tries <= 0:
            return alone
        self._tries -= len(shared)
        later = loser.benefit.phase is Phase.DEAL
        order = [loser, *shared] if later else sorted([loser, *shared], key=lambda each: (-each.priority, each.id))
        state, saved = self._before.copy(), ZERO
        for each in order:
            cuts = self._working.cuts(each, state, None if self._left is None else self._left - saved)
            self._working.take(each, cuts, state)
            saved += worth_of(cuts)
        return max(saved, alone)
