"""Characters as they were meant: full width or half, odd spaces and dashes, and nothing that is not seen."""

from __future__ import annotations

import unicodedata

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\ufe63\u30fc"), "-")
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn"}


def tidy(text: str) -> str:
    """One line in compatibility form (NFKC): wide letters are plain ones, runs of any white space are one space, what has no picture is gone."""
    whole = unicodedata.normalize("NFKC", text)
    seen = (" " if each.isspace() else each for each in whole if each.isspace() or not _unseen(each))
    return " ".join("".join(seen).split())


def plain_dashes(text: str) -> str:
    """Every kind of dash as the hyphen of the keyboard."""
    return text.translate(_DASHES)


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN
