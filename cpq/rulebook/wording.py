"""How values, kinds of values and lists of choices are worded in messages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import cast

from cpq.rulebook.text import Text


def given(value: object) -> Text:
    """What stands there, short: `"abc"`, `12.5`, a list, nothing."""
    match value:
        case None:
            return Text(zh="空的", en="nothing")
        case bool():
            return Text.same(str(value).lower())
        case int() | Decimal():
            return Text.same(short(f"{value:f}" if isinstance(value, Decimal) else str(value)))
        case str():
            return Text(zh=f"“{short(value)}”", en=f'"{short(value)}"')
        case dict():
            names = [f"{short(str(name))}: …" for name in islice(cast("dict[object, object]", value), 3)]
            return Text.same("{" + ", ".join(names) + "}")
        case list() | tuple():
            return Text(zh="一个列表", en="a list")
        case _:
            return Text(zh="别的东西", en="something else")


def spaced(zh: str) -> str:
    """A space between Chinese and Latin letters or digits, as is usual in technical Chinese; not in what is quoted."""
    return _SEAM.sub(lambda found: found[0] or " ", zh)


_SEAM = re.compile(r"“[^”]*”|(?<=[\u4e00-\u9fff])(?=[-A-Za-z0-9{`])|(?<=[A-Za-z0-9}`%])(?=[\u4e00-\u9fff])")


def short(words: str) -> str:
    """At most 40 characters, on one line; a space or a mark that nobody sees is named."""
    line = " ".join(_UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", words).split())
    return line if len(line) <= 40 else line[:40] + "…"


_UNSEEN = re.compile("[\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]")


def listed(words: Iterable[str], most: int = 12) -> Text:
    """`a, b, c`; of many only the first."""
    every = list(words)
    more = len(every) > most
    zh = "、".join(every[:most]) + ("等" if more else "")
    return Text(zh=zh, en=", ".join(every[:most]) + (", …" if more else ""))


def either(texts: Iterable[Text]) -> Text:
    """`a number, true or false, or a text`."""
    every = list(dict.fromkeys(texts))
    if len(every) == 1:
        return every[0]
    zh = "、".join(text.zh for text in every[:-1]) + "或" + every[-1].zh
    return Text(zh=zh, en=", ".join(text.en for text in every[:-1]) + f", or {every[-1].en}")
