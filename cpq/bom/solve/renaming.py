"""Constraints under other names: a model as part of a larger one, parts of a model as models of their own."""

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
    from collections.abc import Callable, Iterable, Iterator

    Renaming = Callable[[str], str]
    """From the name of a variable to its other name."""

    from cpq.bom.solve.model import Model


def prefixed_variables(model: Model, prefix: str) -> Iterator[Variable]:
    """The model's variables with the prefix before their names."""
    return (Variable(prefix + each.name, each.domain) for each in model.variables)


def prefixed_constraints(model: Model, prefix: str) -> Iterator[Constraint]:
    """The model's constraints with the prefix before the names of rules and variables."""
    return (renamed(each, prefix + each.rule, lambda name: prefix + name) for each in model.constraints)


def renamed(constraint: Constraint, rule: str, name: Renaming) -> Constraint:
    """The constraint under another rule, over variables of other names."""
    match constraint:
        case Clause(literals=literals):
            return Clause(rule, _literals(literals, name))
        case Table(variables=variables, when=when):
            return replace(constraint, rule=rule, variables=tuple(map(name, variables)), when=_literals(when, name))
        case Linear(terms=terms, when=when):
            return replace(constraint, rule=rule, terms=renamed_terms(terms, name), when=_literals(when, name))
        case Predicate(over=over, when=when):
            numbers = tuple(_number(each, name) for each in over)
            return replace(constraint, rule=rule, over=numbers, when=_literals(when, name))
        case _:
            assert_never(constraint)


def renamed_terms(terms: Iterable[Term], name: Renaming) -> tuple[Term, ...]:
    return tuple(Term(name(each.variable), each.weights) for each in terms)


def _literals(literals: Iterable[Is], name: Renaming) -> tuple[Is, ...]:
    return tuple(Is(name(each.variable), each.value, each.positive) for each in literals)


def _number(number: Number, name: Renaming) -> Number:
    match number:
        case str():
            return name(number)
        case Derived(terms=terms) | Largest(terms=terms):
            return replace(number, terms=renamed_terms(terms, name))
        case _:
            assert_never(number)
