"""Something wrong, as a value: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from string import ascii_letters, digits
from unicodedata import normalize

from cpq.rulebook.place import Place
from cpq.rulebook.text import Locale, Text


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    """Nothing need be done; good to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, at one place.

    `code` is stable, for scripts and editors (`unknown-field`); `text` says what is wrong and how to mend it;
    `related` are the other places that are part of it (the first of two duplicates, for instance). `outside` is what to say
    instead to those who may see no costs, margins and floors, where `text` may tell them.
    """

    code: str
    place: Place
    text: Text
    severity: Severity = Severity.ERROR
    related: tuple[Place, ...] = ()
    outside: Text | None = None

    def message(self, locale: Locale) -> str:
        """What is wrong, and the other places that are part of it."""
        also = {"zh": "、", "en": ", "}[locale].join(str(place) for place in self.related)
        see = {"zh": f"（另见 {also}）", "en": f" (see also {also})"}[locale] if also else ""
        return f"{self.text.to(locale)}{see}"

    def line(self, locale: Locale) -> str:
        """`file:line:column: message`, the form that editors and terminals link."""
        return f"{self.place}: {self.message(locale)}"


class Refused(Exception):
    """What was given cannot be used; carries every finding, not the first only."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(sorted(findings, key=lambda each: each.place))
        super().__init__("\n".join(each.line("en") for each in self.findings))


def did_you_mean(word: str, known: Collection[str]) -> Text:
    """` — did you mean “…”?` for the nearest known word, or nothing when none is near."""
    near = nearest(word, known)
    if near is None:
        return Text(zh="", en="")
    return Text(zh=f"——是不是“{near}”？", en=f' — did you mean "{near}"?')


MANY = 300
LONGEST = 80


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word that was probably meant; None where none is near."""
    if len(word) > LONGEST:
        return None
    every = frozenset(known)
    slip = next((each for each in _one_slip(word) if each in every and each != word), None)
    # Comparing with each of 10,000 ids would take 80 ms a word; trying every single slip takes a fraction of one.
    if slip is not None or len(every) > MANY:
        return slip
    return _longer_or_shorter(word, every) or next(iter(get_close_matches(word, sorted(every), n=1, cutoff=0.66)), None)


def _longer_or_shorter(word: str, known: Collection[str]) -> str | None:
    """The only known word that begins with this one, or that this one begins with: `minimum` for `min`."""
    found = [
        each for each in known if min(len(each), len(word)) > 2 and (each.startswith(word) or word.startswith(each))
    ]
    return found[0] if len(found) == 1 else None


_LETTERS = ascii_letters + digits + "-_."


def _one_slip(word: str) -> Iterator[str]:
    """The word in other case, and with one character swapped, left out, replaced or added; none for a single character."""
    if len(word) < 2:
        return
    plain = normalize("NFKC", word).strip()
    yield from (plain, word.upper(), word.lower(), plain.replace(" ", ""))
    yield from (word.replace("_", "-"), word.replace("-", "_"))
    for index in range(len(word)):
        yield word[:index] + word[index + 1 : index + 2] + word[index] + word[index + 2 :]
        yield word[:index] + word[index + 1 :]
    for index in reversed(range(len(word))):  # the first letters are seldom the wrong ones
        yield from (word[:index] + other + word[index + 1 :] for other in _LETTERS)
        yield from (word[:index] + other + word[index:] for other in _LETTERS)
    yield from (word + other for other in _LETTERS)
