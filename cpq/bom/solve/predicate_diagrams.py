"""A predicate as a reduced decision diagram over the variables that its numbers are made of.

Partial results that nothing later can tell apart share a node: of a sum that is asked whether it is even, two are left.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cpq.bom.solve.folds import Fold

FALSE, TRUE = 0, 1

Node = tuple[str, tuple[int, ...]]
"""A variable, and the number of the node that each value of its domain leads to."""


class Overflow(Exception):
    """The diagram is larger than it may be."""


class PredicateDiagram:
    """`root` leads to `TRUE` exactly where `holds` is true of the numbers.

    `nodes[n]` is the node n + 2; a node comes after all it leads to. Raises `Overflow` beyond `most` steps of work.
    """

    def __init__(self, folds: Sequence[Fold], holds: Callable[[tuple[int, ...]], bool], most: int) -> None:
        self.nodes: list[Node] = []
        self._numbers: dict[Node, int] = {}
        self._folds = [(fold, _levels(fold)) for fold in folds]
        self._holds = holds
        self._left = most
        self._led = cache(self._lead)
        self.root = self._after(())

    def _after(self, known: tuple[int, ...]) -> int:
        """The node that decides once the first numbers are known."""
        if len(known) == len(self._folds):
            return TRUE if self._holds(known) else FALSE
        _, levels = self._folds[len(known)]
        return self._led(len(known), tuple(self._after((*known, value)) for value in levels[-1]))

    def _lead(self, place: int, ends: tuple[int, ...]) -> int:
        """The node from which the fold ends at the node that belongs to its value."""
        fold, levels = self._folds[place]
        at = dict(zip(levels[-1], ends, strict=True))
        for (name, brings), results in zip(reversed(fold.steps), reversed(levels[:-1]), strict=True):
            self._spend(len(results) * len(brings))
            at = {sofar: self._node(name, tuple(at[fold.combine(sofar, each)] for each in brings)) for sofar in results}
        return at[fold.start]

    def _node(self, name: str, children: tuple[int, ...]) -> int:
        if len(set(children)) < 2:
            return children[0] if children else FALSE
        node = (name, children)
        if node not in self._numbers:
            self.nodes.append(node)
            self._numbers[node] = len(self.nodes) + 1
        return self._numbers[node]

    def _spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise Overflow


def _levels(fold: Fold) -> Sequence[tuple[int, ...]]:
    if fold.levels is None:
        raise Overflow
    return fold.levels
