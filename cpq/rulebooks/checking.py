"""Whether files are a rulebook: what `cpq check` says, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cpq.kinds import SECTIONS, load_files
from cpq.rule_tests import every_finding
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.rulebooks.contents import Contents, kept


@dataclass(frozen=True, slots=True)
class Found:
    """A finding: an error stands in the way, a warning and a note do not. `related` are the other places that are part of it."""

    code: str
    severity: Severity
    text: Text
    place: Place
    related: tuple[Place, ...]


def found(findings: Iterable[Finding]) -> tuple[Found, ...]:
    """Findings as an answer has them, for those who may see costs."""
    return tuple(Found(each.code, each.severity, each.text, each.place, each.related) for each in findings)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check says of an archive. `fine`: it may be put in force. `stored`: it can be, from now on."""

    version: str
    templates: str | None
    fine: bool
    stored: bool
    files: int
    entries: int
    sections: Mapping[str, int]
    findings: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A rulebook with all that was found, or None where there is an error; `contents` are the files that make it."""

    contents: Contents
    version: str
    rulebook: Rulebook | None
    findings: tuple[Finding, ...]
    files: int
    rules: int

    @property
    def is_fine(self) -> bool:
        """Whether it may be put in force: it loads, its products can be solved, its rule tests hold."""
        return self.rulebook is not None and not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.severity is Severity.ERROR)

    @property
    def sections(self) -> Mapping[str, int]:
        """How many entries each section has."""
        return counts_of(self.rulebook) if self.rulebook else {}

    def report(self, *, stored: bool) -> CheckReport:
        """As an answer has it."""
        return CheckReport(
            self.version,
            self.contents.templates_version,
            self.is_fine,
            stored,
            self.files,
            self.rules,
            self.sections,
            found(self.findings),
        )


def checked(contents: Contents, findings: Iterable[Finding] = ()) -> Checked:
    """Loads and checks files; `findings` are those of their archive, which come first."""
    folder = contents.folder
    loaded = load_files(folder)
    every = (*findings, *every_finding(loaded))
    return Checked(
        Contents(kept(folder), contents.templates), folder.version, loaded.rulebook, every, loaded.files, loaded.rules
    )


def counts_of(rulebook: Rulebook) -> Mapping[str, int]:
    """How many entries each section of a rulebook has."""
    return {section.name: len(rulebook.all(section.kind)) for section in SECTIONS}
