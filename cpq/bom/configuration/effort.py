"""How much a rule may cost to translate, and what is said of one that costs more."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from cpq.rulebook.expressions import Span
from cpq.rulebook.expressions.tree import Node, walk
from cpq.rulebook.text import Text

MOST_EVALUATIONS = 200_000
"""Times that the parts of one rule are worked out: about half a second."""
LOOK = 5
"""To look at one part of a rule costs about as much as so many evaluations."""


class Unsolvable(Exception):
    """A rule is fine as a text, but cannot be solved; `span` is the part that is too much."""

    def __init__(self, text: Text, span: Span) -> None:
        super().__init__(text, span)
        self.text = text
        self.span = span


def varying(span: Span) -> Unsolvable:
    """That what stands inside a list function is different from case to case."""
    text = Text(
        zh="括号里逐项计算的内容还取决于其他选择，无法求解；请把它移到括号外，例如 sum(x) * y，或只写一个固定的数",
        en="what is worked out for each option here depends on other choices, too, and cannot be solved; take it out of "
        "the brackets, as in sum(x) * y, or write a fixed number",
    )
    return Unsolvable(text, span)


class Effort:
    """What the translation of one rule may still spend."""

    def __init__(self) -> None:
        self._left = MOST_EVALUATIONS

    def look_at(self, node: Node) -> None:
        """For a step of the translation, which looks at every part of the node. Raises `Unsolvable`."""
        self.spend(LOOK * sum(1 for _ in walk(node)), node.span)

    def spend(self, evaluations: int, span: Span) -> None:
        """Raises `Unsolvable` when nothing is left."""
        self._left -= evaluations
        if self._left < 0:
            text = Text(
                zh="规则拆开后情形太多，无法逐一检查；请拆成几条规则，少用嵌套的 if，或改用兼容表",
                en="the rule falls apart into too many cases to look at; split it into several rules, nest fewer ifs, or "
                "use a compatibility table",
            )
            raise Unsolvable(text, span)


def check_combinations(parts: Sequence[tuple[str, int | None]], span: Span) -> int:
    """How many combinations the parts, each with the number of its values (None: too many), have. Raises `Unsolvable`."""
    combinations = prod(MOST_EVALUATIONS + 1 if values is None else values for _, values in parts)
    if combinations <= MOST_EVALUATIONS:
        return combinations
    zh = " × ".join(f"{part}（{_count(values, '值太多', '{} 个值')}）" for part, values in parts)
    en = " × ".join(f"{part} ({_count(values, 'too many values', '{} values')})" for part, values in parts)
    text = Text(
        zh=f"要检查的组合太多，上限为 {MOST_EVALUATIONS:,} 种：{zh}。请把其中一个改为固定的数、填写项或单选组，调低最大数量，"
        "或改写成只用加减和固定倍数的比较",
        en=f"too many combinations to look at, {MOST_EVALUATIONS:,} at most: {en}. Make one of them a written number, an "
        "input or a single-choice group, lower the largest quantities, or compare by sums and fixed factors only",
    )
    raise Unsolvable(text, span)


def _count(values: int | None, unknown: str, known: str) -> str:
    return unknown if values is None else known.format(f"{values:,}")
