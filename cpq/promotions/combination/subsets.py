"""The best combination of discounts that change what the next one is taken of, found by really applying them.

Branch and bound over the promotions in the order in which they apply: no discount saves more after others than it would alone, since it
is taken of what they leave, and rounding keeps the order of amounts. What all that are still open would save alone is therefore a bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cpq.pricing.line import ZERO
from cpq.promotions.combination.combination import Chosen, Combination, Rank
from cpq.promotions.combination.components import components
from cpq.promotions.promotion import Promotion
from cpq.promotions.stacking import Together, go_together
from cpq.promotions.working import State, Working, worth_of

MOST_WORK = 60_000
"""Lines that discounts are tried on, for one choice, until the best found so far is taken unproven: about 50 ms."""

DEEPEST = 200
"""Discounts that are applied together at most while all sets are tried; with more the best found so far is taken unproven."""


def best_subset(
    candidates: Sequence[Promotion], at_most: int | None, left: Decimal | None, state: State, working: Working
) -> Combination:
    """The combination that saves most; `left` is what they may save together at most."""
    if at_most == 1:
        return _best_one(candidates, left, state, working)
    reaches = {each.id: frozenset(line.item.id for line in working.reach(each, state).lines) for each in candidates}
    joined = at_most is not None or left is not None
    parts = [tuple(candidates)] if joined else components(candidates, reaches)
    found: list[Promotion] = []
    proven, work = True, MOST_WORK
    for part in parts:
        search = _Search(part, at_most, left, working, work)
        best = search.best(state)
        found += best
        proven = proven and search.work > 0
        work = max(search.work, MOST_WORK // 100)
    order = {each.id: number for number, each in enumerate(candidates)}
    taken = tuple(sorted(found, key=lambda each: order[each.id]))
    return Combination(taken, optimality="proven" if proven else "unproven")


def _best_one(candidates: Sequence[Promotion], left: Decimal | None, state: State, working: Working) -> Combination:
    """The one that saves most: each is applied, so that nothing is left to prove, however many there are."""
    ranked = [(Rank.of(worth_of(working.cuts(each, state, left)), (each,)), each) for each in candidates]
    rank, best = max(ranked, key=lambda pair: pair[0])
    return Combination((best,) if rank.saving else (), optimality="proven")


@dataclass(slots=True)
class _Node:
    """A set of promotions applied in order, what it saved, and the lines after it."""

    state: State
    chosen: Chosen = ()
    saved: Decimal = ZERO


@dataclass(slots=True)
class _Search:
    candidates: Sequence[Promotion]
    at_most: int | None
    left: Decimal | None
    working: Working
    work: int
    alone: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    found: Rank = Rank.of(ZERO, ())  # noqa: RUF009
    taken: Chosen = ()

    def best(self, state: State) -> Chosen:
        for each in self.candidates:
            self.alone[each.id] = worth_of(self._cuts(each, _Node(state)))
        useful = [each for each in self.candidates if self.alone[each.id]]
        by_saving = sorted(useful, key=lambda each: -self.alone[each.id])
        for order in (useful, by_saving) if self.work > 0 else (by_saving,):
            self._greedy(state, order)
        self._descend(_Node(state), useful, sum((self.alone[each.id] for each in useful), ZERO))
        return self.taken

    def _cuts(self, promotion: Promotion, node: _Node):
        most = None if self.left is None else max(self.left - node.saved, ZERO)
        cuts = self.working.cuts(promotion, node.state, most)
        self.work -= len(cuts) + 1
        return cuts

    def _with(self, promotion: Promotion, node: _Node) -> _Node:
        cuts = self._cuts(promotion, node)
        state = node.state.copy()
        self.working.take(promotion, cuts, state)
        return _Node(state, (*node.chosen, promotion), node.saved + worth_of(cuts))

    def _fits(self, promotion: Promotion, chosen: Chosen) -> bool:
        return (self.at_most is None or len(chosen) < self.at_most) and all(
            go_together(promotion, other) for other in chosen
        )

    def _greedy(self, state: State, order: Sequence[Promotion]) -> None:
        """What taking them in an order comes to, applied by priority: something to beat."""
        together = Together()
        for each in order:
            full = self.at_most is not None and len(together.taken) >= self.at_most
            if not full and together.admits(each):
                together.add(each)
        ids, node = {each.id for each in together.taken}, _Node(state.copy())
        for each in self.candidates:
            if each.id in ids:
                cuts = self._cuts(each, node)
                self.working.take(each, cuts, node.state)
                node.saved += worth_of(cuts)
        node.chosen = tuple(each for each in self.candidates if each.id in ids)
        self._keep(node)

    def _keep(self, node: _Node) -> None:
        rank = Rank.of(node.saved, node.chosen)
        if self.found < rank:
            self.found, self.taken = rank, node.chosen

    def _descend(self, node: _Node, open_: Sequence[Promotion], bound: Decimal) -> None:
        """Every set that has the node's promotions and some of the open ones, as far as it can be better than what was found."""
        self._keep(node)
        if len(node.chosen) >= DEEPEST:
            self.work = 0
        for number, each in enumerate(open_):
            if self.work <= 0 or node.saved + bound < self.found.saving:
                return
            bound -= self.alone[each.id]
            if self._fits(each, node.chosen):
                rest = open_[number + 1 :]
                self._descend(self._with(each, node), rest, bound)
