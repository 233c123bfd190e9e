"""What may stand in a document: text without the characters that break a page or turn its reading order round."""

from __future__ import annotations

import re

# Control characters, lone surrogates, private line and paragraph separators, non-characters: nothing of it can be printed.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufff0-\uffff]")
# Marks that override or isolate the direction of what follows: with them "100" can be made to read "001".
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MOST = 10_000


def printable(text: str) -> str:
    """The text with unprintable characters as `�`, without direction marks, at most 10,000 characters long (then `…`)."""
    kept = _UNPRINTABLE.sub("\ufffd", _DIRECTION.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return kept if len(kept) <= _MOST else kept[:_MOST] + "…"
