"""The clauses of a model by the literals in them: which are broken when a few Booleans of a solution change."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cpq.bom.solve.cnf import DEFINITION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cpq.bom.solve.cnf import Cnf
    from cpq.bom.solve.encoding import Encoding

Numbers = NDArray[np.intp]


class ClauseIndex:
    """Made once for a model, and never changed. `clauses` and `rules` (`DEFINITION` for what belongs to none) stand under the same numbers.

    A literal's code is twice its Boolean, and one more where it is negated; the truth of an answer is a flag for each code.
    """

    def __init__(self, encoding: Encoding) -> None:
        cnf = encoding.cnf
        self.rule_count = len(encoding.rules)
        self.clauses = [clause for _, clause in cnf.clauses]
        self.rules: Numbers = np.array([rule for rule, _ in cnf.clauses], dtype=np.intp)
        self._lengths: Numbers = np.array([len(clause) for clause in self.clauses], dtype=np.intp)
        self._starts: Numbers = np.concatenate(([0], np.cumsum(self._lengths)[:-1])).astype(np.intp)
        self._codes = _codes(np.fromiter(chain.from_iterable(self.clauses), dtype=np.intp))
        order = np.argsort(self._codes, kind="stable")
        self._holding: Numbers = np.repeat(np.arange(len(self.clauses)), self._lengths)[order]
        self._held: Numbers = np.searchsorted(self._codes[order], np.arange(2 * cnf.variables + 4))
        self.every: Numbers = np.arange(len(self.clauses))
        self.none: Numbers = self.every[:0]
        self.nowhere = [-boolean for boolean in range(1, cnf.variables + 1)]
        """An answer of nothing but negations."""
        self._size = 2 * cnf.variables + 2
        self.together = list(range(cnf.variables + 1))
        """Of each Boolean the one that it is defined together with: the steps of a variable are defined at once."""
        self.defining: dict[int, list[int]] = {}
        """The numbers of the clauses that define a Boolean, or the Booleans of a variable."""
        self._define(cnf, [each.steps for each in encoding.ladders.values() if each.steps])

    def _define(self, cnf: Cnf, ladders: Iterable[Sequence[int]]) -> None:
        """A clause that defines something defines the last of its Booleans; what it is made of comes before it."""
        for steps in ladders:
            for step in steps:
                self.together[step] = steps[0]
        for number, (rule, clause) in enumerate(cnf.clauses):
            if rule == DEFINITION:
                last = max(map(abs, clause))
                self.defining.setdefault(self.together[last], []).append(number)

    def truth(self, answer: Sequence[int]) -> NDArray[np.bool_]:
        """The flags of an answer: literals of all Booleans, in order."""
        truth = np.zeros(self._size, dtype=np.bool_)
        truth[_codes(np.array(answer, dtype=np.intp))] = True
        return truth

    def denying(self, literals: Sequence[int]) -> Numbers:
        """The clauses that have the negation of one of the literals."""
        denied = _codes(-np.array(literals, dtype=np.intp)).tolist()
        spans = [self._holding[self._held[code] : self._held[code + 1]] for code in denied]
        return np.concatenate(spans) if spans else self.none

    def broken(self, clauses: Numbers, truth: NDArray[np.bool_]) -> Numbers:
        """Those of the clauses that have no true literal."""
        lengths = self._lengths[clauses]
        ends = np.cumsum(lengths)
        first: Numbers = self._starts[clauses] - (ends - lengths)
        places: Numbers = np.repeat(first, lengths) + np.arange(int(lengths.sum()), dtype=np.intp)
        true = np.concatenate(([0], np.cumsum(truth[self._codes[places]])))
        return clauses[true[ends] == true[ends - lengths]]


def _codes(literals: Numbers) -> Numbers:
    return 2 * np.abs(literals) + (literals < 0)
