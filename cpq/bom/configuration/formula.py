"""Formulas over the variables: what a rule's expression becomes before it is split into constraints."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import lcm
from typing import Literal, assert_never

from cpq.bom.solve import Cell, Number, Term
from cpq.bom.solve.meaning import accepts

Relation = Literal["<", "<=", ">", ">=", "==", "!="]
DENIAL: Mapping[Relation, Relation] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


@dataclass(frozen=True, slots=True)
class OneOf:
    """The variable has one of the values."""

    variable: str
    values: frozenset[int]


@dataclass(frozen=True, slots=True)
class Sum:
    """An exact number: `constant` plus, for each variable, the part that belongs to its value."""

    constant: Fraction
    parts: Mapping[str, Mapping[int, Fraction]]

    def __add__(self, other: Sum) -> Sum:
        parts = {name: dict(part) for name, part in self.parts.items()}
        for name, part in other.parts.items():
            mine = parts.setdefault(name, {})
            for value, number in part.items():
                mine[value] = mine.get(value, Fraction(0)) + number
        return Sum(self.constant + other.constant, parts)

    @property
    def scale(self) -> int:
        """What turns every number of the sum into a whole one."""
        numbers = [number for part in self.parts.values() for number in part.values()]
        return lcm(self.constant.denominator, *(number.denominator for number in numbers))

    def times(self, factor: Fraction) -> Sum:
        parts = {name: {value: number * factor for value, number in part.items()} for name, part in self.parts.items()}
        return Sum(self.constant * factor, parts)


def terms_of(sum: Sum, scale: int) -> tuple[Term, ...]:
    """The parts of the sum in whole numbers, `scale` times as large."""
    return tuple(
        Term(name, tuple((value, int(number * scale)) for value, number in part.items()))
        for name, part in sum.parts.items()
    )


@dataclass(frozen=True, slots=True)
class Against:
    """The sum stands in the relation to 0."""

    sum: Sum
    relation: Relation


@dataclass(frozen=True, slots=True)
class Together:
    """The numbers have, together, one of these combinations of values; or, with `wanted` false, none of them."""

    numbers: tuple[Number, ...]
    values: frozenset[tuple[int, ...]]
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Fits:
    """The values of the variables, in order, match at least one of the rows."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class All:
    """Every member holds; without members it is true."""

    members: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one member holds; without members it is false."""

    members: tuple[Formula, ...]


Formula = OneOf | Against | Together | Fits | All | Some

TRUE = All(())
FALSE = Some(())


def chosen_of(domain: Collection[int], variable: str, wanted: Callable[[int], bool]) -> Formula:
    """That the variable has one of the values of its domain that are wanted."""
    values = frozenset(value for value in domain if wanted(value))
    if len(values) == len(domain):
        return TRUE
    return OneOf(variable, values) if values else FALSE


def every(formulas: Iterable[Formula]) -> Formula:
    """The conjunction, without what goes without saying."""
    members = tuple(_flat(formulas, All))
    if FALSE in members:
        return FALSE
    return members[0] if len(members) == 1 else All(members)


def some(formulas: Iterable[Formula]) -> Formula:
    """The disjunction, without what cannot be."""
    members = tuple(_flat(formulas, Some))
    if TRUE in members:
        return TRUE
    return members[0] if len(members) == 1 else Some(members)


def denial(formula: Formula, domains: Mapping[str, Collection[int]]) -> Formula:
    """That the formula does not hold."""
    match formula:
        case OneOf(variable, values):
            return chosen_of(domains[variable], variable, lambda value: value not in values)
        case Against(sum, relation):
            return Against(sum, DENIAL[relation])
        case Together(numbers, values, wanted):
            return Together(numbers, values, not wanted)
        case Fits(variables, rows):
            return every(some(map(partial(_unlike, domains), variables, row)) for row in rows)
        case All(members):
            return some(denial(member, domains) for member in members)
        case Some(members):
            return every(denial(member, domains) for member in members)
        case _:
            assert_never(formula)


def _unlike(domains: Mapping[str, Collection[int]], variable: str, cell: Cell) -> Formula:
    return chosen_of(domains[variable], variable, lambda value: not accepts(cell, value))


def _flat(formulas: Iterable[Formula], kind: type[All | Some]) -> Iterator[Formula]:
    for formula in formulas:
        if isinstance(formula, kind):
            yield from formula.members
        else:
            yield formula
