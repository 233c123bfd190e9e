"""What one question to CP-SAT may take, however many searches it needs: counted in the solver's own time, not in seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from cpq.bom.solve.account import Account, open_account

LIMIT = 2.0
"""For one search, in the solver's own time; a unit takes about one second."""
PATIENT = 3
"""Times that limit: for the first solution, without which there is no answer."""
SEARCHES = 6
"""Times that limit: for everything that a question asks."""


@dataclass
class Spending:
    """`a_search` is the most that one search may take, `left` what all that are still to come may; neither takes more than what the
    account of the answer has, if there is one.
    """

    a_search: float = LIMIT
    left: float = inf
    account: Account | None = field(default_factory=open_account)

    @classmethod
    def of(cls, limit: float) -> Spending:
        """For a question of many searches, each within the limit."""
        return cls(limit, limit * SEARCHES)

    @property
    def spent(self) -> bool:
        return self._all_left <= 0

    @property
    def _all_left(self) -> float:
        return self.left if self.account is None else min(self.left, self.account.left)

    def allowance(self, patience: int = 1) -> float:
        return min(self.a_search * patience, self._all_left)

    def spend(self, taken: float) -> None:
        self.left -= taken
        if self.account is not None:
            self.account.spend(taken)
