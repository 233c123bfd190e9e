"""Decision diagrams of linear inequalities over partial sums.

A node stands for "what the columns from here on add stays within r". Remaining budgets r that no later choice can tell
apart share one node (an interval of them), so the diagram is the reduced one. Because a smaller budget is the stricter
demand, one direction of each edge suffices: node and "adds at least w" imply the node below with r - w.
I. Abío, R. Nieuwenhuis, A. Oliveras, E. Rodríguez-Carbonell, V. Mayer-Eichberger, A new look at BDDs for
pseudo-Boolean constraints, JAIR 45, 2012.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from cpq.bom.solve.cnf import Cnf

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence


@dataclass(frozen=True, slots=True)
class Column:
    """One variable's part of a sum: what it may add, ascending from 0, and the literals "adds at least that"."""

    adds: tuple[int, ...]
    literals: tuple[int, ...]


class Overflow(Exception):
    """A diagram needs more clauses than it may have."""


Node = tuple[float, float, int]
"""The lowest and highest budget that behave alike, and the literal that stands for them."""


class Diagram:
    """The clauses of "the columns add at most `bound`", over new Booleans after `last`; `literal` implies it.

    Raises `Overflow` beyond `most` clauses.
    """

    def __init__(self, columns: Sequence[Column], bound: int, last: int, most: int) -> None:
        self.clauses: list[list[int]] = []
        self.last = last
        self._most = most
        self._columns = columns
        self._largest = _suffix_sums(columns)
        self._levels: list[list[Node]] = [[] for _ in columns]
        self.literal = self._build(0, bound)[2]

    def _build(self, level: int, budget: int) -> Node:
        """Depth first with a stack of our own: a sum may have more columns than Python has frames."""
        node = self._known(level, budget)
        stack = [] if node else [self._make(level, budget)]
        while stack:
            try:
                asked = stack[-1].send(node)
            except StopIteration as made:
                stack.pop()
                node = made.value
            else:
                stack.append(self._make(*asked))
                node = None
        return node or (0, 0, Cnf.TRUE)

    def _known(self, level: int, budget: int) -> Node | None:
        if budget < 0:
            return -inf, -1, Cnf.FALSE
        if budget >= self._largest[level]:
            return self._largest[level], inf, Cnf.TRUE
        if level == len(self._columns) - 1:
            return _last(self._columns[level], budget)
        known = self._levels[level]
        place = bisect_right(known, (budget, inf, 0)) - 1
        return known[place] if place >= 0 and known[place][1] >= budget else None

    def _make(self, level: int, budget: int) -> Generator[tuple[int, int], Node | None, Node]:
        """Asks for the nodes below that are not known yet, then stands for them."""
        column = self._columns[level]
        low, high, edges = -inf, inf, list[tuple[int, int]]()
        for adds, literal in zip(column.adds, column.literals, strict=True):
            below = self._known(level + 1, budget - adds) or (yield level + 1, budget - adds)
            first, last, child = below or (-inf, inf, Cnf.TRUE)
            low, high = max(low, first + adds), min(high, last + adds)
            if not edges or edges[-1][1] != child:
                edges.append((literal, child))
        node = low, high, self._stands_for(edges)
        insort(self._levels[level], node)
        return node

    def _stands_for(self, edges: list[tuple[int, int]]) -> int:
        if len(edges) == 1:
            return edges[0][1]
        self.last += 1
        self.clauses += [[-self.last, -literal, child] for literal, child in edges if child != Cnf.TRUE]
        if len(self.clauses) > self._most:
            raise Overflow
        return self.last


def _last(column: Column, budget: int) -> Node:
    """The last column says by itself that it adds no more than the budget."""
    beyond = bisect_right(column.adds, budget)
    return column.adds[beyond - 1], column.adds[beyond] - 1, -column.literals[beyond]


def _suffix_sums(columns: Sequence[Column]) -> list[int]:
    sums = [0]
    for column in reversed(columns):
        sums.append(sums[-1] + column.adds[-1])
    return sums[::-1]
