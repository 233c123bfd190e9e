"""The CP-SAT engine.

Every question goes to one worker within limits that count work, not seconds: an answer does not depend on the machine.
What has nothing to do with sums, and what explains, is asked of the SAT engine, whose answers are the same. A model that clauses
do not hold is answered here alone.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Self

from cpq.bom.solve.cp_sat.conflicts import Contradictions
from cpq.bom.solve.cp_sat.counting import counted
from cpq.bom.solve.cp_sat.earliest import Earliest
from cpq.bom.solve.cp_sat.problem import Answer, Problem, Question, Weights
from cpq.bom.solve.cp_sat.reaching import Reaching
from cpq.bom.solve.cp_sat.spending import LIMIT, Spending
from cpq.bom.solve.engine import Best, Conflict, Count, EngineName, Least, Objective, Selection, Solution, Status
from cpq.bom.solve.errors import TooLarge, out_of_budget
from cpq.bom.solve.meaning import total
from cpq.bom.solve.neighbours import Neighbourhood
from cpq.bom.solve.sat import SatEngine
from cpq.bom.solve.selections import allowed, together, without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Is

Left = dict[str, tuple[int, ...]]


class CpSatEngine:
    """Writes the model down once (raises `TooLarge`); every question works on a copy.

    `alone`: nothing is asked of the SAT engine, nor is it tried whether it holds the model.
    """

    def __init__(self, model: Model, limit: float = LIMIT, *, alone: bool = False) -> None:
        self._model = model
        self._problem = Problem(model)
        self._limit = limit
        self._neighbourhood = Neighbourhood(model, model.constraints)
        self._alone = alone
        self._sat: SatEngine | None = None
        self._lock = Lock()

    @property
    def name(self) -> EngineName:
        return "cp-sat"

    @property
    def model(self) -> Model:
        return self._model

    def status(self, selection: Selection, only: Iterable[str] | None = None) -> Status:
        return self._status(allowed(self._model, selection), only, Spending.of(self._limit))

    def _status(self, left: Left, only: Iterable[str] | None, spending: Spending) -> Status:
        """Raises `OutOfBudget` where not even one solution is found."""
        names = tuple(self._model.domains if only is None else only)
        pending = {name: set(self._model.domain(name)) for name in names}
        first = self._asked(left).any_solution(spending)
        if first is None:
            return Status(possible=False, values=dict.fromkeys(names, ()))
        reaching = Reaching(self._neighbourhood, self._model, left, pending)
        reaching.take(first)
        undecided = False
        while any(pending.values()) and not undecided:
            answer = self._one_of(left, pending, spending)
            if answer.solution is not None:
                reaching.take(answer.solution)
            elif answer.proven:
                break
            undecided = not answer.proven and answer.solution is None
        return reaching.status(undecided=undecided)

    def _one_of(self, left: Left, pending: Mapping[str, set[int]], spending: Spending) -> Answer:
        """A solution with at least one of the pending values."""
        question = self._asked(left)
        question.any_of([self._problem.value(name, value) for name, values in pending.items() for value in values])
        return question.solve(spending, simplified=False)

    def best(self, selection: Selection, objective: Objective, prefer: Sequence[Is] = ()) -> Best | None:
        left, weights = allowed(self._model, selection), self.weights(objective)
        for literal in prefer:
            self._model.domain(literal.variable)
        answer = self.least_of(left, weights, Spending(self._limit)) if weights else Answer(None, proven=False)
        if answer.solution is None:
            return None if answer.proven else self._any(left, objective, prefer)
        least = total(objective, answer.solution)
        if not answer.proven:
            return Best(answer.solution, least, proven=False)

        def asked() -> Question:
            question = self._asked(left)
            question.at_most(weights, least)
            return question

        first = self._earliest(asked, answer.solution, prefer)
        return Best(first.solution, least, first.proven)

    def _any(self, left: Left, objective: Objective, prefer: Sequence[Is]) -> Best | None:
        """Where the search for the best found nothing in time, or there is nothing to search for: some solution."""
        solution = self._asked(left).any_solution(Spending.of(self._limit))
        if solution is None:
            return None
        if objective:
            return Best(solution, total(objective, solution), proven=False)
        first = self._earliest(lambda: self._asked(left), solution, prefer)
        return Best(first.solution, 0, first.proven)

    def _earliest(self, asked: Callable[[], Question], solution: Solution, prefer: Sequence[Is]) -> Earliest:
        first = Earliest(self._model, asked, solution, Spending(self._limit))
        first.wish(prefer)
        first.order()
        return first

    def instead(self, selection: Selection, objective: Objective) -> Least:
        """All entries within one question's limits."""
        left, spending = allowed(self._model, selection), Spending.of(self._limit)
        others = ((name, {each: left[each] for each in left if each != name}) for name in left)
        return together(self._least(each, objective, [name], spending) for name, each in others)

    def least(self, selection: Selection, objective: Objective, only: Iterable[str] | None = None) -> Least:
        return self._least(allowed(self._model, selection), objective, only, Spending.of(self._limit))

    def _least(self, left: Left, objective: Objective, only: Iterable[str] | None, spending: Spending) -> Least:
        status = self._status(left, only, spending)
        search = _Cheapest(self, left, objective, spending)
        totals = {
            name: {value: total for value in values if (total := search.total(name, value)) is not None}
            for name, values in status.values.items()
        }
        return Least(totals, search.proven)

    def least_of(self, left: Left, weights: Weights, spending: Spending) -> Answer:
        """The solution with the least sum of the weights, among those that the selection leaves."""
        question = self._asked(left)
        question.minimise(weights)
        return question.solve(spending)

    def weights(self, objective: Objective) -> Weights:
        return self._problem.weights(objective)

    def _asked(self, left: Left) -> Question:
        question = self._problem.question()
        for name, values in left.items():
            question.allow(name, values)
        return question

    def alternatives(self, selection: Selection) -> Mapping[str, tuple[int, ...]]:
        """All entries within one question's limits."""
        left, spending = allowed(self._model, selection), Spending.of(self._limit)
        values: dict[str, tuple[int, ...]] = {}
        for name in left:
            status = self._status({each: left[each] for each in left if each != name}, [name], spending)
            if status.undecided:
                raise out_of_budget()
            values[name] = status.values[name]
        return values

    def solve(self, selection: Selection, prefer: Sequence[Is] = ()) -> Solution | None:
        """Raises `OutOfBudget` also where there is one, but not known which is preferred; `best` then tells of some."""
        plain = self._plain
        if plain is not None:
            return plain.solve(selection, prefer)
        found = self.best(selection, (), prefer)
        if found is not None and not found.proven:
            raise out_of_budget()
        return found and found.solution

    def conflict(self, selection: Selection) -> Conflict | None:
        plain = self._plain
        if plain is not None:
            return plain.conflict(selection)
        return self._contradictions.between(allowed(self._model, selection), {})

    def why_not(self, selection: Selection, literal: Is) -> Conflict | None:
        plain = self._plain
        if plain is not None:
            return plain.why_not(selection, literal)
        domain = self._model.domain(literal.variable)
        asked = tuple(value for value in domain if (value == literal.value) is literal.positive)
        others = allowed(self._model, without(selection, literal))
        return self._contradictions.between(others, {literal.variable: asked})

    @property
    def _contradictions(self) -> Contradictions:
        return Contradictions(self._model, Spending.of(self._limit), self._asked)

    def count(self, selection: Selection) -> Count:
        plain = self._plain
        if plain is not None:
            return plain.count(selection)
        return counted(self._asked(allowed(self._model, selection)), Spending.of(self._limit))

    @property
    def _plain(self) -> SatEngine | None:
        """None where clauses do not hold the model."""
        with self._lock:
            if self._sat is None and not self._alone:
                try:
                    self._sat = SatEngine(self._model)
                except TooLarge:
                    self._alone = True
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
    """The least sum of each value, by one question each, unless a solution met before has the least sum of all.

    Where nothing is left to be spent, the least that was met, if any.
    """

    def __init__(self, engine: CpSatEngine, left: Left, objective: Objective, spending: Spending) -> None:
        self._engine = engine
        self._left = left
        self._objective = objective
        self._weights = engine.weights(objective)
        self._spending = spending
        self._found: list[Solution] = []
        self.proven = True
        self._floor = self._asked({})

    def total(self, name: str, value: int) -> int | None:
        known = [total(self._objective, each) for each in self._found if each[name] == value]
        if self._floor in known:
            return self._floor
        asked = self._asked({name: (value,)})
        return min(known, default=None) if asked is None else asked

    def _asked(self, more: Left) -> int | None:
        answer = self._engine.least_of({**self._left, **more}, self._weights, self._spending)
        self.proven = self.proven and answer.proven
        if answer.solution is None:
            return None
        self._found.append(answer.solution)
        return total(self._objective, answer.solution)
