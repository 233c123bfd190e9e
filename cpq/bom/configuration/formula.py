"""Formulas over the variables: what a rule's expression becomes before it is split into constraints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

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

    def times(self, factor: Fraction) -> Sum:
        parts = {name: {value: number * factor for value, number in part.items()} for name, part in self.parts.items()}
        return Sum(self.constant * factor, parts)


@dataclass(frozen=True, slots=True)
class Against:
    """The sum stands in the relation to 0."""

    sum: Sum
    relation: Relation


@dataclass(frozen=True, slots=True)
class All:
    """Every member holds; without members it is true."""

    members: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one member holds; without members it is false."""

    members: tuple[Formula, ...]


Formula = OneOf | Against | All | Some

TRUE = All(())
FALSE = Some(())


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


def _flat(formulas: Iterable[Formula], kind: type[All | Some]) -> Iterator[Formula]:
    for formula in formulas:
        if isinstance(formula, kind):
            yield from formula.members
        else:
            yield formula
