"""Characters as they were meant: full width or half, odd spaces and dashes, and nothing that is not seen."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

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


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, to compare by: 華為 and 华为 are one name. Rare characters stay; what is shown is what was typed."""
    return text if text.isascii() else text.translate(_simplified())


@cache
def _simplified() -> Mapping[int, str]:
    rows = yaml.safe_load(Path(__file__).with_name("traditional.yaml").read_text("utf-8"))
    return {ord(before): after for row in rows for before, after in zip(*row, strict=True)}


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN
