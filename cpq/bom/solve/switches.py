"""Which rules contradict what is given.

Most rules have nothing to do with a given contradiction. So the search starts from a solution: a solver of its own changes as little of
it as it must, and is told of a clause only when such a change breaks it. A change that breaks nothing more is a solution of all rules,
though the solver has seen a few of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cpq.bom.solve.cnf import DEFINITION
from cpq.bom.solve.explain import preferred_core
from cpq.bom.solve.solver import Solver

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cpq.bom.solve.clause_index import ClauseIndex
    from cpq.bom.solve.effort import Effort
    from cpq.bom.solve.watched import Watched

MOST_KNOWN = 500
"""Rules that the solver knows before it begins anew: each is assumed in every search."""


class Switches:
    """A solver in which every rule has a switch. It knows the rules and Booleans that some question was about."""

    def __init__(self, index: ClauseIndex, watched: Sequence[Watched]) -> None:
        self._index = index
        self._watched = watched
        self._known = _Known(index)

    def conflict(self, given: Sequence[int], near: Sequence[int], effort: Effort) -> list[int]:
        """The rules that contradict what is given, in the model's order. Raises `Exhausted`.

        `near` is a solution, as the answer of all Booleans, or nothing where there is none.
        """
        if len(self._known.switch) > MOST_KNOWN:
            self.close()
            self._known = _Known(self._index)
        around = _Around(self._index, self._watched, self._known, given, near, effort)
        return sorted(preferred_core(self._index.rule_count, around.core) or ())

    def close(self) -> None:
        self._known.solver.delete()


class _Known:
    """What the solver has been told: its own Booleans for those of the model and for the rules' switches."""

    def __init__(self, index: ClauseIndex) -> None:
        self._index = index
        self.solver = Solver(1, (), ())
        self.booleans = [0, 0]
        """For each Boolean of the solver that of the model; 0 for a switch."""
        self.switch: dict[int, int] = {}
        self.rule: dict[int, int] = {}
        self._own: dict[int, int] = {}
        self._clauses: set[int] = set()
        self._undefined: list[int] = []

    def literals(self, literals: Sequence[int]) -> list[int]:
        """Literals of the model as the solver's; what they mean, it is told if it does not know yet."""
        found = [self._literal(literal) for literal in literals]
        while self._undefined:
            for clause in self._index.defining.get(self._undefined.pop(), ()):
                self.learn(clause)
        return found

    def learn(self, clause: int) -> None:
        """Tells the solver of a clause, under its rule's switch."""
        if clause not in self._clauses:
            self._clauses.add(clause)
            rule = int(self._index.rules[clause])
            switch = [] if rule == DEFINITION else [-self._switched(rule)]
            self.solver.add([*switch, *map(self._literal, self._index.clauses[clause])])

    def _literal(self, literal: int) -> int:
        boolean = abs(literal)
        own = self._own.get(boolean)
        if own is None:
            own = self._own[boolean] = self._fresh(boolean)
            self._undefined.append(self._index.together[boolean])
        return own if literal > 0 else -own

    def _switched(self, rule: int) -> int:
        switch = self.switch.get(rule)
        if switch is None:
            switch = self.switch[rule] = self._fresh(0)
            self.rule[switch] = rule
        return switch

    def _fresh(self, boolean: int) -> int:
        """A new Boolean of the solver, that every answer is to cover."""
        own = len(self.booleans)
        self.booleans.append(boolean)
        self.solver.add([own, -own])
        return own


class _Around:
    """One question: the answers around a solution."""

    def __init__(
        self,
        index: ClauseIndex,
        watched: Sequence[Watched],
        known: _Known,
        given: Sequence[int],
        near: Sequence[int],
        effort: Effort,
    ) -> None:
        self._index = index
        self._watched = watched
        self._known = known
        self._effort = effort
        self._near = list(near) or index.nowhere
        self._truth = index.truth(self._near)
        self._suspects = index.none if near else index.every
        """What may be broken without any change."""
        self._given = known.literals(given)
        self._leaning: list[int] = []
        """The solver's Booleans as they are in `near`, from 1."""

    def core(self, before: int, kept: Collection[int]) -> set[int] | None:
        """For `preferred_core`: rules before a place, or kept, that contradict what is given."""
        known, kept = self._known, frozenset(kept)
        while True:
            self._lean()
            on = [switch for rule, switch in known.switch.items() if rule < before or rule in kept]
            answer = known.solver.solve([*self._given, *on], self._effort)
            if answer is None:
                return {known.rule[literal] for literal in known.solver.core() if literal in known.rule}
            if not self._learnt(self._changes(answer), before, kept):
                return None

    def _lean(self) -> None:
        first, near = len(self._leaning) + 1, self._near
        fresh = enumerate(self._known.booleans[first:], first)
        self._leaning += [own if boolean and near[boolean - 1] > 0 else -own for own, boolean in fresh]
        self._known.solver.lean(self._leaning)

    def _changes(self, answer: Sequence[int]) -> list[int]:
        """The literals of the answer that are otherwise in `near`."""
        both = zip(answer, self._leaning, self._known.booleans[1:], strict=True)
        return [boolean if literal > 0 else -boolean for literal, near, boolean in both if boolean and literal != near]

    def _learnt(self, changes: list[int], before: int, kept: Collection[int]) -> bool:
        """Whether something that is on is broken by the changes; the solver then knows of it."""
        self._change(changes)
        broken = self._index.broken(np.concatenate((self._suspects, self._index.denying(changes))), self._truth)
        rules = zip(broken.tolist(), self._index.rules[broken].tolist(), strict=True)
        on = [clause for clause, rule in rules if rule < before or rule in kept]
        cuts = [cut for each in self._watched if (cut := each.cut(self._near)) is not None]
        self._change([-literal for literal in changes])
        for clause in on:
            self._known.learn(clause)
        for cut in cuts:
            self._known.solver.add(self._known.literals(cut))
        self._known.literals(())
        return bool(on or cuts)

    def _change(self, literals: Sequence[int]) -> None:
        for literal in literals:
            self._near[abs(literal) - 1] = literal
            self._truth[2 * abs(literal)] = literal > 0
            self._truth[2 * abs(literal) + 1] = literal < 0
