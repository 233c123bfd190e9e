"""Of several equally good solutions, the one with the earliest values: the same one that every other engine finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cpq.bom.solve.cp_sat.problem import Question, Weights
    from cpq.bom.solve.engine import Solution
    from cpq.bom.solve.model import Model

MOST_RANKS = 2**40
"""Variables are settled together while their ranks, read as the digits of one number, stay below this."""


def earliest(model: Model, asked: Callable[[], Question], solution: Solution, limit: float) -> tuple[Solution, bool]:
    """The solution of the question that has, variable by variable in the model's order, the earliest value.

    Starts from a `solution` of it; tells, too, whether that is proven.
    """
    settled: list[str] = []
    for names in _digits(model):
        question = asked()
        for name in settled:
            question.allow(name, (solution[name],))
        question.hint(solution)
        question.minimise(_ranks(model, names))
        answer = question.solve(limit, simplified=False)
        if answer.solution is None or not answer.proven:
            return solution, False
        solution = answer.solution
        settled += names
    return solution, True


def _digits(model: Model) -> Iterator[Sequence[str]]:
    names, size = list[str](), 1
    for name, domain in model.domains.items():
        if names and size * len(domain) > MOST_RANKS:
            yield names
            names, size = [], 1
        names.append(name)
        size *= len(domain)
    if names:
        yield names


def _ranks(model: Model, names: Sequence[str]) -> Weights:
    weights, digit = dict[str, dict[int, int]](), 1
    for name in reversed(names):
        domain = model.domains[name]
        weights[name] = {value: place * digit for place, value in enumerate(domain)}
        digit *= len(domain)
    return weights
