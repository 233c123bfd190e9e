"""How much work one question may take.

Work is counted in the solver's own steps, not in seconds, so that a question stops at the same point on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from cpq.bom.solve.account import CONFLICTS, PROPAGATIONS, open_account


@dataclass(frozen=True, slots=True)
class Limits:
    """Conflicts of one search, conflicts and propagations of a whole question; `seconds` are the last resort.

    With `patient` limits a question goes on past a search that was given up and leaves that part of the answer open.
    """

    conflicts_a_search: int
    conflicts: int
    propagations: int
    seconds: float
    patient: bool = False


class Exhausted(Exception):
    """A search was given up."""


class Effort:
    """What is left of the limits of one question, and of the account of the answer that it is asked for."""

    def __init__(self, limits: Limits) -> None:
        self.patient = limits.patient
        self._a_search = limits.conflicts_a_search
        self._conflicts = limits.conflicts
        self._propagations = limits.propagations
        self._until = monotonic() + limits.seconds
        self._account = open_account()

    def allowance(self) -> tuple[int, int]:
        """The conflicts and propagations that the next search may take, both above 0. Raises `Exhausted`."""
        if self.spent:
            raise Exhausted
        conflicts, propagations = min(self._a_search, self._conflicts), self._propagations
        if self._account is None:
            return conflicts, propagations
        units = self._account.of_sat
        return min(conflicts, int(units * CONFLICTS) + 1), min(propagations, int(units * PROPAGATIONS) + 1)

    @property
    def spent(self) -> bool:
        """Whether the question as a whole has used up what it may."""
        if self._account is not None and self._account.of_sat <= 0:
            return True
        return self._conflicts <= 0 or self._propagations <= 0 or monotonic() > self._until

    def spend(self, conflicts: int, propagations: int) -> None:
        self._conflicts -= conflicts
        self._propagations -= propagations
        if self._account is not None:
            self._account.spend(conflicts / CONFLICTS + propagations / PROPAGATIONS)
