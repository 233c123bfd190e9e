"""What libyaml says of text that is not YAML."""

from __future__ import annotations

from dataclasses import dataclass

from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.source import SourceFile
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Trouble:
    """libyaml's own words: what it was doing since `began`, and what it met at `met`."""

    file: SourceFile
    problem: str
    doing: str
    met: Place
    began: Place | None

    @property
    def before(self) -> str:
        """The line up to where it broke."""
        return self.file.line(self.met.line)[: self.met.column - 1]

    @property
    def after(self) -> str:
        """The line from where it broke."""
        return self.file.line(self.met.line)[self.met.column - 1 :]

    @property
    def at_end(self) -> bool:
        return self.file.index(self.met.line, self.met.column) >= len(self.file.text.rstrip())

    def finding(
        self, zh: str, en: str, place: Place | None = None, related: Place | None = None, code: str = "syntax"
    ) -> Finding:
        """A finding at a place, or else where it broke."""
        return Finding(code, place or self.met, Text(zh=zh, en=en), related=(related,) if related else ())

    @property
    def line_above(self) -> int:
        """The nearest line above where it broke that is not blank."""
        number = self.met.line
        while number > 1 and not self.file.line(number - 1).strip():
            number -= 1
        return max(1, number - 1)
