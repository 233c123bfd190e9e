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

Codes = NDArray[np.intp]
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
        holds = np.concatenate((flags, 1 - flags)).view(np.bool_)
        critical = np.zeros(2 * self._size, dtype=np.bool_)
        for block in self._blocks:
            critical[block.ravel().take(np.flatnonzero(_alone(holds.take(block))))] = True
        pinned = np.zeros(self._variables, dtype=np.bool_)
        pinned[self._owner[np.flatnonzero(critical[: self._size])]] = True
        return 1 - (flags | critical[self._size :] | pinned.take(self._owner))


def _alone(holds: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which literals are the only ones that hold in their column."""
    if len(holds) <= 2:
        return holds > holds[::-1] if len(holds) == 2 else holds
    return holds & (np.add.reduce(holds.view(np.uint8), axis=0, dtype=np.uint32) == 1)


def _codes(encoding: Encoding, layout: Layout) -> Codes:
    """From solver literals, counted from the most negative, to codes."""
    codes = np.zeros(2 * encoding.cnf.variables + 1, dtype=np.intp)
    places = np.arange(layout.size, dtype=np.intp)
    codes[encoding.cnf.variables - layout.literals] = places + layout.size
    codes[encoding.cnf.variables + layout.literals] = places
    return codes


def _matrix(clauses: Iterable[Sequence[int]], length: int) -> NDArray[np.intp]:
    flat = np.fromiter(chain.from_iterable(clauses), dtype=np.intp)
    return np.ascontiguousarray(flat.reshape(-1, length).T)
