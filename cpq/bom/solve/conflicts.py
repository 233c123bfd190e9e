"""Why a selection cannot be completed: all at once where the rules are few, else first the choices, with all rules as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.engine import Conflict
from cpq.bom.solve.explain import preferred_core

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cpq.bom.solve.effort import Effort
    from cpq.bom.solve.facts import Facts, Left, Prepared
    from cpq.bom.solve.switchboard import Switchboard


def why_impossible(facts: Facts, left: Left, given: Left, effort: Effort) -> Conflict | None:
    """The conflict between the entries in `left`, what is `given` and the rules, or None. Raises `Exhausted`."""
    if not all(given.values()):
        return Conflict((), ())
    if facts.switchboard:
        return _at_once(facts.switchboard, facts.prepared, left, given, effort)
    return _in_turn(facts, left, given, effort)


def _at_once(switchboard: Switchboard, prepared: Prepared, left: Left, given: Left, effort: Effort) -> Conflict | None:
    names, entries = tuple(left), [prepared.entry(name, values) for name, values in left.items()]
    found = switchboard.conflict(entries, prepared.assume(given), effort)
    if found is None:
        return None
    needed, rules = found
    return Conflict(tuple(names[place] for place in needed), tuple(prepared.encoding.rules[rule] for rule in rules))


def _in_turn(facts: Facts, left: Left, given: Left, effort: Effort) -> Conflict | None:
    names = tuple(left)
    places = preferred_core(len(left), _Entries(facts, left, given, effort).core)
    if places is None:
        return None
    needed = {name: left[name] for place, name in enumerate(names) if place in places}
    prepared = facts.prepared
    choices = prepared.assume(needed)
    near = facts.solution_near(choices, effort)
    rules = facts.switches.conflict([*choices, *prepared.assume(given)], near, effort)
    return Conflict(tuple(needed), tuple(prepared.encoding.rules[rule] for rule in rules))


class _Entries:
    """The entries of a selection as items of a conflict."""

    def __init__(self, facts: Facts, left: Left, given: Left, effort: Effort) -> None:
        self._facts = facts
        self._effort = effort
        self._names = tuple(left)
        self._left = left
        self._given = given
        self._owner: dict[int, int] = {}
        for place, (name, values) in enumerate(left.items()):
            for literal in facts.prepared.entry(name, values):
                self._owner.setdefault(literal, place)

    def core(self, before: int, kept: Sequence[int]) -> set[int] | None:
        """For `preferred_core`."""
        chosen = {self._names[place]: self._left[self._names[place]] for place in (*range(before), *kept)}
        everything = [*chosen.items(), *self._given.items()]
        if self._known(everything):
            return None
        assumptions = [literal for name, values in everything for literal in self._facts.prepared.entry(name, values)]
        if self._facts.search(assumptions, self._effort) is not None:
            return None
        return {self._owner[literal] for literal in self._facts.solver.core() if literal in self._owner}

    def _known(self, entries: Iterable[tuple[str, tuple[int, ...]]]) -> bool:
        """Whether a solution met before has all of them."""
        forbidden = 0
        for name, values in entries:
            forbidden |= self._facts.layout.forbidden({name: values})
        return self._facts.pool.latest(forbidden) is not None
