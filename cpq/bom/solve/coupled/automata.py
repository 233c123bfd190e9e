"""Constraints as automata that read variables in one order: what is still asked of the variables that come later."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, assert_never

from cpq.bom.solve.folds import fold_of
from cpq.bom.solve.meaning import accepts, compare, scope, true_of
from cpq.bom.solve.normal_form import Clause, Constraint, Linear, Predicate, Table
from cpq.bom.solve.sums import merged

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from cpq.bom.solve.normal_form import Is, Relation

    Step = Callable[["Hashable", int, int], "Hashable"]
    """From what is known so far, the place of the variable read next, and its value, to what is known then."""

KEPT, BROKEN = -1, -2
"""Whatever comes later."""

MOST_STATES = 20_000
"""Of an automaton before equal states are made one."""


class TooManyStates(Exception):
    """A constraint has to remember too much."""


@dataclass(frozen=True, slots=True)
class Automaton:
    """`names` are read in order. `levels[i]` are the states before the i-th: by value in its domain the next state.

    The first state of the first level is where it begins; `KEPT` and `BROKEN` are the ends.
    """

    names: tuple[str, ...]
    levels: tuple[tuple[tuple[int, ...], ...], ...]

    @property
    def size(self) -> int:
        return sum(map(len, self.levels))


def automaton_of(
    constraint: Constraint, order: Mapping[str, int], domains: Mapping[str, Sequence[int]]
) -> Automaton | bool:
    """The least automaton; a bool for what always or never holds. Raises `TooManyStates`."""
    names = tuple(sorted(scope(constraint), key=order.__getitem__))
    start, step = _machine(constraint, names, domains)
    states: list[dict[Hashable, int]] = [{start: 0}]
    levels: list[list[tuple[int, ...]]] = []
    for place, name in enumerate(names):
        below: dict[Hashable, int] = {}
        levels.append([_row(step, state, place, domains[name], below) for state in states[-1]])
        states.append(below)
        if sum(map(len, states)) > MOST_STATES:
            raise TooManyStates
    if not names:
        return step(start, -1, 0) == KEPT
    return _least(names, levels)


def _row(step: Step, state: Hashable, place: int, domain: Sequence[int], below: dict[Hashable, int]) -> tuple[int, ...]:
    nexts = (step(state, place, value) for value in domain)
    return tuple(each if each in (KEPT, BROKEN) else below.setdefault(each, len(below)) for each in map(_plain, nexts))


def _least(names: tuple[str, ...], levels: Sequence[Sequence[tuple[int, ...]]]) -> Automaton | bool:
    """States that do the same made one, from the end on."""
    kept: list[tuple[tuple[int, ...], ...]] = []
    became: list[int] = []
    for level in reversed(levels):
        known: dict[tuple[int, ...], int] = {}
        now: list[int] = []
        for row in level:
            next_states = tuple(each if each < 0 else became[each] for each in row)
            same = set(next_states)
            end = next(iter(same)) if len(same) == 1 and min(same) < 0 else None
            now.append(known.setdefault(next_states, len(known)) if end is None else end)
        kept.append(tuple(known))
        became = now
    return became[0] == KEPT if became[0] < 0 else Automaton(names, tuple(reversed(kept)))
