"""Formulas over the variables: what a rule's expression becomes before it is split into constraints."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import gcd, lcm
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
    """An exact number: `constant` plus, for each variable, the part that belongs to its value, all of them in units of 1/`scale`.

    The unit is the largest in which all are whole numbers: sums have thousands of them, and fractions are slow. Equal sums
    are written alike.
    """

    constant: int
    parts: Mapping[str, Mapping[int, int]]
    scale: int = 1

    @classmethod
    def of(cls, constant: Fraction, parts: Mapping[str, Mapping[int, Fraction]]) -> Sum:
        numbers = (number for part in parts.values() for number in part.values())
        scale = lcm(constant.denominator, *(number.denominator for number in numbers))
        return cls(
            _in_units(constant, scale), {name: _each_in_units(part, scale) for name, part in parts.items()}, scale
        )

    def __add__(self, other: Sum) -> Sum:
        scale = lcm(self.scale, other.scale)
        mine, theirs = scale // self.scale, scale // other.scale
        parts = {name: _multiplied(part, mine) for name, part in self.parts.items()}
        for name, part in other.parts.items():
            known = parts.get(name)
            more = _multiplied(part, theirs)
            parts[name] = more if known is None else {**known, **_added(known, more)}
        return _reduced(Sum(self.constant * mine + other.constant * theirs, parts, scale))

    def times(self, factor: Fraction) -> Sum:
        above, below = factor.numerator, factor.denominator
        parts = {name: _multiplied(part, above) for name, part in self.parts.items()}
        return _reduced(Sum(self.constant * above, parts, self.scale * below))

    @property
    def terms(self) -> tuple[Term, ...]:
        """The parts, in its units."""
        return tuple(Term(name, tuple(part.items())) for name, part in self.parts.items())


def _reduced(sum: Sum) -> Sum:
    """In the largest unit."""
    if sum.scale == 1:
        return sum
    common = gcd(sum.scale, sum.constant, *(number for part in sum.parts.values() for number in part.values()))
    if common == 1:
        return sum
    parts = {name: {value: number // common for value, number in part.items()} for name, part in sum.parts.items()}
    return Sum(sum.constant // common, parts, sum.scale // common)


def _in_units(number: Fraction, scale: int) -> int:
    return number.numerator * (scale // number.denominator)


def _each_in_units(part: Mapping[int, Fraction], scale: int) -> dict[int, int]:
    return {value: _in_units(number, scale) for value, number in part.items()}


def _multiplied(part: Mapping[int, int], factor: int) -> Mapping[int, int]:
    return part if factor == 1 else {value: number * factor for value, number in part.items()}


def _added(part: Mapping[int, int], more: Mapping[int, int]) -> dict[int, int]:
    return {value: part.get(value, 0) + number for value, number in more.items()}


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
