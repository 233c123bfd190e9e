"""Whether files are a rulebook: what `cpq check` says, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cpq.kinds import SECTIONS, load_files
from cpq.rule_tests import every_finding
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebooks.contents import Contents, kept


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
        return self.rulebook is not None and all(each.severity is not Severity.ERROR for each in self.findings)

    @property
    def sections(self) -> Mapping[str, int]:
        """How many entries each section has."""
        return counts_of(self.rulebook) if self.rulebook else {}


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
