"""How many solutions there are, where clauses do not hold the model: one is found after the other, as many as a question may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpq.bom.solve.counting import MOST_COUNTED
from cpq.bom.solve.engine import Count

if TYPE_CHECKING:
    from cpq.bom.solve.cp_sat.problem import Question
    from cpq.bom.solve.cp_sat.spending import Spending


def counted(question: Question, spending: Spending) -> Count:
    """Rules out every solution found. Raises `OutOfBudget` when not one was found."""
    found, number = question.any_solution(spending), 0
    while found is not None:
        number += 1
        if number == MOST_COUNTED:
            return Count(number, exact=False)
        question.other_than(found)
        answer = question.solve(spending, simplified=False)
        if answer.solution is None and not answer.proven:
            return Count(number, exact=False)
        found = answer.solution
    return Count(number)
