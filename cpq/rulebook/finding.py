"""Something wrong, as a value: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from string import ascii_letters, digits

from cpq.rulebook.place import Place
from cpq.rulebook.text import Locale, Text


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, at one place.

    `code` is stable, for scripts and editors (`unknown-field`); `text` says what is wrong and how to mend it;
    `related` are the other places that are part of it (the first of two duplicates, for instance).
    """

    code: str
    place: Place
    text: Text
    severity: Severity = Severity.ERROR
    related: tuple[Place, ...] = ()

    def line(self, locale: Locale) -> str:
        """`file:line:column: message (see also …)`, the form that editors and terminals link."""
        also = ", ".join(str(place) for place in self.related)
        see = {"zh": f"（另见 {also}）", "en": f" (see also {also})"}[locale] if also else ""
        return f"{self.place}: {self.text.to(locale)}{see}"


class Refused(Exception):
    """What was given cannot be used; carries every finding, not the first only."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(sorted(findings, key=lambda each: each.place))
        super().__init__("\n".join(each.line("en") for each in self.findings))


def did_you_mean(word: str, known: Collection[str]) -> Text:
    """` — did you mean “…”?` for the nearest known word, or nothing when none is near."""
    near = _nearest(word, known) if len(word) <= 80 else None
    if near is None:
        return Text(zh="", en="")
    return Text(zh=f"——是不是“{near}”？", en=f' — did you mean "{near}"?')


MANY = 300


def _nearest(word: str, known: Collection[str]) -> str | None:
    every = frozenset(known)
    slip = next((each for each in _one_slip(word) if each in every and each != word), None)
    # Comparing with each of 10,000 ids would take 80 ms a word; trying every single slip takes a fraction of one.
    if slip is not None or len(every) > MANY:
        return slip
    return next(iter(get_close_matches(word, sorted(every), n=1, cutoff=0.6)), None)


_LETTERS = ascii_letters + digits + "-_."


def _one_slip(word: str) -> Iterator[str]:
    """The word in other case, and with one character swapped, left out, replaced or added; none for a single character."""
    if len(word) < 2:
        return
    yield from (word.upper(), word.lower(), word.replace("_", "-"), word.replace("-", "_"), word.replace(" ", ""))
    for index in range(len(word)):
        yield word[:index] + word[index + 1 : index + 2] + word[index] + word[index + 2 :]
        yield word[:index] + word[index + 1 :]
    for index in reversed(range(len(word))):  # the first letters are seldom the wrong ones
        yield from (word[:index] + other + word[index + 1 :] for other in _LETTERS)
        yield from (word[:index] + other + word[index:] for other in _LETTERS)
    yield from (word + other for other in _LETTERS)
