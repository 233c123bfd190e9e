"""Constraints as automata that read variables in one order: what is still asked of the variables that come later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, assert_never

from cpq.bom.solve.folds import fold_of
from cpq.bom.solve.meaning import accepts, compare, scope
from cpq.bom.solve.normal_form import Clause, Constraint, Linear, Predicate, Table
from cpq.bom.solve.sums import merged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cpq.bom.solve.normal_form import Is, Relation

State = tuple[int, ...]

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
    machine = _machine(constraint, names, domains)
    states: list[dict[State, int]] = [{machine.start: 0}]
    levels: list[list[tuple[int, ...]]] = []
    for place, name in enumerate(names):
        below: dict[State, int] = {}
        levels.append([_row(machine, state, place, domains[name], below) for state in states[-1]])
        states.append(below)
        if sum(map(len, states)) > MOST_STATES:
            raise TooManyStates
    ends = [KEPT if machine.kept(state) else BROKEN for state in states[-1]]
    return _least(names, levels, ends)


def steps_foreseen(constraint: Constraint, order: Mapping[str, int], domains: Mapping[str, Sequence[int]]) -> int:
    """Steps that its automaton takes at least: a sum of two variables looks at each value of the later for every sum of the earlier
    that decides nothing. Of other constraints nothing is foreseen.
    """
    if not isinstance(constraint, Linear) or len({each.variable for each in constraint.terms}) != 2:
        return 0
    first, last = sorted({each.variable for each in constraint.terms}, key=order.__getitem__)
    machine = _SumMachine(constraint, (first, last), domains)
    known = {machine.step(machine.start, 0, value) for value in domains[first]}
    return len(known - {True, False}) * len(domains[last])


class _Machine(Protocol):
    """What is known of the variables read so far."""

    @property
    def start(self) -> State: ...

    def step(self, state: State, place: int, value: int) -> State | bool:
        """What is known when the variable at the place has the value; a bool when that decides."""
        ...

    def kept(self, state: State) -> bool:
        """At the end."""
        ...


def _row(
    machine: _Machine, state: State, place: int, domain: Sequence[int], below: dict[State, int]
) -> tuple[int, ...]:
    row: list[int] = []
    for value in domain:
        known = machine.step(state, place, value)
        if isinstance(known, bool):
            row.append(KEPT if known else BROKEN)
        else:
            row.append(below.setdefault(known, len(below)))
    return tuple(row)


def _least(names: tuple[str, ...], levels: Sequence[Sequence[tuple[int, ...]]], ends: list[int]) -> Automaton | bool:
    """States that do the same made one, from the end on."""
    kept: list[tuple[tuple[int, ...], ...]] = []
    became = ends
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


def _machine(constraint: Constraint, names: tuple[str, ...], domains: Mapping[str, Sequence[int]]) -> _Machine:
    match constraint:
        case Clause():
            return _ClauseMachine(constraint, names)
        case Table(when=when):
            return _Guarded(when, names, _TableMachine(constraint, names, domains))
        case Linear(when=when):
            return _Guarded(when, names, _SumMachine(constraint, names, domains))
        case Predicate(when=when):
            return _Guarded(when, names, _PredicateMachine(constraint, names, domains))
        case _:
            assert_never(constraint)


class _ClauseMachine:
    start: State = ()

    def __init__(self, clause: Clause, names: tuple[str, ...]) -> None:
        self._by_place = [[each for each in clause.literals if each.variable == name] for name in names]

    def step(self, state: State, place: int, value: int) -> State | bool:
        held = any((value == each.value) is each.positive for each in self._by_place[place])
        return True if held else state

    def kept(self, state: State) -> bool:
        return False


class _Guarded:
    """Where a guard does not hold, nothing is asked; so nothing is broken before the last guard is read."""

    def __init__(self, when: tuple[Is, ...], names: tuple[str, ...], inner: _Machine) -> None:
        self._by_place = [[each for each in when if each.variable == name] for name in names]
        self._last = max((place for place, each in enumerate(self._by_place) if each), default=-1)
        self._inner = inner
        self.start = inner.start

    def step(self, state: State, place: int, value: int) -> State | bool:
        if any((value == each.value) is not each.positive for each in self._by_place[place]):
            return True
        known = state if state == _DOOMED else self._inner.step(state, place, value)
        if known is True or (known is not False and known != _DOOMED):
            return known
        return False if place >= self._last else _DOOMED

    def kept(self, state: State) -> bool:
        return state != _DOOMED and self._inner.kept(state)


_DOOMED: State = (-1,) * 99
"""Broken, if it is asked for; no other state is as long."""


class _TableMachine:
    """The rows that still match."""

    def __init__(self, table: Table, names: tuple[str, ...], domains: Mapping[str, Sequence[int]]) -> None:
        self._matching = [_matching(table, name, domains[name]) for name in names]
        self.start: State = ((1 << len(table.rows)) - 1,)

    def step(self, state: State, place: int, value: int) -> State | bool:
        left = state[0] & self._matching[place][value]
        return (left,) if left else False

    def kept(self, state: State) -> bool:
        return state != (0,)


def _matching(table: Table, name: str, domain: Sequence[int]) -> dict[int, int]:
    """By value of a variable the rows that accept it in each of the variable's columns, as bits."""
    columns = [at for at, each in enumerate(table.variables) if each == name]
    matching = dict.fromkeys(domain, 0)
    for at, row in enumerate(table.rows):
        for value in domain:
            if all(accepts(row[column], value) for column in columns):
                matching[value] |= 1 << at
    return matching


class _SumMachine:
    """The sum so far, as long as what comes later can make a difference."""

    start: State = (0,)

    def __init__(self, linear: Linear, names: tuple[str, ...], domains: Mapping[str, Sequence[int]]) -> None:
        sums = merged(linear.terms, domains)
        self._weights = [sums.get(name, dict.fromkeys(domains[name], 0)) for name in names]
        self._relation: Relation = linear.relation
        self._bound = linear.bound
        self._least, self._most = [0], [0]
        for weights in reversed(self._weights):
            self._least.insert(0, self._least[0] + min(weights.values(), default=0))
            self._most.insert(0, self._most[0] + max(weights.values(), default=0))

    def step(self, state: State, place: int, value: int) -> State | bool:
        sum = state[0] + self._weights[place][value]
        least, most = sum + self._least[place + 1], sum + self._most[place + 1]
        sides = {compare(self._relation, each, self._bound) for each in (least, most)}
        outside = not least <= self._bound <= most
        if least == most or (len(sides) == 1 and (outside or self._relation in ("<=", ">="))):
            return sides.pop()
        return (sum,)

    def kept(self, state: State) -> bool:
        return compare(self._relation, state[0], self._bound)


class _PredicateMachine:
    """The numbers so far."""

    def __init__(self, predicate: Predicate, names: tuple[str, ...], domains: Mapping[str, Sequence[int]]) -> None:
        self._folds = [fold_of(number, domains) for number in predicate.over]
        steps = [
            {name: dict(zip(domains[name], brings, strict=True)) for name, brings in each.steps} for each in self._folds
        ]
        self._brings = [[each.get(name) for each in steps] for name in names]
        self._holds = predicate.holds
        self.start: State = tuple(each.start for each in self._folds)

    def step(self, state: State, place: int, value: int) -> State | bool:
        return tuple(
            known if brings is None else fold.combine(known, brings[value])
            for known, fold, brings in zip(state, self._folds, self._brings[place], strict=True)
        )

    def kept(self, state: State) -> bool:
        return self._holds(state)
