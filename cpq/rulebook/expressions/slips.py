"""What people mistype, recognised where it stands and answered with what to write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from cpq.rulebook.expressions.error import ExpressionError, Span
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Slip:
    """A pattern that is matched where reading stopped, and what to say about the matched text."""

    code: str
    pattern: re.Pattern[str]
    message: Callable[[str], Text]


def _instead(right: str) -> Callable[[str], Text]:
    return lambda wrong: Text(f"这里不用“{wrong}”，请写“{right}”", f'"{wrong}" is not used here; write "{right}"')


def _half_width(wrong: str) -> Text:
    right = _HALF_WIDTH.get(wrong) or unicodedata.normalize("NFKC", wrong)
    return Text(
        f"{wrong} 是全角字符，请改成半角的 {right}", f"{wrong} is a full-width character; write {right} instead"
    )


def _stranger(character: str) -> Text:
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return Text(f"表达式里不能出现 {shown}，请删去", f"{shown} cannot stand in an expression; remove it")


_HALF_WIDTH = {
    "“": '"', "”": '"', "‘": "'", "’": "'", "、": ",", "。": ".", "【": "[", "】": "]", "×": "*", "÷": "/",
    "\uff1d": "==", "≥": ">=", "≤": "<=", "≠": "!=", "−": "-", "–": "-", "—": "-",
}  # fmt: skip

_LEXICAL_SLIPS = (
    Slip(
        "full-width",
        re.compile(f"\uff1d+|[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+|[{''.join(_HALF_WIDTH)}\uff01-\uff5e]"),
        _half_width,
    ),
    Slip(
        "full-width",
        re.compile("[\u3000\xa0]"),
        lambda _: Text("这里有一个全角空格，请改成普通空格", "this is a full-width space; use an ordinary space"),
    ),
    Slip("operator", re.compile("&&?"), _instead("and")),
    Slip("operator", re.compile(r"\|\|?"), _instead("or")),
    Slip("operator", re.compile("=>"), _instead(">=")),
    Slip("operator", re.compile("=<"), _instead("<=")),
    Slip("operator", re.compile("=+"), _instead("==")),
    Slip("operator", re.compile("!==+"), _instead("!=")),
    Slip("operator", re.compile("!"), _instead("not")),
    Slip(
        "comment",
        re.compile("#.*"),
        lambda _: Text(
            "表达式里不能有注释，请把注释移到表达式外", "an expression holds no comment; move the comment out of it"
        ),
    ),
    Slip(
        "text-character",
        re.compile(r""""[^"\n]*"|'[^'\n]*'"""),
        lambda _: Text(
            "引号内不能有反斜杠或控制字符，请去掉它们",
            "a text holds no backslash and no control character; remove them",
        ),
    ),
    Slip(
        "unclosed-quote",
        re.compile("[\"'].*"),
        lambda wrong: Text(f"引号没有闭合，请补上 {wrong[0]}", f"the quote is not closed; add the closing {wrong[0]}"),
    ),
    Slip(
        "text-prefix",
        re.compile(r"\w+[\"']"),
        lambda wrong: Text(
            f"引号前不能紧接“{wrong[:-1]}”，请去掉它或加空格",
            f'"{wrong[:-1]}" cannot stand right before a quote; remove it or put a space between',
        ),
    ),
    Slip(
        "number",
        re.compile(r"\.?[0-9][\w.]*"),
        lambda wrong: Text(
            f"“{wrong}”不是数字，请只用数字和一个小数点，例如 1234.5",
            f'"{wrong}" is not a number; use digits and one point only, like 1234.5',
        ),
    ),
    Slip("character", re.compile(".", re.DOTALL), _stranger),
)


def lexical_slip(text: str, offset: int) -> ExpressionError:
    """The error for a character that no expression holds."""
    return next(
        ExpressionError(slip.code, slip.message(match[0]), Span(*match.span()))
        for slip in _LEXICAL_SLIPS
        if (match := slip.pattern.match(text, offset))
    )


_SYNTAX_SLIPS = (
    Slip(
        "operator",
        re.compile(r"\b(?:AND|OR|NOT|IN|And|Or|Not|In|IF|ELSE)\b"),
        lambda wrong: Text(f"请用小写：{wrong.lower()}", f"write it in small letters: {wrong.lower()}"),
    ),
    Slip("operator", re.compile("<>"), _instead("!=")),
    Slip(
        "percent",
        re.compile(r"[0-9][0-9.]*\s*%(?=\s*(?:$|[\]),<>=!*/]|(?:and|or|if|else)\b))"),
        lambda wrong: Text(
            f"这里不用百分号，请写 percent({wrong[:-1].strip()})，或写成小数，例如 15% 写 0.15",
            f"no percent sign here; write percent({wrong[:-1].strip()}), or a plain number: 0.15 for 15 %",
        ),
    ),
    Slip(
        "date",
        re.compile(r"(?<![\w.])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w.])"),
        lambda wrong: Text(f'日期请写成 date("{wrong}")', f'write a day as date("{wrong}")'),
    ),
    Slip(
        "number",
        re.compile(r"(?<![\w.])0[0-9]+"),
        lambda wrong: Text(
            f"数字不以 0 开头，请写 {wrong.lstrip('0') or 0}",
            f"a number does not begin with 0; write {wrong.lstrip('0') or 0}",
        ),
    ),
    Slip(
        "conditional",
        re.compile(r"\bif\b(?!.*\belse\b)", re.DOTALL),
        lambda _: Text(
            "if 后面缺 else，请写成“甲 if 条件 else 乙”", 'this "if" has no "else"; write "a if condition else b"'
        ),
    ),
)
_TEXTS = re.compile(""""[^"]*"|'[^']*'""")
_OPEN_END = re.compile(r"(?:[-+*/%<>=,.]|\b(?:and|or|not|in|if|else))\Z")
_CLOSING = {"(": ")", "[": "]"}


def syntax_slip(text: str, offset: int) -> ExpressionError:
    """The error for a text whose words are right and whose order is not; Python stopped at `offset`."""
    masked = _TEXTS.sub(lambda match: '"' * len(match[0]), text)
    for slip in _SYNTAX_SLIPS:
        if match := slip.pattern.search(masked):
            return ExpressionError(slip.code, slip.message(match[0]), Span(*match.span()))
    return _bracket_slip(masked) or _order_slip(text, offset)


def _bracket_slip(masked: str) -> ExpressionError | None:
    open_brackets: list[int] = []
    for match in re.finditer(r"[()\[\]]", masked):
        if match[0] in _CLOSING:
            open_brackets.append(match.start())
        elif not open_brackets or _CLOSING[masked[open_brackets.pop()]] != match[0]:
            message = Text(
                f"多了一个“{match[0]}”，请删去，或在前面补上开括号",
                f'this "{match[0]}" closes nothing; remove it or open it before',
            )
            return ExpressionError("bracket", message, Span(*match.span()))
    if not open_brackets:
        return None
    start = open_brackets[-1]
    closing = _CLOSING[masked[start]]
    message = Text(f"括号没有闭合，请补上“{closing}”", f'this bracket is not closed; add the "{closing}"')
    return ExpressionError("bracket", message, Span(start, start + 1))


def _order_slip(text: str, offset: int) -> ExpressionError:
    end = len(text.rstrip())
    if offset >= end or _OPEN_END.search(text, 0, end):
        message = Text("表达式没有写完，后面还缺一个值", "the expression ends too early; a value is missing here")
        return ExpressionError("unfinished", message, Span(end, end))
    match = re.compile(r"\w+|\S").search(text, offset)
    word, span = (match[0], Span(*match.span())) if match else ("", Span(offset, offset))
    message = Text(
        f"“{word}”放在这里读不通，请检查它前面是否少了运算符或逗号",
        f'"{word}" makes no sense here; look for a missing operator or comma before it',
    )
    return ExpressionError("syntax", message, span)
