"""A model for CP-SAT, and questions to it.

Clauses, tables and predicates are written as for the SAT engine; sums stay sums, over the steps of each variable's ladder:
the contribution of the lowest value, plus for each step what it adds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpq.bom.solve.cp_sat.ortools_types import (
    FEASIBLE,
    INFEASIBLE,
    OPTIMAL,
    CpModel,
    Literal,
    Posted,
    Solver,
    Sum,
    intervals,
    new_model,
    new_solver,
    weighted_sum,
)
from cpq.bom.solve.cp_sat.spending import PATIENT
from cpq.bom.solve.encoding import encode
from cpq.bom.solve.errors import TooLarge, out_of_budget
from cpq.bom.solve.model import Model
from cpq.bom.solve.normal_form import Linear, Relation
from cpq.bom.solve.sums import merged
from cpq.rulebook.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cpq.bom.solve.cp_sat.spending import Spending
    from cpq.bom.solve.engine import Solution
    from cpq.bom.solve.normal_form import Is, Term
    from cpq.bom.solve.watched import Watched

LARGEST_SUM = 2**60
"""What the parts of a sum may add up to; the solver works with 64 bits."""
A_LITERAL = 1e-6
"""What a search takes for each literal of the model at least, in the solver's own time: it reads them all before it begins to count."""
MOST_SECONDS = 4
"""By the clock for a unit of the solver's own time, the last resort."""

Weights = dict[str, dict[int, int]]
"""Variable → value → contribution."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question: `proven` the best, or that there is none; else the best found within the limit, if any."""

    solution: Solution | None
    proven: bool


class Problem:
    """A model as CP-SAT takes it. Raises `TooLarge`."""

    def __init__(self, model: Model) -> None:
        others = tuple(each for each in model.constraints if not isinstance(each, Linear))
        encoding = encode(Model(model.variables, others))
        self.model = model
        self.ladders = encoding.ladders
        for name, domain in model.domains.items():
            for value in domain:
                self.ladders[name].is_value(encoding.cnf, value)
        self.cnf = encoding.cnf
        literals = sum(len(clause) for _, clause in encoding.cnf.clauses)
        sums = (each for each in model.constraints if isinstance(each, Linear))
        literals += sum(len(self.ladders[term.variable].steps) for each in sums for term in each.terms)
        self.least = A_LITERAL * literals
        """What any search takes, however soon it ends."""
        self.base = new_model()
        for _ in range(encoding.cnf.variables):
            self.base.new_bool_var("")
        build = Question(self, self.base)
        for _, clause in encoding.cnf.clauses:
            build.any_of(clause)
        for watched in encoding.cnf.watched:
            build.watch(watched)
        for constraint in model.constraints:
            if isinstance(constraint, Linear):
                build.linear(constraint)

    def question(self) -> Question:
        return Question(self, self.base.clone())

    def value(self, name: str, value: int) -> int:
        """The literal "the variable has this value"."""
        return self.ladders[name].is_value(self.cnf, value)

    def weights(self, terms: Iterable[Term]) -> Weights:
        return merged(terms, self.model.domains)


class Question:
    """A model with what is asked of it this time."""

    def __init__(self, problem: Problem, model: CpModel) -> None:
        self._problem = problem
        self._model = model

    def any_of(self, literals: Sequence[int]) -> None:
        self._model.add_bool_or([self._literal(each) for each in literals])

    def allow(self, name: str, values: Iterable[int]) -> None:
        """The variable has one of these values."""
        self.any_of([self._problem.value(name, value) for value in values])

    def at_most(self, weights: Weights, bound: int) -> None:
        self._post(weights, "<=", bound)

    def linear(self, linear: Linear) -> None:
        posted = self._post(self._problem.weights(linear.terms), linear.relation, linear.bound)
        if linear.when:
            posted.only_enforce_if([self._is(each) for each in linear.when])

    def _post(self, weights: Weights, relation: Relation, bound: int) -> Posted:
        sum, low, high = self._sum(weights)
        low, high = min(low, bound) - 1, max(high, bound) + 1
        allowed = {
            "<=": [(low, bound)],
            ">=": [(bound, high)],
            "==": [(bound, bound)],
            "!=": [(low, bound - 1), (bound + 1, high)],
        }
        return self._model.add_linear_expression_in_domain(sum, intervals(*allowed[relation]))

    def watch(self, watched: Watched) -> None:
        """The columns add at most the bound where the literal holds."""
        literals = [self._literal(literal) for column in watched.columns for literal in column.literals[1:]]
        steps = [
            high - low for column in watched.columns for low, high in zip(column.adds, column.adds[1:], strict=False)
        ]
        posted = self._model.add_linear_expression_in_domain(
            weighted_sum(literals, steps), intervals((-1, watched.bound))
        )
        posted.only_enforce_if([self._literal(watched.literal)])

    def minimise(self, weights: Weights) -> None:
        self._model.minimize(self._sum(weights)[0])

    def hint(self, solution: Solution) -> None:
        for name, value in solution.items():
            for step, wanted in zip(*self._steps(name, value), strict=True):
                self._model.add_hint(step, wanted)

    def any_solution(self, spending: Spending) -> Solution | None:
        """None where it is proven that there is none. Raises `OutOfBudget`."""
        answer = self.solve(spending, simplified=False)
        if answer.solution is None and not answer.proven:
            answer = self.solve(spending, patience=PATIENT)
        if answer.solution is None and not answer.proven:
            raise out_of_budget()
        return answer.solution

    def other_than(self, solution: Solution) -> None:
        """At least one variable has another value than there."""
        self.any_of([-self._problem.value(name, value) for name, value in solution.items()])

    def solve(self, spending: Spending, *, simplified: bool = True, patience: int = 1) -> Answer:
        """Within what may still be spent; `patience` times as long as other searches.

        `simplified`: the model first, which pays for optima and costs ten times as much as an easy question does.
        """
        if spending.spent:
            return Answer(None, proven=False)
        limit = spending.allowance(patience)
        solver = new_solver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.max_deterministic_time = limit
        solver.parameters.max_time_in_seconds = MOST_SECONDS * limit
        if not simplified:
            solver.parameters.cp_model_presolve = False
            solver.parameters.cp_model_probing_level = 0
            solver.parameters.linearization_level = 0
            solver.parameters.symmetry_level = 0
        status = solver.solve(self._model)
        spending.spend(self._problem.least + float(solver.response_proto.deterministic_time))
        if status == INFEASIBLE:
            return Answer(None, proven=True)
        if status not in (OPTIMAL, FEASIBLE):
            return Answer(None, proven=False)
        solution = {name: self._read(solver, name) for name in self._problem.model.domains}
        return Answer(solution, proven=status == OPTIMAL)

    def _read(self, solver: Solver, name: str) -> int:
        ladder = self._problem.ladders[name]
        return ladder.values[sum(solver.boolean_value(self._literal(step)) for step in ladder.steps)]

    def _steps(self, name: str, value: int) -> tuple[list[Literal], list[bool]]:
        ladder = self._problem.ladders[name]
        return [self._literal(step) for step in ladder.steps], [value >= each for each in ladder.values[1:]]

    def _sum(self, weights: Weights) -> tuple[Sum, int, int]:
        """The sum, and between what it lies."""
        literals, factors, constant = list[Literal](), list[int](), 0
        low = sum(min(each.values(), default=0) for each in weights.values())
        high = sum(max(each.values(), default=0) for each in weights.values())
        if max(-low, high) > LARGEST_SUM:
            raise _too_large()
        for name, each in weights.items():
            ladder = self._problem.ladders[name]
            constant += each[ladder.values[0]] if ladder.values else 0
            for step, (before, after) in zip(
                ladder.steps, zip(ladder.values, ladder.values[1:], strict=False), strict=True
            ):
                if each[after] != each[before]:
                    literals.append(self._literal(step))
                    factors.append(each[after] - each[before])
        return weighted_sum(literals, factors, constant), low, high

    def _is(self, literal: Is) -> Literal:
        return self._literal(self._problem.ladders.literal(self._problem.cnf, literal))

    def _literal(self, literal: int) -> Literal:
        variable = self._model.get_bool_var_from_proto_index(abs(literal) - 1)
        return variable if literal > 0 else variable.negated()


def _too_large() -> TooLarge:
    return TooLarge(
        Text(
            zh="求和的数字太大，求解器无法精确计算；请换用更大的计量单位",
            en="a sum is too large for the solver to work out exactly; use a larger unit",
        )
    )
