"""What a constraint means: the one definition that the reference engine runs and the others are tested against."""

from __future__ import annotations

from operator import eq, ge, le, ne
from typing import TYPE_CHECKING, assert_never

from cpq.bom.solve.normal_form import (
    Cell,
    Clause,
    Constraint,
    Derived,
    Is,
    Largest,
    Linear,
    Number,
    Predicate,
    Relation,
    Table,
    Term,
    Wildcard,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COMPARE = {"<=": le, ">=": ge, "==": eq, "!=": ne}


def scope(constraint: Constraint) -> tuple[str, ...]:
    """The variables a constraint speaks of, each once, in the order of mention."""
    return tuple(dict.fromkeys(_mentioned(constraint)))


def _mentioned(constraint: Constraint) -> Iterable[str]:
    match constraint:
        case Clause(literals=literals):
            return [each.variable for each in literals]
        case Table(variables=variables, when=when):
            return [*(each.variable for each in when), *variables]
        case Linear(terms=terms, when=when):
            return [each.variable for each in (*when, *terms)]
        case Predicate(over=over, when=when):
            return [*(each.variable for each in when), *(name for each in over for name in _names(each))]
        case _:
            assert_never(constraint)


def _names(number: Number) -> list[str]:
    return [number] if isinstance(number, str) else [term.variable for term in number.terms]


def holds(constraint: Constraint, values: Mapping[str, int]) -> bool:
    """Whether a constraint is kept by `values`, which must cover its scope."""
    match constraint:
        case Clause(literals=literals):
            return any(true_of(each, values) for each in literals)
        case Table(variables=variables, rows=rows, when=when):
            cells = [values[name] for name in variables]
            return not _asked(when, values) or any(_matches(row, cells) for row in rows)
        case Linear(terms=terms, relation=relation, bound=bound, when=when):
            return not _asked(when, values) or compare(relation, total(terms, values), bound)
        case Predicate(over=over, holds=predicate, when=when):
            return not _asked(when, values) or predicate(tuple(worth(each, values) for each in over))
        case _:
            assert_never(constraint)


def true_of(literal: Is, values: Mapping[str, int]) -> bool:
    return (values[literal.variable] == literal.value) is literal.positive


def accepts(cell: Cell, value: int) -> bool:
    """Whether a cell of a table accepts a value."""
    match cell:
        case Wildcard():
            return True
        case frozenset():
            return value in cell
        case _:
            return value == cell


def compare(relation: Relation, left: int, right: int) -> bool:
    return COMPARE[relation](left, right)


def total(terms: Iterable[Term], values: Mapping[str, int]) -> int:
    """The sum of what each term's variable contributes."""
    return sum(_contributions(terms, values))


def worth(number: Number, values: Mapping[str, int]) -> int:
    """What a number is when the variables have these values."""
    match number:
        case str():
            return values[number]
        case Derived(terms=terms, offset=offset):
            return offset + total(terms, values)
        case Largest(terms=terms, least=least):
            return max((least, *_contributions(terms, values)))
        case _:
            assert_never(number)


def _contributions(terms: Iterable[Term], values: Mapping[str, int]) -> Iterable[int]:
    return (dict(term.weights).get(values[term.variable], 0) for term in terms)


def _asked(when: tuple[Is, ...], values: Mapping[str, int]) -> bool:
    return all(true_of(each, values) for each in when)


def _matches(row: tuple[Cell, ...], values: list[int]) -> bool:
    return all(accepts(cell, value) for cell, value in zip(row, values, strict=True))
