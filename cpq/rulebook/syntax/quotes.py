"""Quotes that are not closed, and what is wrong within them."""

from __future__ import annotations

import re

from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.syntax.trouble import Trouble

_FAR = 60
_OPEN = re.compile(r"""(?:^|[\s\[{,])(["'])(?:(?!\1).)*$""")
_NEVER_CLOSED = ("这个引号没有结尾，请补上", "this quote is never closed; add the closing one")


def quoted(trouble: Trouble) -> Finding:
    """Within quotes: an escape that there is not, or no end."""
    if "escape" in trouble.problem or "expected hexdecimal" in trouble.problem:
        return trouble.finding(
            "双引号里的反斜杠表示转义，这个转义不存在；请写成 \\\\，或改用单引号",
            "a backslash in double quotes begins an escape, and there is no such one; write \\\\ or use single quotes",
        )
    return trouble.finding(*_NEVER_CLOSED, trouble.began)


def open_quote(trouble: Trouble) -> Finding | None:
    """A quote above that was only closed by the next one, wherever that stands; YAML lets a text go over many lines."""
    if trouble.before.rstrip()[-1:] not in ("'", '"') and trouble.after[:1] not in ("'", '"'):
        return None
    for number in range(trouble.met.line - 1, max(0, trouble.met.line - _FAR), -1):
        found = _OPEN.search(trouble.file.line(number))
        if found is not None and not trouble.file.line(number).lstrip().startswith("#"):
            place = Place(trouble.file.name, number, found.start(1) + 1)
            return trouble.finding(*_NEVER_CLOSED, place)
    return None
