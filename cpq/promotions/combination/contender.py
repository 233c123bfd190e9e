"""A deal as the integer program sees it: in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.promotions.benefits.deal import DealForm
from cpq.promotions.combination.units import Kind

LARGEST = 2**60
MOST_RANKED = 20


@dataclass(frozen=True, slots=True)
class Contender:
    """A deal that can be made. Amounts are in scaled minor units, as the prices of kinds are.

    Of its form one of `rate` (of what is got), `price` and `off` (of one application) says what it saves; `worth` does where it takes
    no units. `most_saved` is its cap, None where it has none.
    """

    form: DealForm
    rate: Decimal | None = None
    price: int | None = None
    off: int = 0
    worth: int = 0
    most_saved: int | None = None
    priority: int = 0


def costs_of_making(contenders: Sequence[Contender], kinds: Sequence[Kind]) -> tuple[int, Sequence[int]]:
    """A factor for what is saved, and a cost for each deal that is made, so that their difference decides ties.

    Most saved; then fewest deals, then the highest priorities, then the first in order; as much of this as 64 bits have room for.
    """
    most = sum(kind.price * kind.number for kind in kinds) + sum(each.worth for each in contenders) + 1
    count = len(contenders)
    ranks = [2 ** (count - number - 1) if count <= MOST_RANKED else count - number for number in range(count)]
    none = [0] * count
    priorities = [each.priority for each in contenders]
    for priority, rank in ((priorities, ranks), (priorities, none), (none, none)):
        costs = _costs(priority, rank)
        step = sum(costs) + 1
        if most * step < LARGEST:
            return step, costs
    return 1, none


def _costs(priorities: Sequence[int], ranks: Sequence[int]) -> list[int]:
    above_ranks = sum(ranks) + 1
    one = above_ranks * sum(priorities) + sum(ranks) + 1
    return [one - priority * above_ranks - rank for priority, rank in zip(priorities, ranks, strict=True)]
