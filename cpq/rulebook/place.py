"""Where something is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file of the rulebook or in a request.

    `file` is relative to the folder that was opened. `line` and `column` count from 1, columns in characters;
    0 means that the whole file (or the whole line) is meant.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.file, *numbers])
