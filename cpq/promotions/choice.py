"""Which promotions of a group are taken. The one place that a solver for overlapping deals would replace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Literal, assert_never

from cpq.promotions.promotion import Promotion

Chosen = tuple[Promotion, ...]
Saving = Callable[[Chosen], Decimal]
"""What a set of promotions saves the customer, found by really applying them."""


def chosen(candidates: Sequence[Promotion], pick: Literal["first", "best", "all"], saving: Saving) -> Chosen:
    """The promotions of a group to apply, in order of priority. `candidates` come in that order."""
    match pick:
        case "all":
            return tuple(candidates)
        case "first":
            return next(((each,) for each in candidates if saving((each,)) > 0), ())
        case "best":
            return best(_alternatives(candidates), saving)
        case _:
            assert_never(pick)


def best(alternatives: Iterator[Chosen], saving: Saving) -> Chosen:
    """The alternative that saves most; among equals fewer promotions, then higher priority, then the id."""
    return max(alternatives, key=lambda each: (saving(each), -len(each), *_rank(each)), default=())


def _alternatives(candidates: Sequence[Promotion]) -> Iterator[Chosen]:
    yield ()
    for each in candidates:
        yield (each,)


def _rank(promotions: Chosen) -> tuple[int, _Earlier]:
    return sum(each.priority for each in promotions), _Earlier(tuple(each.id for each in promotions))


class _Earlier:
    """Ids turned round: the one that comes first in the alphabet is the greatest."""

    __slots__ = ("ids",)

    def __init__(self, ids: tuple[str, ...]) -> None:
        self.ids = ids

    def __lt__(self, other: _Earlier) -> bool:
        return self.ids > other.ids

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Earlier) and self.ids == other.ids

    def __hash__(self) -> int:
        return hash(self.ids)
