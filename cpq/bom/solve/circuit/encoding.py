"""From a model to clauses in which every hidden variable follows from the model's own: so that solutions can be counted.

A variable of two values is one Boolean, of more a group of which exactly one holds. A constraint over three or more
variables becomes an automaton with a hidden variable for its state between two of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cpq.bom.solve.circuit.automata import Automaton
from cpq.bom.solve.circuit.clauses import Clauses
from cpq.bom.solve.circuit.paths import post_automaton
from cpq.bom.solve.circuit.reading import automaton_or_left_out
from cpq.bom.solve.meaning import accepts
from cpq.bom.solve.normal_form import Clause, Constraint, Is, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cpq.bom.solve.circuit.budget import Clock
    from cpq.bom.solve.model import Model

TRUE, FALSE = -1, -2


@dataclass(frozen=True, slots=True)
class Encoded:
    """`literals` are by leaf (see `Leaves`) the literal that says it; `left_out` are by place the constraints that the clauses leave out."""

    clauses: Clauses
    literals: tuple[int, ...]
    left_out: tuple[int, ...]


@dataclass(slots=True)
class _Encoder:
    model: Model
    clauses: Clauses = field(default_factory=Clauses)
    literals: dict[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]])

    def post(self, constraint: Constraint, place: Mapping[str, int]) -> bool:
        """False for a sum that is left out."""
        if isinstance(constraint, Clause):
            self.add([self.literal(each) for each in constraint.literals])
        elif isinstance(constraint, Table) and len(set(constraint.variables)) == len(constraint.variables) == 2:
            self._post_supports(constraint)
        else:
            automaton = automaton_or_left_out(constraint, place, self.model)
            if isinstance(automaton, Automaton):
                post_automaton(self.clauses, automaton, self.literals)
            elif automaton is False:
                self.add([])
            return automaton is not None
        return True

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


def encoded(model: Model, clock: Clock) -> Encoded:
    """Raises `DidNotCompile` when a constraint is too large for an automaton."""
    encoder = _Encoder(model)
    for name, domain in model.domains.items():
        if not domain:
            encoder.add([])
        encoder.literals[name] = encoder.clauses.group(len(domain))
    place = {name: number for number, name in enumerate(model.domains)}
    left_out: list[int] = []
    for number, constraint in enumerate(model.constraints):
        clock.look()
        if not encoder.post(constraint, place):
            left_out.append(number)
    literals = tuple(literal for name in model.domains for literal in encoder.literals[name])
    return Encoded(encoder.clauses, literals, tuple(left_out))
