"""The SAT engine: always available, incremental, fast enough for clicks."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Self, TypeVar

from cpq.bom.solve.conflicts import why_impossible
from cpq.bom.solve.counting import counted
from cpq.bom.solve.effort import Effort, Exhausted, Limits
from cpq.bom.solve.engine import Best, Conflict, Count, EngineName, Least, Objective, Selection, Solution, Status
from cpq.bom.solve.errors import out_of_budget
from cpq.bom.solve.facts import Facts, prepare
from cpq.bom.solve.optimum import cheapest, cheapest_with_each
from cpq.bom.solve.possible import reachable
from cpq.bom.solve.preferred import preferred_solution
from cpq.bom.solve.selections import allowed, one_by_one, together, without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Is

Answer = TypeVar("Answer")

QUICK = Limits(conflicts_a_search=2_000, conflicts=10_000, propagations=50_000_000, seconds=30)
"""Of a question put to the solver that has answered the questions before."""
PATIENT = Limits(conflicts_a_search=100_000, conflicts=300_000, propagations=100_000_000, seconds=60, patient=True)
"""Of a question that did not fit these."""
OPTIMA = Limits(conflicts_a_search=30_000, conflicts=100_000, propagations=20_000_000, seconds=30, patient=True)
"""Of a question for an optimum or a number: its answer can be one that is not proven."""


class SatEngine:
    """Encodes once (raises `TooLarge`), then answers under a lock. Use as a context manager, or call `close`.

    A question beyond `QUICK` is put to a new solver with `PATIENT` limits. It knows nothing of the questions before, so
    that what the limits leave open follows from the question alone. One that is not `patient` gives up instead.
    """

    def __init__(self, model: Model, *, patient: bool = True) -> None:
        self._patient = patient
        self._prepared = prepare(model)
        self._facts = Facts(self._prepared)
        self._lock = Lock()

    @property
    def name(self) -> EngineName:
        return "sat"

    @property
    def model(self) -> Model:
        return self._prepared.model

    def status(self, selection: Selection, only: Iterable[str] | None = None) -> Status:
        names = self._names(only)
        left = allowed(self.model, selection)
        layout = self._prepared.layout
        wanted = layout.all_bits(names)
        reach = self._ask(lambda facts, effort: reachable(facts, left, wanted, effort))
        if reach is None:
            return Status(possible=False, values=dict.fromkeys(names, ()))
        values, undecided = layout.reader(reach.proven | reach.open), layout.by_variable(reach.open)
        return Status(
            possible=True,
            values={name: values(name) for name in names},
            undecided={name: tuple(each) for name, each in undecided.items()},
        )

    def _names(self, only: Iterable[str] | None) -> Iterable[str]:
        if only is None:
            return self.model.domains
        names = tuple(only)
        for name in names:
            self.model.domain(name)
        return names

    def _ask(self, question: Callable[[Facts, Effort], Answer]) -> Answer:
        with self._lock:
            try:
                return question(self._facts, Effort(QUICK))
            except Exhausted:
                self._facts.close()
                self._facts = Facts(self._prepared)
        if not self._patient:
            raise out_of_budget()
        return self._ask_anew(question, PATIENT)

    def _ask_anew(self, question: Callable[[Facts, Effort], Answer], *limits: Limits) -> Answer:
        """Within the first of the limits in which there is an answer."""
        for each in limits or (OPTIMA, PATIENT):
            with self._lock:
                facts = Facts(self._prepared)
                try:
                    return question(facts, Effort(each))
                except Exhausted:
                    continue
                finally:
                    facts.close()
        raise out_of_budget()

    def alternatives(self, selection: Selection) -> Mapping[str, tuple[int, ...]]:
        return one_by_one(self, selection)

    def solve(self, selection: Selection, prefer: Sequence[Is] = ()) -> Solution | None:
        for literal in prefer:
            self.model.domain(literal.variable)
        left = allowed(self.model, selection)
        found = self._ask(lambda facts, effort: preferred_solution(facts, left, prefer, effort))
        return None if found is None else self._prepared.layout.solution(found)

    def conflict(self, selection: Selection) -> Conflict | None:
        left = allowed(self.model, selection)
        return self._ask(lambda facts, effort: why_impossible(facts, left, {}, effort))

    def why_not(self, selection: Selection, literal: Is) -> Conflict | None:
        domain = self.model.domain(literal.variable)
        asked = tuple(value for value in domain if (value == literal.value) is literal.positive)
        left = allowed(self.model, without(selection, literal))
        return self._ask(lambda facts, effort: why_impossible(facts, left, {literal.variable: asked}, effort))

    def count(self, selection: Selection) -> Count:
        left = allowed(self.model, selection)
        return self._ask_anew(lambda facts, effort: counted(facts, left, effort))

    def best(self, selection: Selection, objective: Objective, prefer: Sequence[Is] = ()) -> Best | None:
        self._names((*(term.variable for term in objective), *(each.variable for each in prefer)))
        left = allowed(self.model, selection)
        return self._ask_anew(lambda facts, effort: cheapest(facts, left, objective, prefer, effort))

    def least(self, selection: Selection, objective: Objective, only: Iterable[str] | None = None) -> Least:
        self._names(term.variable for term in objective)
        names = self._names(only)
        left = allowed(self.model, selection)
        return self._ask_anew(lambda facts, effort: cheapest_with_each(facts, left, objective, names, effort))

    def instead(self, selection: Selection, objective: Objective) -> Least:
        """All entries within one question's limits."""
        self._names(term.variable for term in objective)
        left, effort, answers = allowed(self.model, selection), Effort(OPTIMA), list[Least]()
        for name in left:
            others = {other: values for other, values in left.items() if other != name}
            with self._lock:
                facts = Facts(self._prepared)
                try:
                    answers.append(cheapest_with_each(facts, others, objective, [name], effort))
                except Exhausted:
                    return together([*answers, Least({}, proven=False)])
                finally:
                    facts.close()
        return together(answers)

    def close(self) -> None:
        """Frees the solvers; the engine answers no more."""
        with self._lock:
            self._facts.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
