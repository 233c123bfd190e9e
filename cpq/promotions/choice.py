"""Which promotions of a group are taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import assert_never

from cpq.pricing.context import Context
from cpq.pricing.trace import Phase
from cpq.promotions.benefits.benefit import gives
from cpq.promotions.combination.combination import Chosen, Combination
from cpq.promotions.combination.deals import best_deals
from cpq.promotions.combination.subsets import best_subset
from cpq.promotions.promotion import Promotion, PromotionGroup
from cpq.promotions.stacking import Together
from cpq.promotions.working import State, Working


def chosen(
    candidates: Sequence[Promotion],
    group: PromotionGroup,
    left: Decimal | None,
    state: State,
    working: Working,
    context: Context,
) -> Combination:
    """The promotions of a group to apply. `candidates` come in order of priority; `left` is what the group's budget still has."""
    match group.pick:
        case "all":
            return Combination(_compatible(candidates, group.at_most, lambda _: True))
        case "first":
            return Combination(_compatible(candidates, 1, partial(_saves, left, state, working)))
        case "best" | "combination":
            most = 1 if group.takes_one else group.at_most
            if candidates[0].benefit.phase is Phase.DEAL:
                return best_deals(candidates, most, left, state, working, context)
            return best_subset(candidates, most, left, state, working)
        case _:
            assert_never(group.pick)


def _saves(left: Decimal | None, state: State, working: Working, promotion: Promotion) -> bool:
    return gives(working.cuts(promotion, state, left))


def _compatible(candidates: Sequence[Promotion], at_most: int | None, counts: Callable[[Promotion], bool]) -> Chosen:
    """In their order those that count and go together with all taken before."""
    together = Together()
    for each in candidates:
        if at_most is not None and len(together.taken) >= at_most:
            break
        if together.admits(each) and counts(each):
            together.add(each)
    return tuple(together.taken)
