"""The questions an engine answers about a model, and the shapes of its answers.

Every answer depends on the model and the question alone, never on what was asked before or on the engine: engines
can be exchanged for one another, and are tested against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Is, Variable

Selection = Mapping[str, int | frozenset[int]]
"""The choices made so far: variable → its value, or the values still allowed. The order matters for conflicts only."""

Solution = Mapping[str, int]
"""A complete configuration: every variable of the model, in the model's order, with its value."""


@dataclass(frozen=True, slots=True)
class Status:
    """Which values can still be had.

    `possible` tells whether the selection can be completed at all. `values` maps each variable to those of its values,
    in domain order, that occur in at least one complete solution with the selection; all empty when there is none.
    """

    possible: bool
    values: Mapping[str, tuple[int, ...]]

    def selectable(self, variable: str, value: int) -> bool:
        return value in self.values[variable]

    def forced(self, variable: str) -> int | None:
        """The only value left, or None when there is a choice (or none left)."""
        left = self.values[variable]
        return left[0] if len(left) == 1 else None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Choices and rules that cannot hold together, none of which could be left out of the contradiction.

    `entries` are variables of the selection, in its order; `rules` are rule ids, in the model's order. Of several such
    sets, the one is given that needs the fewest of the later choices, then of the earlier ones, then of the later
    rules. No entries: the rules contradict each other. Neither: the value asked for is not in its variable's domain.
    """

    entries: tuple[str, ...]
    rules: tuple[str, ...]


class Engine(Protocol):
    """Answers questions about one model. Safe to share between threads. `close` frees what it holds."""

    @property
    def model(self) -> Model: ...

    def status(self, selection: Selection, only: Iterable[str] | None = None) -> Status:
        """The values that can still be had; with `only`, of those variables alone. Raises `UnknownVariable`."""
        ...

    def solve(self, selection: Selection, prefer: Sequence[Is] = ()) -> Solution | None:
        """A complete solution, or None when there is none.

        Preferred literals are honoured greedily in order: each is honoured iff that is possible together with the ones
        honoured before. What is still free takes, variable by variable in the model's order, the earliest possible
        value of its domain: so the answer is unique.
        """
        ...

    def conflict(self, selection: Selection) -> Conflict | None:
        """Why the selection cannot be completed, or None when it can."""
        ...

    def why_not(self, selection: Selection, literal: Is) -> Conflict | None:
        """What stands against the literal, or None when nothing does.

        An entry of the selection on the literal's own variable is set aside: the question is that of changing it.
        """
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class CountingEngine(Engine, Protocol):
    """An engine that can also count."""

    def count(self, selection: Selection) -> int:
        """The exact number of complete solutions with the selection."""
        ...


def at_least(variable: Variable, lowest: int) -> frozenset[int]:
    """The values of a quantity from `lowest` up, as the entry of a selection."""
    return frozenset(value for value in variable.domain if value >= lowest)
