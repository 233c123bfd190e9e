"""Extremes in arithmetic as extremes: `max(x) + 1` is the largest of all x + 1, `2 - max(x)` the smallest of all 2 - x.

So a comparison with them asks every element, or some, and needs no extreme of an empty list.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from cpq.rulebook.expressions.tree import Aggregate, Arithmetic, Element, Literal, Negative, Node, walk


def extreme_of(node: Node) -> Aggregate | None:
    """The extreme that the number is; None where it is none, or where another list is in it."""
    match node:
        case Aggregate("min" | "max"):
            return node
        case Negative(operand):
            found = extreme_of(operand)
            return found and _turned(_with(found, replace(node, operand=found.body)))
        case Arithmetic("+" | "-" | "*" | "/", left, right):
            return _of_arithmetic(node, left, right)
        case _:
            return None


def has_element(node: Node) -> bool:
    """Whether there is a list inside, which the body of another could not hold; so nothing is said twice inside itself."""
    return any(isinstance(each, Element) for each in walk(node))


def _of_arithmetic(node: Arithmetic, left: Node, right: Node) -> Aggregate | None:
    """With the rest of the number in the body; of factors only written ones, whose sign is known."""
    first = extreme_of(left)
    if first is not None and not has_element(right):
        made = _with(first, replace(node, left=first.body))
        return made if node.operator in ("+", "-") else _signed(made, right)
    second = extreme_of(right)
    if second is None or has_element(left) or node.operator == "/":
        return None
    made = _with(second, replace(node, right=second.body))
    if node.operator == "*":
        return _signed(made, left)
    return made if node.operator == "+" else _turned(made)


def _signed(extreme: Aggregate, factor: Node) -> Aggregate | None:
    match factor:
        case Literal(Decimal() as value) if value:
            return extreme if value > 0 else _turned(extreme)
        case _:
            return None


def _turned(extreme: Aggregate) -> Aggregate:
    return replace(extreme, function="min" if extreme.function == "max" else "max")


def _with(extreme: Aggregate, body: Node) -> Aggregate:
    return replace(extreme, body=body)
