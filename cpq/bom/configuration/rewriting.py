"""Typed trees made plain: chains of comparisons become pairs, extremes become "all" and "any", questions their readings.

`max(x) <= n` says that all x are at most n, and `max(x) >= n` that some x is at least n. So put, they need no extreme of
an empty list: with nothing chosen the first holds and the second does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never

from cpq.bom.configuration.extremes import extreme_of, has_element
from cpq.bom.configuration.names import CHOSEN, quantity_of, the
from cpq.bom.configuration.questions import Question
from cpq.rulebook.expressions import Bool, Number, TextType
from cpq.rulebook.expressions.terms import MIRRORED
from cpq.rulebook.expressions.tree import (
    Aggregate,
    AggregateFunction,
    Among,
    Arithmetic,
    Call,
    Comparison,
    ComparisonOperator,
    Conditional,
    Contains,
    Element,
    InQuoteCurrency,
    Junction,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Only,
    children,
)

_EVERY: Mapping[AggregateFunction, tuple[ComparisonOperator, ...]] = {"max": ("<", "<="), "min": (">", ">=")}


def plain(node: Node, questions: Mapping[str, Question]) -> Node:
    """The same condition in fewer forms."""
    match node:
        case Only(name, kind, span):
            return Name(the(name), kind, span)
        case Name(name) if name in questions:
            return _answered(questions[name], node)
        case Comparison(operands) if len(operands) > 2:
            return plain(_pairs(node), questions)
        case Comparison():
            return _onward(_without_extreme(node), questions)
        case _:
            return _onward(node, questions)


def _onward(node: Node, questions: Mapping[str, Question]) -> Node:
    return mapped(node, lambda child: plain(child, questions))


def _answered(question: Question, node: Name) -> Node:
    if question.asks == "quantity_of":
        return Name(quantity_of(question.code), Number(), node.span)
    word = frozenset((question.code,))
    return Contains(CHOSEN, Literal(question.code, TextType(word), node.span), negated=False, span=node.span)


def _pairs(node: Comparison) -> Node:
    pairs = zip(node.operands, node.operands[1:], node.operators, strict=False)
    return Junction(
        "and", tuple(Comparison((left, right), (each,), node.span) for left, right, each in pairs), node.span
    )


def _without_extreme(node: Comparison) -> Node:
    (left, right), (operator,) = node.operands, node.operators
    extreme = extreme_of(left)
    if extreme is not None and not has_element(right):
        return _over_all(extreme, operator, right, node)
    extreme = extreme_of(right)
    if extreme is not None and not has_element(left):
        return _over_all(extreme, MIRRORED[operator], left, node)
    return node


def _over_all(extreme: Aggregate, operator: ComparisonOperator, other: Node, node: Comparison) -> Node:
    if operator in ("==", "!="):
        both = (_over_all(extreme, "<=", other, node), _over_all(extreme, ">=", other, node))
        equal = Junction("and", both, node.span)
        return equal if operator == "==" else Not(equal, node.span)
    function: AggregateFunction = "all" if operator in _EVERY[extreme.function] else "any"
    body = Comparison((extreme.body, other), (operator,), node.span)
    return Aggregate(function, extreme.name, extreme.bag, body, Bool(), node.span)


def with_element(node: Node, element: Literal) -> Node:
    """The body of an aggregate for one element; what belongs to an aggregate further inside stays."""
    match node:
        case Element():
            return element
        case Aggregate():
            return node
        case _:
            return mapped(node, lambda child: with_element(child, element))


def condition_first(node: Node) -> Conditional | None:
    """A comparison with an `if` in it as the `if` between two comparisons; None without one.

    Inside a list function an `if` is asked for each element, and stays there.
    """
    found = _conditional(node)
    if found is None:
        return None
    sides = (_replaced(node, found, each) for each in (found.chosen, found.otherwise))
    return Conditional(found.condition, *sides, type=Bool(), span=node.span)


def _conditional(node: Node) -> Conditional | None:
    if isinstance(node, Conditional):
        return node
    inside = () if isinstance(node, Aggregate) else children(node)
    return next((found for found in map(_conditional, inside) if found is not None), None)


def _replaced(node: Node, old: Node, new: Node) -> Node:
    return new if node is old else mapped(node, lambda child: _replaced(child, old, new))


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with each of its direct children changed."""
    match node:
        case Literal() | Name() | Only() | Element():
            return node
        case Negative(operand) | Not(operand) | InQuoteCurrency(operand):
            return replace(node, operand=change(operand))
        case Arithmetic(_, left, right):
            return replace(node, left=change(left), right=change(right))
        case Comparison(operands) | Junction(_, operands):
            return replace(node, operands=tuple(map(change, operands)))
        case Call(_, arguments):
            return replace(node, arguments=tuple(map(change, arguments)))
        case Among(item) | Contains(_, item):
            return replace(node, item=change(item))
        case Conditional(condition, chosen, otherwise):
            return replace(node, condition=change(condition), chosen=change(chosen), otherwise=change(otherwise))
        case Aggregate(body=body):
            return replace(node, body=change(body))
        case _:
            assert_never(node)
