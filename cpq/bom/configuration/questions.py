"""`has("OPTION")` and `quantity_of("OPTION")`: questions about one option by its code.

Codes are no names, so each question is given a name for the time of checking, as long as the question itself: every
place in the text stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from cpq.rulebook.expressions import Bool, ExpressionError, Number, Span, Type
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.text import Text

_QUESTION = re.compile(r"""(?<![\w."'])(has|quantity_of)\s*\(\s*(?:"([^"]*)"|'([^']*)')\s*\)""")
_BEGUN = re.compile(r"""(?<![\w."'])(has|quantity_of)\s*\(""")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that stands in a text, about the option `code`."""

    asks: Literal["has", "quantity_of"]
    code: str

    @property
    def type(self) -> Type:
        return Bool() if self.asks == "has" else Number()


def questions_in(text: str, options: Collection[str]) -> tuple[str, Mapping[str, Question]]:
    """The text with a name for each question, and what each name asks. Raises `ExpressionError` for an unknown option."""
    found: dict[str, Question] = {}

    def named(match: re.Match[str]) -> str:
        code = match[2] if match[2] is not None else match[3]
        if code not in options:
            raise _unknown_option(code, options, Span(match.start(), match.end()))
        name = f"zz{len(found)}".ljust(len(match[0]), "_")
        found[name] = Question(cast('Literal["has", "quantity_of"]', match[1]), code)
        return name

    replaced = _QUESTION.sub(named, text)
    begun = _BEGUN.search(replaced)
    if begun is not None:
        raise _incomplete(begun[1], Span(begun.start(), begun.end()))
    return replaced, found


def _unknown_option(code: str, options: Collection[str], span: Span) -> ExpressionError:
    near = did_you_mean(code, options)
    return ExpressionError(
        "unknown-option",
        Text(
            zh=f"此产品没有选项“{code}”{near.zh or '，请写选项的产品编码'}",
            en=f'this product has no option "{code}"{near.en or "; write the code of one of its options"}',
        ),
        span,
    )


def _incomplete(name: str, span: Span) -> ExpressionError:
    text = Text(
        zh=f'{name} 里须直接写一个选项编码：{name}("编码")', en=f'{name} takes the code of one option: {name}("CODE")'
    )
    return ExpressionError("option-question", text, span)
