"""Brackets that are not closed, or that hold something else."""

from __future__ import annotations

import re

from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.syntax.quotes import open_quote
from cpq.rulebook.syntax.scalars import no_content
from cpq.rulebook.syntax.trouble import Trouble


def flow(trouble: Trouble) -> Finding:
    opening, closing = ("[", "]") if "sequence" in trouble.doing else ("{", "}")
    if trouble.at_end:
        return trouble.finding(
            f"“{opening}”没有对应的“{closing}”，请补上",
            f'this "{opening}" is never closed; add "{closing}"',
            trouble.began,
        )
    slip = open_quote(trouble) or _full_width_comma(trouble)
    if slip is not None:
        return slip
    if not trouble.before.strip():
        above = trouble.line_above
        return trouble.finding(
            f"“{opening}”没有对应的“{closing}”，请在第 {above} 行末尾补上",
            f'this "{opening}" is never closed; add "{closing}" at the end of line {above}',
            trouble.began,
        )
    return _within_brackets(trouble, opening, closing)


_COMMA_BEFORE_NAME = re.compile(r"，[ \u3000]*[A-Za-z_][A-Za-z0-9_.-]* *$")


def _full_width_comma(trouble: Trouble) -> Finding | None:
    """A full-width comma before what was meant as the next name; others belong to Chinese text."""
    comma = _COMMA_BEFORE_NAME.search(trouble.before) if trouble.after[:1] in (":", "：") else None
    if comma is None:
        return None
    return trouble.finding(
        "这里用了全角逗号“，”，请改成半角逗号加空格",
        "a full-width comma stands here; write a plain comma and a space",
        Place(trouble.file.name, trouble.met.line, comma.start() + 1),
        code="full-width",
    )


def _within_brackets(trouble: Trouble, opening: str, closing: str) -> Finding:
    met = trouble.after[:1]
    if met in ("]", "}"):
        return trouble.finding(
            f"“{opening}”要用“{closing}”结束，不能用“{met}”",
            f'a "{opening}" is closed by "{closing}", not by "{met}"',
            related=trouble.began,
        )
    if met == ":":
        return trouble.finding(
            "这个冒号前缺少逗号；若它是文字的一部分，请给整段文字加引号",
            "a comma is missing before this colon; if the colon belongs to a text, quote the text",
        )
    return trouble.finding(
        f"这里要写逗号或“{closing}”；含有 , [ ] {{ }} 的文字请加引号",
        f'a comma or "{closing}" is expected here; quote a text that holds , [ ] {{ }}',
        related=trouble.began,
    )


def ended(trouble: Trouble) -> Finding:
    if not trouble.at_end:
        return no_content(trouble)
    place = trouble.file.place(len(trouble.file.text.rstrip()))
    return trouble.finding(
        "文件在括号里就结束了，请补上 ] 或 }", "the file ends within brackets; close them with ] or }", place
    )
