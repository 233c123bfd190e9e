"""What one answer may take, however many questions it asks, and whichever engines answer them.

Every question has limits of its own. But a list of ways out asks hundreds of questions, and a click asks one more for each choice
that was made: where each is hard, their limits add up to minutes. So they draw on one account, in the solvers' own steps.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

ANSWER = 12.0
"""For one answer, in units of half a second to a second each."""
SECOND_OPINION = 1.0
"""Of it, what is left to CP-SAT where SAT finds no answer."""
PROPAGATIONS, CONFLICTS = 10_000_000, 200_000
"""Of SAT, as many as take a unit; it takes the sum of both."""


@dataclass
class Account:
    """`left` is what all questions that are still to come may take, in units."""

    left: float

    @property
    def of_sat(self) -> float:
        return self.left - SECOND_OPINION

    def spend(self, units: float) -> None:
        self.left -= units


_OPEN: ContextVar[Account | None] = ContextVar("account", default=None)


def open_account() -> Account | None:
    """That of the answer which is being looked for; None where each question is asked for itself."""
    return _OPEN.get()


@contextmanager
def one_answer() -> Generator[None]:
    """All that is asked inside is for one answer; as a part of another answer it has no account of its own."""
    if _OPEN.get() is not None:
        yield
        return
    token = _OPEN.set(Account(ANSWER))
    try:
        yield
    finally:
        _OPEN.reset(token)
