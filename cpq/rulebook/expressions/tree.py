"""The typed tree of an expression: what the rest of the engine reads, translates and generates code from.

Every node knows its type and its place in the text. Names, operators and types have been checked: a tree is always
well typed, and holds no more than 500 nodes, 50 deep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal as OneOf
from typing import assert_never

from cpq.rulebook.expressions.error import Span
from cpq.rulebook.expressions.types import Bag, Bool, MoneyType, Scalar

ArithmeticOperator = OneOf["+", "-", "*", "/", "//", "%", "**"]
ComparisonOperator = OneOf["==", "!=", "<", "<=", ">", ">="]
AggregateFunction = OneOf["sum", "min", "max", "count", "any", "all"]

Value = Decimal | str | bool | date
"""What an expression can be worth: `Decimal` for numbers and money."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the text; an amount when its type is money."""

    value: Value
    type: Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A declared name; `a.b.c` is one name."""

    name: str
    type: Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class Only:
    """The one element of a `single` bag; at run time there may be none, which is `NothingChosen`."""

    name: str
    type: Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class Element:
    """Inside an aggregate: the element at hand of the list it goes over."""

    type: Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Node
    type: Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    operand: Node
    span: Span
    type: Bool = Bool()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right`. `//` rounds down and `%` takes the sign of its right side, as in Python and spreadsheets."""

    operator: ArithmeticOperator
    left: Node
    right: Node
    type: Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """`a < b <= c`: every neighbouring pair of `operands` compares as the operator between them says."""

    operands: tuple[Node, ...]
    operators: tuple[ComparisonOperator, ...]
    span: Span
    type: Bool = Bool()


@dataclass(frozen=True, slots=True)
class Among:
    """`item in ["a", "b"]`, or `not in` when `negated`."""

    item: Node
    choices: tuple[Literal, ...]
    negated: bool
    span: Span
    type: Bool = Bool()


@dataclass(frozen=True, slots=True)
class Contains:
    """`item in customer.tags`, or `not in` when `negated`; `name` is a declared set."""

    name: str
    item: Node
    negated: bool
    span: Span
    type: Bool = Bool()


@dataclass(frozen=True, slots=True)
class Junction:
    """Two or more operands joined by `and` or by `or`; evaluation stops at the first that decides."""

    operator: OneOf["and", "or"]
    operands: tuple[Node, ...]
    span: Span
    type: Bool = Bool()


@dataclass(frozen=True, slots=True)
class Conditional:
    """`chosen if condition else otherwise`; only the side that is taken is worked out."""

    condition: Node
    chosen: Node
    otherwise: Node
    type: Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A function of single values."""

    function: str
    arguments: tuple[Node, ...]
    type: Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A function over the list `name`: of `body` worked out for each element (mostly the `Element` itself)."""

    function: AggregateFunction
    name: str
    bag: Bag
    body: Node
    type: Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class InQuoteCurrency:
    """An amount in a stated currency, used where the quote's is expected: the quote must be in that currency."""

    operand: Node
    currency: str
    span: Span
    type: MoneyType = MoneyType()


Node = (
    Literal
    | Name
    | Only
    | Element
    | Negative
    | Not
    | Arithmetic
    | Comparison
    | Among
    | Contains
    | Junction
    | Conditional
    | Call
    | Aggregate
    | InQuoteCurrency
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order of the text."""
    match node:
        case Literal() | Name() | Only() | Element():
            return ()
        case Negative(operand) | Not(operand) | InQuoteCurrency(operand) | Among(operand) | Contains(item=operand):
            return (operand,)
        case Arithmetic(_, left, right):
            return (left, right)
        case Comparison(operands) | Junction(_, operands) | Call(_, operands):
            return operands
        case Conditional(condition, chosen, otherwise):
            return (chosen, condition, otherwise)
        case Aggregate(body=body):
            return (body,)
        case _:
            assert_never(node)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def conjuncts(node: Node) -> Iterator[Node]:
    """The nodes that must all be true, in the order of the text; the node itself where there are no such parts."""
    match node:
        case Junction("and", operands):
            for operand in operands:
                yield from conjuncts(operand)
        case _:
            yield node


def names_read(node: Node) -> frozenset[str]:
    """The names whose values are needed; `currency` too when an amount is tied to the quote's currency."""
    return frozenset(name for each in walk(node) if (name := _name_read(each)))


def _name_read(node: Node) -> str | None:
    match node:
        case Name(name) | Only(name) | Contains(name) | Aggregate(name=name):
            return name
        case InQuoteCurrency():
            return "currency"
        case _:
            return None
