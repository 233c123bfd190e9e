"""Which terms of a condition an index can look up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cpq.rulebook.expressions.expression import Expression
from cpq.rulebook.expressions.tree import (
    Among,
    Comparison,
    ComparisonOperator,
    Contains,
    InQuoteCurrency,
    Literal,
    Name,
    Node,
    Not,
    Value,
)
from cpq.rulebook.expressions.types import Bool, Day, Number

Ordered = Decimal | date


@dataclass(frozen=True, slots=True)
class Equality:
    """True exactly if the value of `name` is one of `values`: `a == "x"`, `a in ["x", "y"]`, `flag`, `not flag`."""

    name: str
    values: frozenset[Value]


@dataclass(frozen=True, slots=True)
class Holding:
    """True exactly if the set `name` holds `word`: `"x" in tags`."""

    name: str
    word: str


@dataclass(frozen=True, slots=True)
class Range:
    """True exactly if `name` lies between `low` and `high` (None: no bound), which count in if they are `included`."""

    name: str
    low: Ordered | None = None
    high: Ordered | None = None
    low_included: bool = True
    high_included: bool = True


@dataclass(frozen=True, slots=True)
class Residual:
    """Anything else: it must be evaluated."""


Lookup = Equality | Holding | Range | Residual


def lookup(term: Expression) -> Lookup:
    """How an index can decide a term. Money bounds in a stated currency are left to evaluation."""
    match term.tree:
        case Name(name, Bool()):
            return Equality(name, frozenset((True,)))
        case Not(Name(name)):
            return Equality(name, frozenset((False,)))
        case Among(Name(name), choices, False):
            return Equality(name, frozenset(choice.value for choice in choices))
        case Contains(name, Literal(str(word)), False):
            return Holding(name, word)
        case Comparison(operands, operators):
            return _compared(operands, operators)
        case _:
            return Residual()


MIRRORED: Mapping[ComparisonOperator, ComparisonOperator] = {
    "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=",
}  # fmt: skip


def _compared(operands: tuple[Node, ...], operators: tuple[ComparisonOperator, ...]) -> Lookup:
    match operands, operators:
        case (Name() as name, Literal() as bound), (operator,):
            return _bounded(name, operator, bound)
        case (Literal() as bound, Name() as name), (operator,):
            return _bounded(name, MIRRORED[operator], bound)
        case (Literal() as low, Name() as name, Literal() as high), (first, second):
            return _between(_bounded(name, MIRRORED[first], low), _bounded(name, second, high))
        case _:
            return Residual()


def _bounded(name: Name, operator: ComparisonOperator, bound: Literal) -> Lookup:
    if operator == "==":
        return Equality(name.name, frozenset((bound.value,)))
    value = bound.value
    if operator == "!=" or not isinstance(value, Decimal | date) or not isinstance(bound.type, Number | Day):
        return Residual()
    included = operator in ("<=", ">=")
    if operator in ("<", "<="):
        return Range(name.name, high=value, high_included=included)
    return Range(name.name, low=value, low_included=included)


def _between(first: Lookup, second: Lookup) -> Lookup:
    """One range of a lower and an upper bound, in either order; two bounds on one side are left to evaluation."""
    match first, second:
        case Range(name, Decimal() | date() as low, None, included), Range(_, None, high, _, high_included):
            return Range(name, low, high, included, high_included)
        case Range(_, None), Range(_, low, None) if low is not None:
            return _between(second, first)
        case _:
            return Residual()


@dataclass(frozen=True, slots=True)
class AtLeast:
    """True exactly if `name` is `low` or more, or only more where that is not `included`; an amount in `currency` where that is stated."""

    name: str
    low: Decimal
    currency: str | None = None
    included: bool = True


def at_least(term: Expression) -> AtLeast | None:
    """The lower bound that a term asks of one name, a number or an amount; None for terms of another form."""
    match term.tree:
        case Comparison((Name(name), bound), (">=",)) | Comparison((bound, Name(name)), ("<=",)):
            return _from(name, bound, included=True)
        case Comparison((Name(name), bound), (">",)) | Comparison((bound, Name(name)), ("<",)):
            return _from(name, bound, included=False)
        case _:
            return None


def _from(name: str, bound: Node, *, included: bool) -> AtLeast | None:
    match bound:
        case InQuoteCurrency(Literal(Decimal() as low), currency):
            return AtLeast(name, low, currency, included)
        case Literal(Decimal() as low):
            return AtLeast(name, low, included=included)
        case _:
            return None
