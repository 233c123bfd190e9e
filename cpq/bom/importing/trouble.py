"""What is wrong with a file, collected place by place."""

from __future__ import annotations

from typing import NoReturn

from cpq.rulebook.finding import Finding, Refused, Severity
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

MOST = 100
"""Findings after which a file is given up; more say nothing new."""


class Trouble:
    """The findings of one file. `file` is what its places are named by."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def place(self, line: int = 0, column: int = 0) -> Place:
        return Place(self.file, line, column)

    def error(self, code: str, place: Place, *, zh: str, en: str) -> None:
        """Something that cannot be read. Raises `Refused` when there is too much of it."""
        self.findings.append(Finding(code, place, Text(zh=zh, en=en)))
        if sum(each.severity is Severity.ERROR for each in self.findings) >= MOST:
            raise Refused(self.findings)

    def warning(self, code: str, place: Place, *, zh: str, en: str) -> None:
        """Something that was read in one of several ways; the first `MOST` are kept."""
        if len(self.findings) < MOST:
            self.findings.append(Finding(code, place, Text(zh=zh, en=en), Severity.WARNING))

    def stop(self, code: str, place: Place, *, zh: str, en: str) -> NoReturn:
        """Something after which nothing more can be said. Raises `Refused` with all that was found."""
        self.findings.append(Finding(code, place, Text(zh=zh, en=en)))
        raise Refused(self.findings)

    def settle(self) -> tuple[Finding, ...]:
        """The warnings, once all is read. Raises `Refused` when something could not be."""
        if any(each.severity is Severity.ERROR for each in self.findings):
            raise Refused(self.findings)
        return tuple(sorted(self.findings, key=lambda each: each.place))
