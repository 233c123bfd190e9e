"""What a choice among promotions comes to, and which of two is better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cpq.pricing.outcome import Optimality
from cpq.promotions.benefits.deal import Allotment
from cpq.promotions.promotion import Promotion

Chosen = tuple[Promotion, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """The promotions of a group to apply, in order of priority; for deals with the units that each takes.

    `optimality` says whether it is proven that no combination saves more; None where none was sought.
    """

    promotions: Chosen = ()
    allotments: Mapping[str, Allotment] = field(default_factory=dict[str, Allotment])
    optimality: Optimality | None = None


@dataclass(frozen=True, slots=True, order=True)
class Rank:
    """How good a set of promotions is: what it saves; among equals fewer promotions, then higher priorities, then the ids."""

    saving: Decimal
    fewer: int
    priority: int
    ids: Earlier

    @staticmethod
    def of(saving: Decimal, promotions: Chosen) -> Rank:
        ids = Earlier(tuple(sorted(each.id for each in promotions)))
        return Rank(saving, -len(promotions), sum(each.priority for each in promotions), ids)


class Earlier:
    """Ids turned round: the one that comes first in the alphabet is the greatest."""

    __slots__ = ("ids",)

    def __init__(self, ids: tuple[str, ...]) -> None:
        self.ids = ids

    def __lt__(self, other: Earlier) -> bool:
        return self.ids > other.ids

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Earlier) and self.ids == other.ids

    def __hash__(self) -> int:
        return hash(self.ids)
