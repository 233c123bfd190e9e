"""What one question to CP-SAT may take, however many searches it needs: counted in the solver's own time, not in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

LIMIT = 2.0
"""For one search, in the solver's own time; a unit takes about one second."""
PATIENT = 3
"""Times that limit: for the first solution, without which there is no answer."""
SEARCHES = 6
"""Times that limit: for everything that a question asks."""


@dataclass
class Spending:
    """`a_search` is the most that one search may take, `left` what all that are still to come may."""

    a_search: float = LIMIT
    left: float = inf

    @classmethod
    def of(cls, limit: float) -> Spending:
        """For a question of many searches, each within the limit."""
        return cls(limit, limit * SEARCHES)

    @property
    def spent(self) -> bool:
        return self.left <= 0

    def allowance(self, patience: int = 1) -> float:
        return min(self.a_search * patience, self.left)

    def spend(self, taken: float) -> None:
        self.left -= taken
