"""The clauses of the rules in arrays, to look through all of them at once."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cpq.bom.solve.cnf import DEFINITION, Cnf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpq.bom.solve.encoding import Encoding


class RuleClauses:
    """The clauses of about equal length stand in one block, a column each."""

    def __init__(self, encoding: Encoding) -> None:
        self._variables = encoding.cnf.variables
        self._clauses: dict[int, list[list[int]]] = {}
        lengths: dict[int, list[tuple[int, list[int]]]] = {}
        for rule, clause in encoding.cnf.clauses:
            if rule != DEFINITION:
                self._clauses.setdefault(rule, []).append(clause)
                lengths.setdefault(_rounded(len(clause)), []).append((rule, clause))
        self._blocks = [(self._rules(block), self._codes(block, length)) for length, block in lengths.items()]

    @staticmethod
    def _rules(block: Sequence[tuple[int, list[int]]]) -> NDArray[np.intp]:
        return np.array([rule for rule, _ in block], dtype=np.intp)

    def _codes(self, block: Sequence[tuple[int, list[int]]], length: int) -> NDArray[np.intp]:
        filled = (clause + [Cnf.FALSE] * (length - len(clause)) for _, clause in block)
        flat = np.fromiter(chain.from_iterable(filled), dtype=np.intp)
        codes = np.where(flat > 0, flat - 1, self._variables - flat - 1)
        return np.ascontiguousarray(codes.reshape(len(block), length).T)

    def of(self, rule: int) -> list[list[int]]:
        """The clauses of a rule."""
        return self._clauses.get(rule, [])

    def broken(self, answer: Sequence[int], on: NDArray[np.bool_]) -> list[int]:
        """The rules that are on and that an answer breaks."""
        true = np.array(answer[: self._variables], dtype=np.intp) > 0
        truth = np.concatenate((true, ~true))
        found = [rules[~np.logical_or.reduce(truth.take(codes), axis=0)] for rules, codes in self._blocks]
        broken = np.concatenate(found) if found else np.zeros(0, dtype=np.intp)
        return np.unique(broken[on[broken]]).tolist()


def _rounded(length: int) -> int:
    """Shorter clauses are filled up with what never holds: few blocks are quicker to look through than many."""
    return length if length <= 3 else 1 << (length - 1).bit_length()
