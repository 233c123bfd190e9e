"""What a function of the language is, and the checks that its arguments share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cpq.rulebook.expressions.error import ExpressionError, Span
from cpq.rulebook.expressions.tree import AggregateFunction, Node
from cpq.rulebook.expressions.types import Scalar, type_name
from cpq.rulebook.text import Text

Arguments = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of single values.

    `build` checks the arguments and gives the typed node; `run` takes the values of that node's arguments.
    """

    name: str
    signature: str
    doc: Text
    build: Callable[[Arguments, Span], Node]
    run: Callable[..., object]


@dataclass(frozen=True, slots=True)
class ListFunction:
    """A function over a list. `takes`: the types of element it works on; `gives`: its result, None if like the element."""

    name: AggregateFunction
    signature: str
    doc: Text
    takes: tuple[type[Scalar], ...]
    gives: Scalar | None
    run: Callable[..., object]

    def result(self, body: Node) -> Scalar:
        """The type of the function over `body`. Raises `ExpressionError` if it does not work on that type."""
        element = of_type(body, *self.takes)
        return self.gives or element


def of_type(node: Node, *kinds: type[Scalar]) -> Scalar:
    """The type of an argument, which must be one of `kinds`; the message names the first of them."""
    kind = node.type
    for each in kinds:
        if isinstance(kind, each):
            return kind
    want, have = type_name(kinds[0]()), type_name(kind)
    raise argument_error(node, f"这里需要{want.zh}，给的是{have.zh}", f"{want.en} is needed here, not {have.en}")


def check_count(name: str, count: int, arguments: Arguments, span: Span) -> None:
    if len(arguments) != count:
        plural = "s" if count > 1 else ""
        message = Text(
            f"{name} 要 {count} 个参数，这里有 {len(arguments)} 个",
            f"{name} takes {count} argument{plural}; here are {len(arguments)}",
        )
        raise ExpressionError("arguments", message, span)


def argument_error(node: Node, zh: str, en: str) -> ExpressionError:
    return ExpressionError("argument", Text(zh, en), node.span)
