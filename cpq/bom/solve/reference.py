"""The reference engine: python-constraint2 on the meaning of each constraint. Readable, for small models and tests."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Protocol, Self, cast

from constraint import Problem

from cpq.bom.solve.engine import Best, Conflict, Count, EngineName, Least, Objective, Selection, Solution, Status
from cpq.bom.solve.errors import TooLarge
from cpq.bom.solve.explain import preferred_conflict
from cpq.bom.solve.meaning import holds, scope, total, true_of
from cpq.bom.solve.selections import allowed, instead_one_by_one, one_by_one, without
from cpq.rulebook.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cpq.bom.solve.model import Model
    from cpq.bom.solve.normal_form import Constraint, Is

MOST_ASSIGNMENTS = 200_000
"""Assignments of a model, possible or not, beyond which enumeration is no answer."""


class ReferenceEngine:
    """Enumerates. Raises `TooLarge` for a model with more than `MOST_ASSIGNMENTS` assignments."""

    def __init__(self, model: Model) -> None:
        assignments = prod(len(each.domain) for each in model.variables)
        if assignments > MOST_ASSIGNMENTS:
            raise TooLarge(
                Text(
                    zh=f"模型有 {assignments:,} 种取值组合，参考引擎最多处理 {MOST_ASSIGNMENTS:,} 种；请改用 SAT 引擎",
                    en=f"the model has {assignments:,} assignments, and the reference engine takes at most "
                    f"{MOST_ASSIGNMENTS:,}; use the SAT engine",
                )
            )
        self._model = model

    @property
    def name(self) -> EngineName:
        return "reference"

    @property
    def model(self) -> Model:
        return self._model

    def status(self, selection: Selection, only: Iterable[str] | None = None) -> Status:
        names = tuple(self._model.domains if only is None else only)
        domains = {name: self._model.domain(name) for name in names}
        solutions = self._solutions(selection)
        seen = {name: {solution[name] for solution in solutions} for name in names}
        values = {name: tuple(value for value in domains[name] if value in seen[name]) for name in names}
        return Status(bool(solutions), values)

    def alternatives(self, selection: Selection) -> Mapping[str, tuple[int, ...]]:
        return one_by_one(self, selection)

    def solve(self, selection: Selection, prefer: Sequence[Is] = ()) -> Solution | None:
        for literal in prefer:
            self._model.domain(literal.variable)
        return self._preferred(self._solutions(selection), prefer)

    def _preferred(self, solutions: list[Solution], prefer: Sequence[Is]) -> Solution | None:
        for literal in prefer:
            solutions = [each for each in solutions if true_of(literal, each)] or solutions
        return min(solutions, key=self._rank, default=None)

    def _rank(self, solution: Solution) -> tuple[int, ...]:
        return tuple(domain.index(solution[name]) for name, domain in self._model.domains.items())

    def conflict(self, selection: Selection) -> Conflict | None:
        return self._explain(selection, {})

    def why_not(self, selection: Selection, literal: Is) -> Conflict | None:
        domain = self._model.domain(literal.variable)
        asked = frozenset(value for value in domain if (value == literal.value) is literal.positive)
        return self._explain(without(selection, literal), {literal.variable: asked})

    def _explain(self, selection: Selection, given: Selection) -> Conflict | None:
        allowed(self._model, selection)
        rules, entries = self._model.rules, tuple(selection)

        def contradictory(items: Sequence[tuple[str, str]]) -> bool:
            kept = {name for kind, name in items if kind == "rule"}
            chosen = {name: selection[name] for kind, name in items if kind == "entry"}
            return not self._possible(
                [each for each in self._model.constraints if each.rule in kept], {**chosen, **given}
            )

        items = [*(("rule", rule) for rule in rules), *(("entry", entry) for entry in entries)]
        found = preferred_conflict(items, contradictory)
        if found is None:
            return None
        return Conflict(
            tuple(entry for entry in entries if ("entry", entry) in found),
            tuple(rule for rule in rules if ("rule", rule) in found),
        )

    def count(self, selection: Selection) -> Count:
        return Count(len(self._solutions(selection)))

    def best(self, selection: Selection, objective: Objective, prefer: Sequence[Is] = ()) -> Best | None:
        totals = [(total(objective, each), each) for each in self._solutions(selection)]
        least = min((sum for sum, _ in totals), default=0)
        first = self._preferred([each for sum, each in totals if sum == least], prefer)
        return None if first is None else Best(first, least)

    def instead(self, selection: Selection, objective: Objective) -> Least:
        return instead_one_by_one(self, selection, objective)

    def least(self, selection: Selection, objective: Objective, only: Iterable[str] | None = None) -> Least:
        status = self.status(selection, only)
        totals = [(total(objective, each), each) for each in self._solutions(selection)]
        return Least(
            {
                name: {value: min(sum for sum, each in totals if each[name] == value) for value in values}
                for name, values in status.values.items()
            }
        )

    def close(self) -> None:
        """Nothing is held."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _solutions(self, selection: Selection) -> list[Solution]:
        problem = self._problem(self._model.constraints, selection)
        found = problem.getSolutions() if problem else []
        return [{name: each[name] for name in self._model.domains} for each in found]

    def _possible(self, constraints: Iterable[Constraint], selection: Selection) -> bool:
        problem = self._problem(constraints, selection)
        return problem is not None and problem.getSolution() is not None

    def _problem(self, constraints: Iterable[Constraint], selection: Selection) -> _Problem | None:
        """None when a domain is empty or a constraint without variables fails: the library takes neither."""
        domains = {**self._model.domains, **allowed(self._model, selection)}
        groups = [(constraint, scope(constraint)) for constraint in constraints]
        if not all(domains.values()) or not all(names or holds(each, {}) for each, names in groups):
            return None
        problem = cast("_Problem", Problem())
        problem.addVariable(_UNIT, [0])
        for name, domain in domains.items():
            problem.addVariable(name, list(domain))
        for constraint, names in groups:
            if names:
                problem.addConstraint(_check(constraint, names), names)
        return problem


_UNIT = ("unit",)
"""A variable of one value, so that a model without variables is a problem too."""


class _Problem(Protocol):
    """What is used of the library, which carries no types."""

    def addVariable(self, variable: object, domain: list[int]) -> None: ...  # noqa: N802
    def addConstraint(self, constraint: Callable[..., bool], variables: Sequence[str]) -> None: ...  # noqa: N802
    def getSolution(self) -> dict[str, int] | None: ...  # noqa: N802
    def getSolutions(self) -> list[dict[str, int]]: ...  # noqa: N802


def _check(constraint: Constraint, names: tuple[str, ...]) -> Callable[..., bool]:
    def kept(*values: int) -> bool:
        return holds(constraint, dict(zip(names, values, strict=True)))

    return kept
