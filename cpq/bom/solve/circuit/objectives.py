"""Sums to be made small, as contributions of leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.circuit.passes import find_least, spread_least
from cpq.bom.solve.errors import TooLarge
from cpq.rulebook.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cpq.bom.solve.circuit.circuit import Circuit
    from cpq.bom.solve.circuit.kernels import Bytes, Longs
    from cpq.bom.solve.circuit.leaves import Leaves
    from cpq.bom.solve.normal_form import Term

LARGEST_SUM = 2**59
"""Sums and differences of sums stay within 64 bits."""


@dataclass(frozen=True, slots=True)
class Contributions:
    """What each leaf adds, and `nowhere`, which is more than any sum: it stands for "in no solution"."""

    by_leaf: Longs
    nowhere: int

    @classmethod
    def of(cls, leaves: Leaves, objective: Iterable[Term]) -> Contributions:
        """Raises `UnknownVariable`, and `TooLarge` for sums beyond `LARGEST_SUM`."""
        added: dict[int, int] = {}
        for term in objective:
            leaves.model.domain(term.variable)
            for value, weight in dict(term.weights).items():
                leaf = leaves.leaf(term.variable, value)
                if leaf is not None and weight:
                    added[leaf] = added.get(leaf, 0) + weight
        most = sum(map(abs, added.values()))
        if most > LARGEST_SUM:
            raise _too_large()
        by_leaf = np.zeros(leaves.count, np.int64)
        by_leaf[list(added)] = list(added.values())
        return cls(by_leaf, 2 * most + 1)

    def least(self, circuit: Circuit, mask: Bytes) -> tuple[Longs, int | None]:
        """By node the least sum below it, of the leaves in the mask; the least of all, or None when there is none."""
        up = np.empty(len(mask) + len(circuit.either), np.int64)
        up[: len(mask)] = np.where(mask, self.by_leaf, self.nowhere)
        least = int(find_least(circuit, self.nowhere, up))
        return up, least if least < self.nowhere else None

    def through(self, circuit: Circuit, mask: Bytes) -> Longs:
        """By leaf the least sum of the solutions that have it and only leaves of the mask; `nowhere` without any."""
        up, least = self.least(circuit, mask)
        through = np.full(len(up), self.nowhere, np.int64)
        if least is not None:
            spread_least(circuit, self.nowhere, up, through)
        return through[: len(mask)]


def _too_large() -> TooLarge:
    return TooLarge(
        Text(
            zh="求和的数字太大，求解器无法精确计算；请换用更大的计量单位",
            en="a sum is too large for the solver to work out exactly; use a larger unit",
        )
    )
