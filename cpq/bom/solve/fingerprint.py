"""A hash of what a model says: the same in every process, on every machine.

Variables count by their places, rules not at all: a product and the same product as a part of a larger one say the same.
Predicates count by what they accept.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import product
from math import prod
from typing import TYPE_CHECKING, assert_never

from cpq.bom.solve.folds import fold_of
from cpq.bom.solve.normal_form import (
    Accepted,
    Cell,
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
    Wildcard,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cpq.bom.solve.model import Model

FORMAT = "cpq model 1"
"""Changes whenever the same model would be written down differently."""

MOST_COMBINATIONS = 20_000
"""For which a predicate is asked what it accepts; one with more is only told by its numbers, and the hash is None."""


def fingerprint(model: Model) -> bytes | None:
    """Of 32 bytes; None for a model with a predicate that has too many cases to look at."""
    digest = sha256(FORMAT.encode())
    place = {name: number for number, name in enumerate(model.domains)}
    for part in _written(model, place):
        if part is None:
            return None
        content = repr(part).encode()
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.digest()


def _written(model: Model, place: Mapping[str, int]) -> Iterator[object]:
    """Numbers, words of this module, and tuples of them; each in one way only."""
    yield tuple(model.domains.values())
    for constraint in model.constraints:
        yield _constraint(constraint, place, model)


def _constraint(constraint: Constraint, place: Mapping[str, int], model: Model) -> object:
    match constraint:
        case Clause(literals=literals):
            return ("clause", _literals(literals, place))
        case Table(variables=variables, rows=rows, when=when):
            cells = tuple(tuple(map(_cell, row)) for row in rows)
            return ("table", tuple(place[each] for each in variables), cells, _literals(when, place))
        case Linear(terms=terms, relation=relation, bound=bound, when=when):
            return ("linear", _terms(terms, place), relation, bound, _literals(when, place))
        case Predicate(over=over, when=when):
            accepted = _accepted(constraint, model)
            numbers = tuple(_number(each, place) for each in over)
            return None if accepted is None else ("predicate", numbers, accepted, _literals(when, place))
        case _:
            assert_never(constraint)


def _literals(literals: Iterable[Is], place: Mapping[str, int]) -> tuple[object, ...]:
    return tuple((place[each.variable], each.value, each.positive) for each in literals)


def _terms(terms: Iterable[Term], place: Mapping[str, int]) -> tuple[object, ...]:
    return tuple((place[each.variable], each.weights) for each in terms)


def _cell(cell: Cell) -> object:
    match cell:
        case Wildcard():
            return "any"
        case frozenset():
            return tuple(sorted(cell))
        case _:
            return cell


def _number(number: Number, place: Mapping[str, int]) -> object:
    match number:
        case str():
            return place[number]
        case Derived(terms=terms, offset=offset):
            return ("sum", _terms(terms, place), offset)
        case Largest(terms=terms, least=least):
            return ("largest", _terms(terms, place), least)
        case _:
            assert_never(number)


def _accepted(predicate: Predicate, model: Model) -> object | None:
    """The combinations of numbers for which it holds; None where there are too many to look at."""
    if isinstance(predicate.holds, Accepted):
        return ("among" if predicate.holds.wanted else "outside", tuple(sorted(predicate.holds.combinations)))
    values = [fold_of(number, model.domains).values for number in predicate.over]
    known = [each for each in values if each is not None]
    if len(known) < len(values) or prod(map(len, known)) > MOST_COMBINATIONS:
        return None
    return ("holds", tuple(each for each in product(*known) if predicate.holds(each)))
