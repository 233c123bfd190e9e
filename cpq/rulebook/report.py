"""Findings for people and for programs: lines, objects, and the excerpt of the source with a mark under the spot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import east_asian_width

from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.place import Place
from cpq.rulebook.text import Locale

SEVERITIES = {
    Severity.ERROR: {"zh": "错误", "en": "error"},
    Severity.WARNING: {"zh": "提醒", "en": "warning"},
    Severity.NOTE: {"zh": "说明", "en": "note"},
}


def as_lines(findings: Iterable[Finding], locale: Locale) -> list[str]:
    """`file:line:column: error: message`, one a finding."""
    return [f"{each.place}: {SEVERITIES[each.severity][locale]}: {each.message(locale)}" for each in findings]


def as_objects(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Objects that JSON can hold, for editors and scripts. Lines and columns count from 1; 0 is the whole file."""
    return [
        {
            "code": each.code,
            "severity": each.severity.value,
            **_place(each.place),
            "message": {"zh": each.text.zh, "en": each.text.en},
            "related": [_place(place) for place in each.related],
        }
        for each in findings
    ]


def _place(place: Place) -> dict[str, object]:
    return {"file": place.file, "line": place.line, "column": place.column}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line as a terminal can show it, and how many columns of the terminal stand before the spot."""

    line: int
    text: str
    before: int

    @property
    def lines(self) -> tuple[str, str]:
        """The line with its number, and the caret under the spot."""
        return f"{self.line:>6} │ {self.text}", f"{'':>6} │ {' ' * self.before}^"


WIDEST = 160
_LEAD = 40


def excerpt(text: str, place: Place) -> Excerpt | None:
    """The line of `text` at a place; None where the place has no line.

    Tabs and what cannot be printed become a space, a long line is cut around the spot, and a Chinese character counts
    as the two columns that it takes.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not 1 <= place.line <= len(lines):
        return None
    shown = "".join(letter if letter.isprintable() else " " for letter in lines[place.line - 1])
    spot = max(0, min(place.column - 1, len(shown)))
    if len(shown) > WIDEST:
        begin = max(0, min(spot - _LEAD, len(shown) - WIDEST))
        shown, spot = shown[begin : begin + WIDEST], spot - begin
    return Excerpt(place.line, shown, sum(_columns(letter) for letter in shown[:spot]))


def _columns(letter: str) -> int:
    return 2 if east_asian_width(letter) in "WF" else 1
