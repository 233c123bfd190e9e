"""What one solution proves about its neighbours: the values one variable could take instead, all others kept.

Most values of quantities differ by one variable from a solution already met. To see that takes a look at the
constraints on that variable, which is far cheaper than a question to the solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, assert_never

from cpq.bom.solve.folds import Fold, fold_of
from cpq.bom.solve.meaning import accepts, compare, holds, scope, true_of
from cpq.bom.solve.normal_form import Cell, Clause, Constraint, Is, Linear, Predicate, Table
from cpq.bom.solve.sums import merged

if TYPE_CHECKING:
    from cpq.bom.solve.model import Model

Values = Mapping[str, int]


class Neighbourhood:
    """The constraints by variable: those of the model, or some of them."""

    def __init__(self, model: Model, constraints: Iterable[Constraint] | None = None) -> None:
        self._checks: dict[str, list[_Check]] = {}
        self._sums: list[_SumCheck] = []
        for constraint in model.constraints if constraints is None else constraints:
            check = _check(constraint, model)
            if isinstance(check, _SumCheck):
                self._sums.append(check)
            for name in scope(constraint):
                self._checks.setdefault(name, []).append(check)

    @property
    def variables(self) -> Iterable[str]:
        """The variables that there is something to look at for."""
        return self._checks

    def reach(self, solution: Values, wanted: Mapping[str, Sequence[int]]) -> dict[str, Sequence[int]]:
        """Those of the wanted values that a solution still is one with, each put in place of the variable's own."""
        for each in self._sums:
            each.add_up(solution)
        return {name: self._kept(name, values, solution) for name, values in wanted.items()}

    def _kept(self, name: str, candidates: Sequence[int], solution: Values) -> Sequence[int]:
        for check in self._checks.get(name, ()):
            if not candidates:
                break
            candidates = check.keeping(name, candidates, solution)
        return candidates


class _Check:
    """Any constraint, by its meaning."""

    def __init__(self, constraint: Constraint) -> None:
        self._constraint = constraint

    def keeping(self, name: str, candidates: Sequence[int], solution: Values) -> Sequence[int]:
        return [value for value in candidates if holds(self._constraint, {**solution, name: value})]


class _ClauseCheck(_Check):
    """A clause that another variable satisfies keeps every candidate."""

    def __init__(self, clause: Clause) -> None:
        super().__init__(clause)
        self._literals = clause.literals

    def keeping(self, name: str, candidates: Sequence[int], solution: Values) -> Sequence[int]:
        if any(each.variable != name and true_of(each, solution) for each in self._literals):
            return candidates
        return super().keeping(name, candidates, solution)


class _SumCheck(_Check):
    """A sum changes by the difference of two weights."""

    def __init__(self, linear: Linear, model: Model) -> None:
        super().__init__(linear)
        self._linear = linear
        self._weights = merged(linear.terms, model.domains)
        self._total = 0

    def add_up(self, solution: Values) -> None:
        self._total = sum(weights[solution[name]] for name, weights in self._weights.items())

    def keeping(self, name: str, candidates: Sequence[int], solution: Values) -> Sequence[int]:
        relation, bound = self._linear.relation, self._linear.bound
        if _mentions(self._linear.when, name):
            return super().keeping(name, candidates, solution)
        if not all(true_of(each, solution) for each in self._linear.when):
            return candidates
        weights = self._weights[name]
        others = self._total - weights[solution[name]]
        return [value for value in candidates if compare(relation, others + weights[value], bound)]


class _PredicateCheck(_Check):
    """Of the numbers asked of, those that a variable is part of change by what its value brings."""

    def __init__(self, predicate: Predicate, model: Model) -> None:
        super().__init__(predicate)
        self._predicate = predicate
        self._folds = [fold_of(number, model.domains) for number in predicate.over]
        self._brings = [_by_value(fold, model.domains) for fold in self._folds]

    def keeping(self, name: str, candidates: Sequence[int], solution: Values) -> Sequence[int]:
        if _mentions(self._predicate.when, name):
            return super().keeping(name, candidates, solution)
        if not all(true_of(each, solution) for each in self._predicate.when):
            return candidates
        holds = self._predicate.holds
        numbers = [self._by_candidate(place, name, candidates, solution) for place in range(len(self._folds))]
        return [value for value, known in zip(candidates, zip(*numbers, strict=True), strict=True) if holds(known)]

    def _by_candidate(self, place: int, name: str, candidates: Sequence[int], solution: Values) -> list[int]:
        """What the number is with each candidate."""
        combine, brings = self._folds[place].combine, self._brings[place]
        others = self._folds[place].start
        for each, by_value in brings.items():
            if each != name:
                others = combine(others, by_value[solution[each]])
        own = brings.get(name)
        return [others if own is None else combine(others, own[value]) for value in candidates]


def _by_value(fold: Fold, domains: Mapping[str, Sequence[int]]) -> dict[str, dict[int, int]]:
    return {name: dict(zip(domains[name], brings, strict=True)) for name, brings in fold.steps}


class _TableCheck(_Check):
    """The rows that fit the other columns name the values; looked up where all cells are plain values."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table
        self._plain = all(isinstance(cell, int) for row in table.rows for cell in row)
        self._found: dict[str, dict[tuple[Cell, ...], set[Cell]]] = {}

    def keeping(self, name: str, candidates: Sequence[int], solution: Values) -> Sequence[int]:
        table = self._table
        if _mentions(table.when, name):
            return super().keeping(name, candidates, solution)
        if not all(true_of(each, solution) for each in table.when):
            return candidates
        own = table.variables.index(name)
        others = [solution[each] for each in table.variables]
        if self._plain:
            found = self._by_others(name, own).get((*others[:own], *others[own + 1 :]), ())
            return [value for value in candidates if value in found]
        cells = [row[own] for row in table.rows if _fits(row, others, own)]
        return [value for value in candidates if any(accepts(cell, value) for cell in cells)]

    def _by_others(self, name: str, own: int) -> dict[tuple[Cell, ...], set[Cell]]:
        if name not in self._found:
            found: dict[tuple[Cell, ...], set[Cell]] = {}
            for row in self._table.rows:
                found.setdefault((*row[:own], *row[own + 1 :]), set()).add(row[own])
            self._found[name] = found
        return self._found[name]


def _fits(row: Sequence[Cell], values: Sequence[int], own: int) -> bool:
    return all(place == own or accepts(cell, values[place]) for place, cell in enumerate(row))


def _check(constraint: Constraint, model: Model) -> _Check:
    match constraint:
        case Clause():
            return _ClauseCheck(constraint)
        case Linear():
            return _SumCheck(constraint, model)
        case Table():
            return _TableCheck(constraint)
        case Predicate():
            return _PredicateCheck(constraint, model)
        case _:
            assert_never(constraint)


def _mentions(literals: Iterable[Is], name: str) -> bool:
    return any(each.variable == name for each in literals)
