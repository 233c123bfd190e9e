"""How far a compilation may go."""

from __future__ import annotations

from dataclasses import dataclass
from time import thread_time

from cpq.bom.solve.circuit.errors import DidNotCompile


@dataclass(frozen=True, slots=True)
class Budget:
    """How far a compilation may go before it is given up. `seconds` are of processor time: a busy machine changes nothing.

    `nodes` and `numbers` bound what it holds meanwhile: nodes, and numbers of four bytes in keys and in children. `size`
    is that of a circuit above which another engine is quicker.
    """

    seconds: float = 30.0
    decisions: int = 2_000_000
    nodes: int = 3_000_000
    numbers: int = 100_000_000
    size: int = 600_000


class Clock:
    """What is left of the seconds of a budget."""

    def __init__(self, budget: Budget) -> None:
        self._end = thread_time() + budget.seconds

    def look(self) -> None:
        """Raises `DidNotCompile` when the time is over."""
        if thread_time() > self._end:
            raise DidNotCompile
