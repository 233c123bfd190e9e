"""What reading a text gives: its tree, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.limits import Limits
from cpq.rulebook.place import Place
from cpq.rulebook.source import Map, Source, SourceFile
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Tree:
    """A text as read: `Map`, `Seq`, str, int, Decimal, bool or None, with the places of all.

    `whole` is False where reading broke off; `root` then holds what stands before.
    """

    file: SourceFile
    root: object
    place: Place
    findings: tuple[Finding, ...]
    whole: bool = True

    @property
    def source(self) -> Source:
        """The root as a source; its key is empty."""
        around = Map()
        around[""] = self.root
        mark = (self.place.line or 1, self.place.column or 1)
        around.marks[""] = (*mark, *mark)
        return Source(self.file, around, "")


def unread(name: str, *findings: Finding) -> Tree:
    """A text of which nothing could be read."""
    return Tree(SourceFile(name, ""), None, Place(name), findings, whole=False)


class BrokenOff(Exception):
    """Reading cannot go on; the finding is already noted."""


@dataclass(slots=True)
class Notes:
    """Findings of one reading, and the count of values, both bounded."""

    file: SourceFile
    limits: Limits
    findings: list[Finding] = field(default_factory=list[Finding])
    values: int = 0

    def note(self, code: str, text: Text, place: Place, *related: Place) -> None:
        """Note something wrong and read on; past the limit of findings, break off."""
        self.findings.append(Finding(code, place, text, Severity.ERROR, related))
        if len(self.findings) >= self.limits.findings:
            raise BrokenOff

    def stop(self, code: str, text: Text, place: Place) -> BrokenOff:
        """Note something that makes reading on useless: `raise notes.stop(…)`."""
        self.findings.append(Finding(code, place, text))
        return BrokenOff()

    def count(self, more: int, place: Callable[[], Place]) -> None:
        """Count values; too many end the reading."""
        self.values += more
        if self.values > self.limits.values:
            most = self.limits.values
            text = Text(
                zh=f"内容超过 {most} 个值（别名展开后计），请拆分文件或减少别名",
                en=f"more than {most} values, aliases counted each time; split the file or use fewer aliases",
            )
            raise self.stop("too-many-values", text, place())

    def deeper(self, depth: int, place: Callable[[], Place]) -> None:
        """Refuse what lies too deep."""
        if depth > self.limits.depth:
            most = self.limits.depth
            text = Text(zh=f"嵌套超过 {most} 层，请减少层次", en=f"nested more than {most} levels deep; flatten it")
            raise self.stop("too-deep", text, place())
