"""The questions an engine answers about a model, and the shapes of its answers.

Every answer depends on the model and the question alone, never on what was asked before or on the engine: engines
can be exchanged for one another, and are tested against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, Self

if TYPE_CHECKING:
    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Is, Term, Variable

EngineName = Literal["reference", "sat", "circuit", "cp-sat", "coupled"]

Selection = Mapping[str, int | frozenset[int]]
"""The choices made so far: variable → its value, or the values still allowed. The order matters for conflicts only."""

Solution = Mapping[str, int]
"""A complete configuration: every variable of the model, in the model's order, with its value."""


Objective = Sequence["Term"]
"""What is added up and to be as small as possible: integer contributions of the variables' values, such as prices in cents."""


@dataclass(frozen=True, slots=True)
class Status:
    """Which values can still be had.

    `possible` tells whether the selection can be completed at all. `values` maps each variable to those of its values,
    in domain order, that occur in at least one complete solution with the selection; all empty when there is none.
    `undecided` are those of them for which a limit was reached before that was known; variables without any are absent.
    """

    possible: bool
    values: Mapping[str, tuple[int, ...]]
    undecided: Mapping[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]])

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
    Where it is not `complete`, the entries are as said, but of the rules only those sums are told that are too much.
    """

    entries: tuple[str, ...]
    rules: tuple[str, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """How many complete solutions there are; where that is not `exact`, at least `number`."""

    number: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Best:
    """A complete solution and the sum of its contributions; `proven` that no other has less."""

    solution: Solution
    total: int
    proven: bool = True


@dataclass(frozen=True, slots=True)
class Least:
    """For every value that can still be had, the least sum of the complete solutions with it: variable → value → sum.

    Where that is not `proven`, some of the sums may be larger than the least.
    """

    totals: Mapping[str, Mapping[int, int]]
    proven: bool = True


class Engine(Protocol):
    """Answers questions about one model. Safe to share between threads. `close` frees what it holds."""

    @property
    def name(self) -> EngineName: ...

    @property
    def model(self) -> Model: ...

    def status(self, selection: Selection, only: Iterable[str] | None = None) -> Status:
        """The values that can still be had; with `only`, of those variables alone. Raises `UnknownVariable`."""
        ...

    def alternatives(self, selection: Selection) -> Mapping[str, tuple[int, ...]]:
        """For each entry, the values that its variable could have if that entry were set aside and the others kept.

        Raises `OutOfBudget` where that is not known of all of them.
        """
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

    def count(self, selection: Selection) -> Count:
        """The number of complete solutions with the selection."""
        ...

    def best(self, selection: Selection, objective: Objective, prefer: Sequence[Is] = ()) -> Best | None:
        """A complete solution with the least sum, or None when there is no solution at all.

        Of several, the one that `solve` would take with what is preferred: so the answer is unique where it is proven.
        """
        ...

    def least(self, selection: Selection, objective: Objective, only: Iterable[str] | None = None) -> Least:
        """What each value that can still be had costs at least; with `only`, of those variables alone."""
        ...

    def instead(self, selection: Selection, objective: Objective) -> Least:
        """For each entry, what its variable would cost at least with each value if that entry were set aside and the others kept.

        Entries for which there was no time are not there.
        """
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def at_least(variable: Variable, lowest: int) -> frozenset[int]:
    """The values of a quantity from `lowest` up, as the entry of a selection."""
    return frozenset(value for value in variable.domain if value >= lowest)
