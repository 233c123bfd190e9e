"""Text → Python syntax tree, with exact places and without anything that Python's reader could trip over."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from cpq.rulebook.expressions.error import ExpressionError, Span
from cpq.rulebook.expressions.slips import lexical_slip, syntax_slip
from cpq.rulebook.text import Text

MAX_LENGTH = 2000

# Everything an expression is made of. What does not match is refused before Python reads it: that leaves no way in for
# escapes, prefixes of texts, comments, statements, keyword arguments, and nothing that Python would warn about.
_LEXICAL = re.compile(
    r"""(?: [ \t\r\n]++
          | [^\W\d\uff00-\uffef][^\W\uff00-\uffef]*+ (?!["'])
          | (?: [0-9]++ (?: \. [0-9]*+ )?+ | \.[0-9]++ ) (?: [eE][+-]?[0-9]++ )?+ (?![\w.])
          | "[^"\\\x00-\x1f\x7f\ud800-\udfff]*+" | '[^'\\\x00-\x1f\x7f\ud800-\udfff]*+'
          | [=!<>]= (?!=) | [-+*/%<>(),.\[\]]
        )*+""",
    re.VERBOSE,
)
_LINES_TO_SPACES = str.maketrans("\r\n\t", "   ")


@dataclass(frozen=True, slots=True)
class Source:
    """The text as given, and how Python's positions (bytes of one line) map to its characters."""

    text: str
    indent: int
    encoded: bytes | None

    def span(self, tree: ast.expr) -> Span:
        return Span(self._offset(tree.col_offset), self._offset(tree.end_col_offset or 0))

    def written(self, tree: ast.expr) -> str:
        span = self.span(tree)
        return self.text[span.start : span.end]

    def _offset(self, column: int) -> int:
        if self.encoded is not None:
            column = len(self.encoded[:column].decode())
        return column + self.indent


def read(text: str) -> tuple[ast.expr, Source]:
    """The Python syntax tree of a text, and its places. Raises `ExpressionError` for all that cannot be read."""
    _check_length(text)
    words = _LEXICAL.match(text)
    end = words.end() if words else 0
    if end < len(text):
        raise lexical_slip(text, end)
    indent = len(text) - len(text.lstrip())
    line = text[indent:].translate(_LINES_TO_SPACES)
    source = Source(text, indent, None if line.isascii() else line.encode())
    return _parsed(line, source), source


def _parsed(line: str, source: Source) -> ast.expr:
    try:
        return ast.parse(line, mode="eval").body
    except SyntaxError as error:
        if "too many nested" in error.msg:
            raise _too_deep(source.text) from None
        raise syntax_slip(source.text, source.indent + max((error.offset or 1) - 1, 0)) from None
    except (ValueError, MemoryError, RecursionError, OverflowError):
        raise _too_deep(source.text) from None


def _too_deep(text: str) -> ExpressionError:
    message = Text("表达式嵌套太深，请拆成几条规则", "the expression is nested too deeply; split it into several rules")
    return ExpressionError("too-complex", message, Span(0, len(text)))


def _check_length(text: str) -> None:
    if not text.strip():
        message = Text("表达式是空的，请写出条件或公式", "the expression is empty; write a condition or a formula")
        raise ExpressionError("empty", message, Span(0, len(text)))
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            "too-long",
            Text(
                f"表达式有 {len(text)} 个字符，最多 {MAX_LENGTH} 个，请拆成几条规则",
                f"the expression has {len(text)} characters, {MAX_LENGTH} are allowed; split it into several rules",
            ),
            Span(MAX_LENGTH, len(text)),
        )
