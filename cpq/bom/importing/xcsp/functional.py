"""Functional expressions of XCSP 2.1: `eq(add(X0,X1),3)`. Read, evaluated, and made linear where they are.

A constraint whose expression has no value (a division by zero, a power beyond every bound) is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from cpq.bom.solve.soundness import LARGEST_NUMBER

DEEPEST = 60
MOST_PARTS = 2_000

_TOKEN = re.compile(r"\s*([A-Za-z_][\w.]*|[+-]?[0-9]{1,16}|[(),])\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is called with."""

    name: str
    arguments: tuple[Node, ...]


Node = Call | str | int
"""A call, a parameter, a number. Truth is 1 and 0."""


class Unreadable(Exception):
    """`offset` is the character of the text where it cannot be read on; `known` is a function that is not there."""

    def __init__(self, offset: int, unknown: str | None = None) -> None:
        super().__init__(offset, unknown)
        self.offset = offset
        self.unknown = unknown


class NoValue(Exception):
    """There is no such number."""


def _quotient(given: Sequence[int]) -> int:
    """Towards zero, as in the language that the format was made with."""
    left, right = given
    if right == 0:
        raise NoValue
    size = abs(left) // abs(right)
    return size if (left < 0) == (right < 0) else -size


def _power(given: Sequence[int]) -> int:
    base, exponent = given
    if exponent < 0 or (exponent > 60 and abs(base) > 1):
        raise NoValue
    return base**exponent


FUNCTIONS: Mapping[str, tuple[int, int, Callable[[Sequence[int]], int]]] = {
    "neg": (1, 1, lambda given: -given[0]),
    "abs": (1, 1, lambda given: abs(given[0])),
    "add": (2, 99, sum),
    "sub": (2, 2, lambda given: given[0] - given[1]),
    "mul": (2, 2, prod),
    "div": (2, 2, _quotient),
    "mod": (2, 2, lambda given: given[0] - given[1] * _quotient(given)),
    "pow": (2, 2, _power),
    "min": (2, 99, min),
    "max": (2, 99, max),
    "eq": (2, 2, lambda given: given[0] == given[1]),
    "ne": (2, 2, lambda given: given[0] != given[1]),
    "ge": (2, 2, lambda given: given[0] >= given[1]),
    "gt": (2, 2, lambda given: given[0] > given[1]),
    "le": (2, 2, lambda given: given[0] <= given[1]),
    "lt": (2, 2, lambda given: given[0] < given[1]),
    "not": (1, 1, lambda given: not given[0]),
    "and": (1, 99, all),
    "or": (1, 99, any),
    "xor": (2, 2, lambda given: bool(given[0]) != bool(given[1])),
    "iff": (2, 2, lambda given: bool(given[0]) == bool(given[1])),
    "if": (3, 3, lambda given: given[1] if given[0] else given[2]),
}
"""Name → the least and the greatest number of arguments, and what it does."""

_CONSTANTS = {"true": 1, "false": 0}


def parse(text: str) -> Node:
    """The tree of an expression. Raises `Unreadable`."""
    tokens = [*_tokens(text), ("", len(text))]
    node, rest = _node(tokens, 0, 0)
    if tokens[rest][0] or len(tokens) > MOST_PARTS:
        raise Unreadable(tokens[rest][1])
    return node


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise Unreadable(position)
        yield found[1], found.start(1)
        position = found.end()


def _node(tokens: list[tuple[str, int]], here: int, depth: int) -> tuple[Node, int]:
    word, offset = tokens[here]
    if depth > DEEPEST or not word or word in "(),":
        raise Unreadable(offset)
    if word.lstrip("+-").isdigit():
        return int(word), here + 1
    if tokens[here + 1][0] != "(":
        return _CONSTANTS.get(word, word), here + 1
    if word not in FUNCTIONS:
        raise Unreadable(offset, word)
    arguments: list[Node] = []
    here += 1
    while tokens[here][0] != ")":
        argument, here = _node(tokens, here + 1, depth + 1)
        arguments.append(argument)
        if tokens[here][0] not in {",", ")"}:
            raise Unreadable(tokens[here][1])
    least, most, _ = FUNCTIONS[word]
    if not least <= len(arguments) <= most:
        raise Unreadable(offset)
    return Call(word, tuple(arguments)), here + 1


def parameters_of(node: Node) -> Iterator[str]:
    """Every parameter that is mentioned, as often as it is."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Call):
        for each in node.arguments:
            yield from parameters_of(each)


def bound(node: Node, given: Mapping[str, str | int]) -> Node:
    """The expression with variables and numbers in place of its parameters."""
    match node:
        case str():
            return given[node]
        case Call():
            return Call(node.name, tuple(bound(each, given) for each in node.arguments))
        case int():
            return node


def value_of(node: Node, values: Mapping[str, int]) -> int:
    """What the expression is worth. Raises `NoValue`."""
    match node:
        case str():
            return values[node]
        case int():
            return node
        case Call():
            _, _, function = FUNCTIONS[node.name]
            worth = int(function([value_of(each, values) for each in node.arguments]))
            if abs(worth) > LARGEST_NUMBER:
                raise NoValue
            return worth


def linear(node: Node) -> tuple[dict[str, int], int] | None:
    """Factors by variable and what is added to them; None where the expression is not linear."""
    match node:
        case str():
            return {node: 1}, 0
        case int():
            return {}, node
        case Call(name="neg", arguments=(inner,)):
            return _combined(({}, 0), -1, linear(inner))
        case Call(name="sub", arguments=(left, right)):
            return _combined(linear(left), -1, linear(right))
        case Call(name="add", arguments=arguments):
            total: tuple[dict[str, int], int] | None = ({}, 0)
            for each in arguments:
                total = _combined(total, 1, linear(each))
            return total
        case (
            Call(name="mul", arguments=(int() as factor, inner)) | Call(name="mul", arguments=(inner, int() as factor))
        ):
            return _combined(({}, 0), factor, linear(inner))
        case _:
            return None


def _combined(
    left: tuple[dict[str, int], int] | None, factor: int, right: tuple[dict[str, int], int] | None
) -> tuple[dict[str, int], int] | None:
    if left is None or right is None:
        return None
    names = [*left[0], *right[0]]
    return {name: left[0].get(name, 0) + factor * right[0].get(name, 0) for name in names}, left[1] + factor * right[1]
