"""Functions of texts."""

from __future__ import annotations

from collections.abc import Callable

from cpq.rulebook.expressions.error import Span
from cpq.rulebook.expressions.functions.signature import Arguments, Function, check_count, of_type
from cpq.rulebook.expressions.tree import Call, Node
from cpq.rulebook.expressions.types import Bool, TextType
from cpq.rulebook.text import Text


def _of_two_texts(name: str) -> Callable[[Arguments, Span], Node]:
    def build(arguments: Arguments, span: Span) -> Node:
        check_count(name, 2, arguments, span)
        for node in arguments:
            of_type(node, TextType)
        return Call(name, arguments, Bool(), span)

    return build


TEXT_FUNCTIONS = (
    Function(
        "starts_with",
        "starts_with(text, start)",
        Text("文字是否以 start 开头", "whether the text begins with start"),
        _of_two_texts("starts_with"),
        str.startswith,
    ),
    Function(
        "contains",
        "contains(text, part)",
        Text("文字中是否有 part", "whether part stands anywhere in the text"),
        _of_two_texts("contains"),
        str.__contains__,
    ),
)
