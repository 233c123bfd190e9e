"""From a model to clauses in which every hidden variable follows from the model's own: so that solutions can be counted.

A variable of two values is one Boolean, of more a group of which exactly one holds. A constraint over three or more
variables becomes a layered diagram with a hidden variable for where its path is; sums too large for that are left to
be decided on the circuit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from math import prod
from typing import TYPE_CHECKING, assert_never

from cpq.bom.solve.circuit.clauses import Clauses
from cpq.bom.solve.circuit.errors import DidNotCompile
from cpq.bom.solve.circuit.levels import Levels, TooManyNodes, guarded, levels_of_diagram, levels_of_table
from cpq.bom.solve.circuit.paths import post_levels
from cpq.bom.solve.folds import Fold, fold_of
from cpq.bom.solve.meaning import accepts, compare
from cpq.bom.solve.normal_form import Clause, Constraint, Derived, Is, Linear, Predicate, Table
from cpq.bom.solve.predicate_diagrams import Overflow, PredicateDiagram

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cpq.bom.solve.model import Model

MOST_STEPS = 200_000
"""Work on the diagram of one constraint, and nodes of a table's."""
MOST_NODES = 400
"""Nodes of the diagram of a sum; larger ones are decided on the circuit. Compiling a sum multiplies the circuit."""
MOST_VALUES = 20_000
"""Combinations of numbers for which a predicate is asked."""

TRUE, FALSE = -1, -2


@dataclass(frozen=True, slots=True)
class Encoded:
    """`literals` are by leaf (see `Leaves`) the literal that says it; `sums` the inequalities that the clauses leave out."""

    clauses: Clauses
    literals: tuple[int, ...]
    sums: tuple[Linear, ...]


@dataclass(slots=True)
class _Encoder:
    model: Model
    clauses: Clauses = field(default_factory=Clauses)
    literals: dict[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]])
    sums: list[Linear] = field(default_factory=list[Linear])

    def post(self, constraint: Constraint) -> None:
        match constraint:
            case Clause(literals=literals):
                self.add([self.literal(each) for each in literals])
            case Table(variables=variables, when=when):
                if len(set(variables)) == len(variables) == 2:
                    self._post_supports(constraint)
                else:
                    self._post_table(constraint, when)
            case Linear():
                self._post_linear(constraint)
            case Predicate(over=over, holds=holds, when=when):
                folds = [fold_of(number, self.model.domains) for number in over]
                self._post_levels(self._levels(folds, cache(holds), constraint.rule), when)
            case _:
                assert_never(constraint)

    def literal(self, literal: Is) -> int:
        """Or `TRUE` or `FALSE` for a value outside the domain."""
        domain = self.model.domains[literal.variable]
        if literal.value not in domain:
            return FALSE if literal.positive else TRUE
        positive = self.literals[literal.variable][domain.index(literal.value)]
        return positive if literal.positive else positive ^ 1

    def add(self, literals: Sequence[int]) -> None:
        if TRUE not in literals:
            self.clauses.clauses.append(tuple(each for each in literals if each != FALSE))

    def _post_supports(self, table: Table) -> None:
        """By value of either variable the values of the other that go with it."""
        unless = [self.literal(each.negated()) for each in table.when]
        left, right = (self.model.domains[name] for name in table.variables)
        pairs = {
            (a, b)
            for row in table.rows
            for a in (value for value in left if accepts(row[0], value))
            for b in (value for value in right if accepts(row[1], value))
        }
        first, second = (self.literals[name] for name in table.variables)
        for mine, here, theirs, there, flip in ((first, left, second, right, 1), (second, right, first, left, -1)):
            for literal, a in zip(mine, here, strict=True):
                supports = [each for each, b in zip(theirs, there, strict=True) if (a, b)[::flip] in pairs]
                if len(supports) < len(theirs):
                    self.add([*unless, literal ^ 1, *supports])

    def _post_table(self, table: Table, when: Sequence[Is]) -> None:
        try:
            levels = levels_of_table(table, self.model.domains, MOST_STEPS)
        except TooManyNodes:
            raise DidNotCompile(table.rule) from None
        self._post_levels(levels, when)

    def _post_linear(self, linear: Linear) -> None:
        fold = fold_of(Derived("", linear.terms), self.model.domains)
        try:
            levels = self._levels(
                [fold], lambda numbers: compare(linear.relation, numbers[0], linear.bound), linear.rule
            )
        except DidNotCompile:
            self._leave(linear)
            return
        if levels.size > MOST_NODES and linear.relation != "!=":
            self._leave(linear)
        else:
            self._post_levels(levels, linear.when)

    def _leave(self, linear: Linear) -> None:
        if linear.relation == "!=":
            raise DidNotCompile(linear.rule)
        self.sums.append(linear)

    def _levels(self, folds: Sequence[Fold], holds: Callable[[tuple[int, ...]], bool], rule: str) -> Levels:
        sizes = [len(fold.values) if fold.values is not None else MOST_VALUES + 1 for fold in folds]
        if prod(sizes) > MOST_VALUES:
            raise DidNotCompile(rule)
        try:
            diagram = PredicateDiagram(folds, holds, MOST_STEPS)
        except Overflow:
            raise DidNotCompile(rule) from None
        columns = [name for fold in folds for name, _ in fold.steps]
        return levels_of_diagram(diagram, columns, self.model.domains)

    def _post_levels(self, levels: Levels, when: Sequence[Is]) -> None:
        whole = guarded(levels, when, self.model.domains)
        if whole.void:
            self.add([])
        else:
            post_levels(self.clauses, whole, self.literals)


def encoded(model: Model) -> Encoded:
    """Raises `DidNotCompile` when a constraint is too large for a diagram."""
    encoder = _Encoder(model)
    for name, domain in model.domains.items():
        if not domain:
            encoder.add([])
        encoder.literals[name] = encoder.clauses.group(len(domain))
    for constraint in model.constraints:
        encoder.post(constraint)
    literals = tuple(literal for name in model.domains for literal in encoder.literals[name])
    return Encoded(encoder.clauses, literals, tuple(encoder.sums))
