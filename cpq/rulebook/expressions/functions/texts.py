"""Functions of texts."""

from __future__ import annotations

from cpq.rulebook.expressions.error import Span
from cpq.rulebook.expressions.functions.signature import Arguments, Function, check_count, of_type
from cpq.rulebook.expressions.tree import Call, Node
from cpq.rulebook.expressions.types import Bool, TextType
from cpq.rulebook.text import Text


def _build_starts_with(arguments: Arguments, span: Span) -> Node:
    check_count("starts_with", 2, arguments, span)
    for node in arguments:
        of_type(node, TextType)
    return Call("starts_with", arguments, Bool(), span)


TEXT_FUNCTIONS = (
    Function(
        "starts_with",
        "starts_with(text, start)",
        Text("文字是否以 start 开头", "whether the text begins with start"),
        _build_starts_with,
        str.startswith,
    ),
)
