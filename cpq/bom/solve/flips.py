"""What one solution proves about its neighbours as far as clauses go, for all values of all variables at once.

A clause that holds by a single literal pins that literal's variable: it must not take a value that undoes the literal.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cpq.bom.solve.encoding import Encoding
    from cpq.bom.solve.witnesses import Flags, Layout

Codes = NDArray[np.int32]
"""Literals on values: the place of the value's bit for "is", that plus the number of all bits for "is not"."""


class Flips:
    """The simple clauses of a model (no two literals on one variable), those of equal length in one block of columns."""

    def __init__(self, encoding: Encoding, layout: Layout) -> None:
        sizes = [len(domain) for domain in layout.domains.values()]
        self._size = layout.size
        self._variables = len(sizes)
        self._owner = np.repeat(np.arange(len(sizes)), sizes)
        codes = _codes(encoding, layout)
        lengths: dict[int, list[Sequence[int]]] = {}
        for place in encoding.simple:
            clause = encoding.cnf.clauses[place][1]
            lengths.setdefault(len(clause), []).append(clause)
        self._blocks = [
            codes[_matrix(clauses, length) + encoding.cnf.variables] for length, clauses in lengths.items() if length
        ]

    def free(self, flags: Flags) -> Flags:
        """The values, other than the solution's own, that break no simple clause when put in place of them."""
        holds = np.concatenate((flags, 1 - flags))
        pinned = np.zeros(self._variables, dtype=np.uint8)
        barred = flags.copy()
        for block in self._blocks:
            alone = _alone(holds[block])
            critical = block[alone]
            pinned[self._owner[critical[critical < self._size]]] = 1
            barred[critical[critical >= self._size] - self._size] = 1
        return 1 - (barred | pinned[self._owner])


def _alone(holds: Flags) -> NDArray[np.bool_]:
    """Which literals are the only ones that hold in their column."""
    if len(holds) == 2:
        return holds > holds[::-1]
    return (holds == 1) & (np.add.reduce(holds, axis=0, dtype=np.int32) == 1)


def _codes(encoding: Encoding, layout: Layout) -> Codes:
    """From solver literals, counted from the most negative, to codes."""
    codes = np.zeros(2 * encoding.cnf.variables + 1, dtype=np.int32)
    places = np.arange(layout.size, dtype=np.int32)
    codes[encoding.cnf.variables - layout.literals] = places + layout.size
    codes[encoding.cnf.variables + layout.literals] = places
    return codes


def _matrix(clauses: Iterable[Sequence[int]], length: int) -> NDArray[np.int64]:
    flat = np.fromiter(chain.from_iterable(clauses), dtype=np.int64)
    return np.ascontiguousarray(flat.reshape(-1, length).T)
