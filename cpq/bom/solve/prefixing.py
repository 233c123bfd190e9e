"""Models as parts of a larger one: the same constraints, under names that begin with a prefix."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from cpq.bom.solve.normal_form import (
    Clause,
    Constraint,
    Derived,
    Is,
    Largest,
    Linear,
    Number,
    Predicate,
    Table,
    Term,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cpq.bom.solve.model import Model


def prefixed_variables(model: Model, prefix: str) -> Iterator[Variable]:
    """The model's variables with the prefix before their names."""
    return (Variable(prefix + each.name, each.domain) for each in model.variables)


def prefixed_constraints(model: Model, prefix: str) -> Iterator[Constraint]:
    """The model's constraints with the prefix before the names of rules and variables."""
    return (_constraint(each, prefix) for each in model.constraints)


def _constraint(constraint: Constraint, prefix: str) -> Constraint:
    rule = prefix + constraint.rule
    match constraint:
        case Clause(literals=literals):
            return Clause(rule, _literals(literals, prefix))
        case Table(variables=variables, when=when):
            names = tuple(prefix + name for name in variables)
            return replace(constraint, rule=rule, variables=names, when=_literals(when, prefix))
        case Linear(terms=terms, when=when):
            return replace(constraint, rule=rule, terms=_terms(terms, prefix), when=_literals(when, prefix))
        case Predicate(over=over, when=when):
            numbers = tuple(_number(each, prefix) for each in over)
            return replace(constraint, rule=rule, over=numbers, when=_literals(when, prefix))
        case _:
            assert_never(constraint)


def _literals(literals: Iterable[Is], prefix: str) -> tuple[Is, ...]:
    return tuple(Is(prefix + each.variable, each.value, each.positive) for each in literals)


def _terms(terms: Iterable[Term], prefix: str) -> tuple[Term, ...]:
    return tuple(Term(prefix + each.variable, each.weights) for each in terms)


def _number(number: Number, prefix: str) -> Number:
    match number:
        case str():
            return prefix + number
        case Derived(terms=terms) | Largest(terms=terms):
            return replace(number, terms=_terms(terms, prefix))
        case _:
            assert_never(number)
