"""The language of the terminal: `--lang`, else a document's `--locale`, else `CPQ_LANG`, else the system's, else English."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from cpq.rulebook.text import Locale, Text


def chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> Locale:
    """The language is needed before the arguments are parsed, because the help texts are in it."""
    asked = [*_values(arguments, "--lang"), *_values(arguments, "--locale")]
    variables = ("CPQ_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    words = [*asked, *(environment.get(name, "") for name in variables)]
    first = next((word for word in words if word), "en")
    return "zh" if first.lower().startswith("zh") else "en"


def _values(arguments: Sequence[str], option: str) -> Iterator[str]:
    for word, after in zip(arguments, [*arguments[1:], ""], strict=True):
        if word == option:
            yield after
        elif word.startswith(f"{option}="):
            yield word.partition("=")[2]


def without_language(arguments: Sequence[str]) -> list[str]:
    """The arguments without `--lang`, which stands for every command and is answered before any of them."""
    kept: list[str] = []
    rest = iter(arguments)
    for word in rest:
        if word == "--lang":
            next(rest, None)
        elif not word.startswith("--lang="):
            kept.append(word)
    return kept


def no_language(arguments: Sequence[str]) -> str | None:
    """What stands after `--lang` and is no language of the program; the empty text where nothing does."""
    return next((word for word in _values(arguments, "--lang") if word not in ("zh", "en")), None)


LOCALE: Locale = chosen(sys.argv, os.environ)


def say(*, zh: str, en: str) -> str:
    """The one of two sentences that is in the terminal's language."""
    return zh if LOCALE == "zh" else en


def read(text: Text) -> str:
    """A text in the terminal's language."""
    return text.to(LOCALE)
