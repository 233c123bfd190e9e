"""From a model to clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from cpq.bom.solve.cnf import Cnf
from cpq.bom.solve.domains import Ladders
from cpq.bom.solve.meaning import is_simple
from cpq.bom.solve.normal_form import Clause, Constraint, Is, Linear, Predicate, Table
from cpq.bom.solve.predicates import PredicateEncoding
from cpq.bom.solve.sums import at_most, merged
from cpq.bom.solve.tables import post_table

if TYPE_CHECKING:
    from cpq.bom.solve.model import Model


@dataclass(frozen=True, slots=True)
class Encoding:
    """The clauses of a model and the Booleans of its variables.

    The first Booleans after `Cnf.TRUE` are the steps of the variables, in the model's order: a solver's answer is read
    from the front. Rule numbers are positions in `rules`. `simple` are the positions of the clauses that are a clause of
    the model, word for word, without two literals on one variable.
    """

    cnf: Cnf
    ladders: Ladders
    rules: tuple[str, ...]
    simple: tuple[int, ...]


def encode(model: Model) -> Encoding:
    """Raises `TooLarge` when a constraint does not fit."""
    cnf = Cnf()
    ladders = Ladders(cnf, model.domains)
    poster = _Poster(cnf, ladders, model)
    rules = {rule: number for number, rule in enumerate(model.rules)}
    for name, domain in model.domains.items():
        for value in domain:
            ladders[name].is_value(cnf, value)
    for constraint in model.constraints:
        poster.post(rules[constraint.rule], constraint)
    return Encoding(cnf, ladders, tuple(rules), tuple(poster.simple))


class _Poster:
    def __init__(self, cnf: Cnf, ladders: Ladders, model: Model) -> None:
        self._cnf = cnf
        self._ladders = ladders
        self._model = model
        self.simple: list[int] = []
        self._predicates = PredicateEncoding(cnf, ladders, model.domains)

    def post(self, rule: int, constraint: Constraint) -> None:
        match constraint:
            case Clause():
                self._post_clause(rule, constraint)
            case Table(when=when):
                post_table(self._cnf, self._ladders, rule, constraint, self._unless(when))
            case Linear(when=when):
                self._post_linear(rule, constraint, self._unless(when))
            case Predicate(when=when):
                self._predicates.post(rule, constraint, self._unless(when))
            case _:
                assert_never(constraint)

    def _post_clause(self, rule: int, clause: Clause) -> None:
        before = len(self._cnf.clauses)
        self._cnf.add(rule, [self._literal(each) for each in clause.literals])
        if is_simple(clause) and len(self._cnf.clauses) > before:
            self.simple.append(before)

    def _literal(self, literal: Is) -> int:
        return self._ladders.literal(self._cnf, literal)

    def _unless(self, when: tuple[Is, ...]) -> list[int]:
        return [-self._literal(each) for each in when]

    def _post_linear(self, rule: int, linear: Linear, unless: list[int]) -> None:
        match linear.relation:
            case "<=":
                self._cnf.add(rule, [*unless, self._below(linear, linear.bound)])
            case ">=":
                self._cnf.add(rule, [*unless, self._above(linear, linear.bound)])
            case "==":
                self._cnf.add(rule, [*unless, self._below(linear, linear.bound)])
                self._cnf.add(rule, [*unless, self._above(linear, linear.bound)])
            case "!=":
                sides = [self._below(linear, linear.bound - 1), self._above(linear, linear.bound + 1)]
                self._cnf.add(rule, [*unless, *sides])
            case _:
                assert_never(linear.relation)

    def _below(self, linear: Linear, bound: int) -> int:
        sums = merged(linear.terms, self._model.domains)
        return at_most(self._cnf, self._ladders, sums, bound)

    def _above(self, linear: Linear, bound: int) -> int:
        sums = merged(linear.terms, self._model.domains)
        negated = {name: {value: -weight for value, weight in weights.items()} for name, weights in sums.items()}
        return at_most(self._cnf, self._ladders, negated, -bound)
