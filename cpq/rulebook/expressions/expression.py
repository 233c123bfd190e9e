"""A checked expression, and how a text becomes one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cpq.money import arithmetic
from cpq.rulebook.expressions.checking import checked
from cpq.rulebook.expressions.generating import Function, generated
from cpq.rulebook.expressions.tree import Junction, Node, conjuncts, names_read
from cpq.rulebook.expressions.types import Scalar, Scope


@dataclass(frozen=True)
class Expression:
    """A checked expression.

    `text` is what the author wrote, `tree` its typed tree. `start` is where `text` begins in the text that was
    compiled: above 0 only for a part of an expression (`terms`, `alternatives`); places in the tree and in errors always count in the
    whole text.
    """

    text: str
    tree: Node = field(repr=False)
    start: int = 0

    @property
    def type(self) -> Scalar:
        return self.tree.type

    @cached_property
    def names(self) -> frozenset[str]:
        """The names whose values `evaluate` needs."""
        return names_read(self.tree)

    @cached_property
    def evaluate(self) -> Function:
        """The function from values to the result: Decimal for numbers and money, bool, str or date.

        Values are Decimal, str, bool, date, frozenset of str for a set, tuple for a list. Enter `arithmetic()` (in
        `cpq.money`) once around all evaluations of a quote: sums and products are then exact to 50 digits; a quotient
        is always rounded to 28. Raises `EvaluationError` and nothing else for values of the declared types.
        Generated at the first use, and no longer looked up after it.
        """
        return generated(self.tree)

    @cached_property
    def terms(self) -> tuple[Expression, ...]:
        """The parts of a condition that must all be true, in the order of the text; itself if it is one part.

        Kept, for each part has a function of its own to generate.
        """
        nodes = tuple(conjuncts(self.tree))
        return (self,) if len(nodes) == 1 else tuple(map(self._part, nodes))

    @cached_property
    def alternatives(self) -> tuple[Expression, ...]:
        """The parts of a condition of which one must be true; itself if it is one part. Kept like the terms."""
        match self.tree:
            case Junction("or", operands):
                return tuple(map(self._part, operands))
            case _:
                return (self,)

    def _part(self, node: Node) -> Expression:
        start, end = node.span.start, node.span.end
        return Expression(self.text[start - self.start : end - self.start], node, start)

    def __hash__(self) -> int:
        return hash(self.text)

    def __getstate__(self) -> Mapping[str, object]:
        return {"text": self.text, "tree": self.tree, "start": self.start}


def compile_expression(text: str, scope: Scope, wanted: Scalar) -> Expression:
    """Check a text against the names it may read and the type it must give. Raises `ExpressionError`, the first found."""
    with arithmetic():
        return Expression(text, checked(text, scope, wanted))
