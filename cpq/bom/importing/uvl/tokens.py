"""The words and signs of UVL, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cpq.bom.importing.trouble import Trouble
from cpq.rulebook.place import Place
from cpq.rulebook.wording import short

Kind = Literal["word", "quoted", "text", "number", "range", "sign", "line"]

MOST_TOKENS = 3_000_000


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is what was meant: without the quotes of a quoted name or a text. A `line` token is a line's indentation."""

    kind: Kind
    text: str
    place: Place

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.text in signs

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text in words


_TOKEN = re.compile(
    r"""
      (?P<line>\n[ \t]*)
    | (?P<space>[ \t\f\ufeff]+ | //[^\n]* | /\*.*?\*/)
    | (?P<open>/\*)
    | (?P<range>\[[ \t]*\d+[ \t]*(?:\.\.[ \t]*(?:\d+|\*)[ \t]*)?\])
    | (?P<number>\d+\.\d+ | \.\d+ | \d+)
    | (?P<word>[^\W\d][\w\#§%?\\';]*)
    | "(?P<quoted>[^\n"]+)"
    | '(?P<text>[^\n']*)'
    | (?P<sign><=> | => | == | != | <= | >= | [-+*/<>!&|(){}\[\],.])
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENING, _CLOSING = "([{", ")]}"


def tokens_of(text: str, trouble: Trouble) -> Iterator[Token]:
    """All tokens; a line break inside brackets is none. What cannot be read is an error, once a run of it."""
    text = "\n" + text
    position, line, begins, depth, count = 0, 0, 0, 0, 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        here = trouble.place(line, position - begins + 1)
        count += 1
        if count > MOST_TOKENS:
            trouble.stop(
                "too-large",
                here,
                zh=f"超过 {MOST_TOKENS:,} 个词与符号",
                en=f"more than {MOST_TOKENS:,} words and signs",
            )
        if found is None:
            position = _unreadable(text, position, here, trouble)
            continue
        kind = found.lastgroup
        if kind == "line":
            line, begins = line + 1, position + 1
            if not depth:
                yield Token("line", found[0][1:], trouble.place(line, len(found[0])))
        elif kind == "space":
            if "\n" in found[0]:  # a comment over several lines
                line += found[0].count("\n")
                begins = position + found[0].rfind("\n") + 1
        elif kind == "open":
            trouble.stop("uvl-syntax", here, zh="注释没有以 */ 结束", en="the comment is not ended by `*/`")
        elif kind is not None:
            depth = max(0, depth + _change(kind, found[0]))
            yield Token(_KINDS[kind], found[kind], here)
        position = found.end()


_KINDS: dict[str, Kind] = {each: each for each in ("range", "number", "word", "quoted", "text", "sign")}


def _change(kind: str, text: str) -> int:
    return 0 if kind != "sign" else (text in _OPENING) - (text in _CLOSING)


def _unreadable(text: str, position: int, place: Place, trouble: Trouble) -> int:
    """Names the character that is no part of the language; where reading goes on."""
    wrong = text[position]
    if wrong in "\"'":
        trouble.error("uvl-syntax", place, zh="引号在本行没有闭合", en="the quote is not closed on this line")
        end = text.find("\n", position)
        return len(text) if end < 0 else end
    trouble.error(
        "uvl-syntax",
        place,
        zh=f"UVL 里没有字符“{short(wrong)}”；名称含特殊字符时请用双引号括起来",
        en=f'UVL has no character "{short(wrong)}"; put a name with special characters in double quotes',
    )
    return position + 1
