"""Which of a model's rules can hold together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cpq.bom.solve.cp_sat.problem import Problem
from cpq.bom.solve.explain import preferred_conflict
from cpq.bom.solve.model import Model
from cpq.bom.solve.normal_form import Clause, Constraint, Is, Variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LIMIT = 1.0
"""For one question, in CP-SAT's own time."""


class Undecided(Exception):
    """A question was not answered within its limit."""


class RuleSets:
    """Asks of sets of rules whether some solution keeps them all, whatever becomes of the others. Raises `TooLarge`."""

    def __init__(self, model: Model, limit: float = LIMIT) -> None:
        self._problem = Problem(_switched(model))
        self._limit = limit

    def possible(self, rules: Iterable[str]) -> bool:
        """Raises `Undecided`."""
        question = self._problem.question()
        for rule in rules:
            question.allow(_switch(rule), (1,))
        answer = question.solve(self._limit, simplified=False)
        if answer.solution is None and not answer.proven:
            raise Undecided
        return answer.solution is not None

    def against(self, rule: str, others: Sequence[str]) -> tuple[str, ...] | None:
        """The fewest of the other rules that contradict this one; None where all of them go with it. Raises `Undecided`."""
        return preferred_conflict(others, lambda some: not self.possible([rule, *some]))


def _switch(rule: str) -> str:
    return f"on:{rule}"


def _switched(model: Model) -> Model:
    """The model with a variable for each rule: 1 where the rule holds."""
    switches = tuple(Variable(_switch(rule), (0, 1)) for rule in model.rules)
    return Model((*model.variables, *switches), tuple(_guarded(each) for each in model.constraints))


def _guarded(constraint: Constraint) -> Constraint:
    on = Is(_switch(constraint.rule), 1)
    if isinstance(constraint, Clause):
        return replace(constraint, literals=(on.negated(), *constraint.literals))
    return replace(constraint, when=(*constraint.when, on))
