"""The normal form every engine reads: small integer domains and five shapes of constraint.

Nothing here knows of products. A single-choice group is a variable over the positions of its options with 0 for
none, a quantity is a variable over 0..n, a yes/no option over 0..1. Each constraint carries the id of the rule it comes
from; constraints with the same id stand and fall together when a conflict is explained.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class Variable:
    """Takes exactly one value of `domain`, whose order is the order of preference when nothing else decides."""

    name: str
    domain: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Is:
    """`variable` has `value`, or has not, when `positive` is false. A value outside the domain never holds."""

    variable: str
    value: int
    positive: bool = True

    def negated(self) -> Is:
        return Is(self.variable, self.value, not self.positive)


class Wildcard(Enum):
    """The cell of a table that accepts every value."""

    ANY = "any"


ANY: Final = Wildcard.ANY
Cell = int | frozenset[int] | Wildcard
Relation = Literal["<=", ">=", "==", "!="]


@dataclass(frozen=True, slots=True)
class Term:
    """What one variable adds to a sum: pairs of a value and its integer contribution. A value not listed adds 0."""

    variable: str
    weights: tuple[tuple[int, int], ...]

    @classmethod
    def times(cls, variable: Variable, factor: int) -> Term:
        """`factor` × the variable's value: a quantity with a weight per piece."""
        return cls(variable.name, tuple((value, factor * value) for value in variable.domain))

    @classmethod
    def when(cls, variable: str, value: int, weight: int = 1) -> Term:
        """`weight` if the variable has that value, else 0: a chosen option."""
        return cls(variable, ((value, weight),))


@dataclass(frozen=True, slots=True)
class Derived:
    """An integer that follows from the variables: `offset` plus the sum of the terms. `name` is for messages."""

    name: str
    terms: tuple[Term, ...]
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest contribution of the terms, but at least `least`: an extreme, by the ranks of what can be chosen."""

    name: str
    terms: tuple[Term, ...]
    least: int = 0


Number = str | Derived | Largest
"""What a predicate is asked of: a variable's value, a sum, a largest."""


@dataclass(frozen=True, slots=True)
class Clause:
    """At least one of the literals holds. Without literals it is a contradiction."""

    rule: str
    literals: tuple[Is, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The variables, read in order, match at least one of the rows; only asked when all of `when` holds."""

    rule: str
    variables: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    when: tuple[Is, ...] = ()


@dataclass(frozen=True, slots=True)
class Linear:
    """The sum of the terms stands in `relation` to `bound`; only asked when all of `when` holds.

    Several terms over one variable add up.
    """

    rule: str
    terms: tuple[Term, ...]
    relation: Relation
    bound: int
    when: tuple[Is, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """Says what a predicate accepts: these combinations of numbers, or, with `wanted` false, all others."""

    combinations: frozenset[tuple[int, ...]]
    wanted: bool = True

    def __call__(self, values: tuple[int, ...]) -> bool:
        return (values in self.combinations) is self.wanted


@dataclass(frozen=True, slots=True)
class Predicate:
    """`holds` is true of the numbers in `over`; only asked when all of `when` holds.

    For what is not linear: products, quotients, remainders, extremes. `holds` is called for every combination of values
    that those numbers can have, must depend on nothing else and must not raise.
    """

    rule: str
    over: tuple[Number, ...]
    holds: Callable[[tuple[int, ...]], bool]
    when: tuple[Is, ...] = ()


Constraint = Clause | Table | Linear | Predicate


def between(rule: str, literals: Iterable[Is], lowest: int, highest: int | None = None) -> tuple[Linear, ...]:
    """At least `lowest` and at most `highest` (None: no limit) of the positive literals hold: a group's cardinality."""
    terms = tuple(Term.when(each.variable, each.value) for each in literals)
    least = (Linear(rule, terms, ">=", lowest),) if lowest > 0 else ()
    most = (Linear(rule, terms, "<=", highest),) if highest is not None else ()
    return least + most
