"""The CP-SAT engine.

Every question goes to one worker within limits that count work, not seconds: an answer does not depend on the machine.
What has nothing to do with sums, and what explains, is asked of the SAT engine, whose answers are the same.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Self

from cpq.bom.solve.cp_sat.earliest import earliest
from cpq.bom.solve.cp_sat.problem import Answer, Problem, Question, Weights
from cpq.bom.solve.engine import Best, Conflict, Count, EngineName, Least, Objective, Selection, Solution, Status
from cpq.bom.solve.errors import out_of_budget
from cpq.bom.solve.meaning import total
from cpq.bom.solve.neighbours import Neighbourhood
from cpq.bom.solve.sat import SatEngine
from cpq.bom.solve.selections import allowed, instead_one_by_one, one_by_one

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Is

LIMIT = 2.0
"""For one question, in the solver's own time."""

Left = dict[str, tuple[int, ...]]


class CpSatEngine:
    """Writes the model down once (raises `TooLarge`); every question works on a copy."""

    def __init__(self, model: Model, limit: float = LIMIT) -> None:
        self._model = model
        self._problem = Problem(model)
        self._limit = limit
        self._neighbourhood = Neighbourhood(model, model.constraints)
        self._sat: SatEngine | None = None
        self._lock = Lock()

    @property
    def name(self) -> EngineName:
        return "cp-sat"

    @property
    def model(self) -> Model:
        return self._model

    def status(self, selection: Selection, only: Iterable[str] | None = None) -> Status:
        names = tuple(self._model.domains if only is None else only)
        pending = {name: set(self._model.domain(name)) for name in names}
        left = allowed(self._model, selection)
        for name in pending.keys() & left.keys():
            pending[name] &= set(left[name])
        seen: dict[str, set[int]] = {name: set() for name in names}
        possible, undecided = False, False
        while any(pending.values()) or not possible:
            answer = self._one_of(left, pending if possible else {})
            if answer.solution is None:
                undecided = not answer.proven
                if undecided and not possible:
                    raise out_of_budget()
                break
            possible = True
            self._take(answer.solution, left, pending, seen)
        return _status(self._model, names, possible, seen, pending if undecided else {})

    def _one_of(self, left: Left, pending: Mapping[str, set[int]]) -> Answer:
        """A solution with at least one of the pending values."""
        question = self._asked(left)
        if pending:
            question.any_of([self._problem.value(name, value) for name, values in pending.items() for value in values])
        return question.solve(self._limit, simplified=False)

    def _take(self, solution: Solution, left: Left, pending: dict[str, set[int]], seen: dict[str, set[int]]) -> None:
        """What the solution has, and what its neighbours have, is pending no more."""
        near = self._neighbourhood.reach(solution, {name: tuple(values) for name, values in pending.items()})
        for name in pending:
            found = {solution[name], *near.get(name, ())} & set(left.get(name, self._model.domains[name]))
            seen[name] |= found
            pending[name] -= found

    def best(self, selection: Selection, objective: Objective) -> Best | None:
        left, weights = allowed(self._model, selection), self.weights(objective)
        answer = self.least_of(left, weights)
        if answer.solution is None:
            return None if answer.proven else self._any(selection, objective)
        least = total(objective, answer.solution)
        if not answer.proven:
            return Best(answer.solution, least, proven=False)

        def asked() -> Question:
            question = self._asked(left)
            question.at_most(weights, least)
            return question

        first, proven = earliest(self._model, asked, answer.solution, self._limit)
        return Best(first, least, proven)

    def _any(self, selection: Selection, objective: Objective) -> Best | None:
        """Where the search for the best found nothing in time: some solution."""
        solution = self.solve(selection)
        return None if solution is None else Best(solution, total(objective, solution), proven=False)

    def instead(self, selection: Selection, objective: Objective) -> Least:
        return instead_one_by_one(self, selection, objective)

    def least(self, selection: Selection, objective: Objective, only: Iterable[str] | None = None) -> Least:
        status = self.status(selection, only)
        search = _Cheapest(self, allowed(self._model, selection), objective)
        totals = {
            name: {value: total for value in values if (total := search.total(name, value)) is not None}
            for name, values in status.values.items()
        }
        return Least(totals, search.proven)

    def least_of(self, left: Left, weights: Weights) -> Answer:
        """The solution with the least sum of the weights, among those that the selection leaves."""
        question = self._asked(left)
        question.minimise(weights)
        return question.solve(self._limit)

    def weights(self, objective: Objective) -> Weights:
        return self._problem.weights(objective)

    def _asked(self, left: Left) -> Question:
        question = self._problem.question()
        for name, values in left.items():
            question.allow(name, values)
        return question

    def alternatives(self, selection: Selection) -> Mapping[str, tuple[int, ...]]:
        return one_by_one(self, selection)

    def solve(self, selection: Selection, prefer: Sequence[Is] = ()) -> Solution | None:
        return self._plain.solve(selection, prefer)

    def conflict(self, selection: Selection) -> Conflict | None:
        return self._plain.conflict(selection)

    def why_not(self, selection: Selection, literal: Is) -> Conflict | None:
        return self._plain.why_not(selection, literal)

    def count(self, selection: Selection) -> Count:
        return self._plain.count(selection)

    @property
    def _plain(self) -> SatEngine:
        with self._lock:
            self._sat = self._sat or SatEngine(self._model)
            return self._sat

    def close(self) -> None:
        with self._lock:
            if self._sat is not None:
                self._sat.close()
                self._sat = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Cheapest:
    """The least sum of each value, by one question each, unless a solution met before has the least sum of all."""

    def __init__(self, engine: CpSatEngine, left: Left, objective: Objective) -> None:
        self._engine = engine
        self._left = left
        self._objective = objective
        self._weights = engine.weights(objective)
        self._found: list[Solution] = []
        self.proven = True
        self._floor = self._asked({})

    def total(self, name: str, value: int) -> int | None:
        known = [total(self._objective, each) for each in self._found if each[name] == value]
        return self._floor if self._floor in known else self._asked({name: (value,)})

    def _asked(self, more: Left) -> int | None:
        answer = self._engine.least_of({**self._left, **more}, self._weights)
        self.proven = self.proven and answer.proven
        if answer.solution is None:
            return None
        self._found.append(answer.solution)
        return total(self._objective, answer.solution)


def _status(
    model: Model, names: Sequence[str], possible: bool, seen: Mapping[str, set[int]], undecided: Mapping[str, set[int]]
) -> Status:
    kept = {name: seen[name] | undecided.get(name, set()) for name in names}
    values = {name: tuple(value for value in model.domains[name] if value in kept[name]) for name in names}
    left = {name: tuple(value for value in values[name] if value in undecided.get(name, ())) for name in names}
    return Status(possible, values, {name: each for name, each in left.items() if each})
