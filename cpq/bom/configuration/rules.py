"""A product's rules, read: conditions become typed trees over the product's vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

from cpq.bom.configuration.questions import questions_in
from cpq.bom.configuration.rewriting import plain
from cpq.bom.configuration.vocabulary import Vocabulary
from cpq.rulebook.expressions import Bool, ExpressionError, Scope, Span, Type, compile_expression
from cpq.rulebook.expressions.tree import Node
from cpq.rulebook.text import Text


def tree_of(text: str, vocabulary: Vocabulary) -> Node:
    """The typed tree of a condition over a product's vocabulary, made plain. Raises `ExpressionError`."""
    replaced, questions = questions_in(text, vocabulary.options)
    names: Mapping[str, Type] = {**vocabulary.types, **{name: asked.type for name, asked in questions.items()}}
    try:
        tree = compile_expression(replaced, Scope(names, vocabulary.scope.what), Bool()).tree
    except ExpressionError as error:
        raise _about_groups(error, replaced, vocabulary) from None
    return plain(tree, questions)


def _about_groups(error: ExpressionError, text: str, vocabulary: Vocabulary) -> ExpressionError:
    """A group of several options, or a nested place, is no value: say what can be asked of it."""
    product = vocabulary.product
    name = text[error.offset : error.offset + error.length]
    if name not in product.groups and name not in product.nested:
        return error
    message = Text(
        zh=f'“{name}”可有多项，不是一个值；请写 {name}.quantity、sum({name}.属性) 或 has("编码")',
        en=f'"{name}" can hold several things and is no value; write {name}.quantity, sum({name}.attribute) or has("CODE")',
    )
    return ExpressionError("several", message, Span(error.offset, error.offset + error.length))
