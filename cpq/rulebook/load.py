"""Loading a rulebook: a folder of YAML files becomes typed, checked things, or findings.

files → trees → entries by section → things, section by section → checks over all of them
CSV files → sheets, which the things may name
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from cpq.rulebook.book_context import BookContext, ScopeBuilder
from cpq.rulebook.entries import Entries, Entry, entries_of
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.folder import Folder, open_folder
from cpq.rulebook.form import Form
from cpq.rulebook.memory import put_among_the_old
from cpq.rulebook.model import Entity
from cpq.rulebook.partial import PartialRulebook, found_in_part
from cpq.rulebook.place import Place
from cpq.rulebook.reader import read
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.section import Section
from cpq.rulebook.sheet import read_sheet
from cpq.rulebook.text import Text

Check: TypeAlias = Callable[[Rulebook], Iterable[Finding]]
"""A rule that the whole book must keep."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rulebook and its warnings, or None and everything that is wrong. `rules` counts the entries of all sections."""

    rulebook: Rulebook | None
    findings: tuple[Finding, ...]
    files: int = 0
    rules: int = 0


def load(
    folder: Path,
    sections: Sequence[Section[Entity]],
    scopes: Mapping[str, ScopeBuilder],
    checks: Sequence[Check],
    root: Path | None = None,
) -> Loaded:
    """Load the rulebook of a folder; files are named relative to `root`, or to the folder. Never raises for any content."""
    return load_opened(open_folder(folder, root), sections, scopes, checks)


def load_opened(
    opened: Folder, sections: Sequence[Section[Entity]], scopes: Mapping[str, ScopeBuilder], checks: Sequence[Check]
) -> Loaded:
    """Load the rulebook of files that were read. Never raises for any content.

    Sections are read in the order given, and an expression in one may use names that earlier ones define. Every error
    is reported; where there is one, those checks run that do not ask for what could not be read. Warnings do not stand in the way.
    """
    with _undisturbed():
        return _load(opened, sections, scopes, checks)


@contextmanager
def _undisturbed() -> Generator[None, None, None]:
    """Without Python's search for unused cycles: loading keeps nearly all it makes, and the search took half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        put_among_the_old()
        if was_on:
            gc.enable()


def _load(
    opened: Folder, sections: Sequence[Section[Entity]], scopes: Mapping[str, ScopeBuilder], checks: Sequence[Check]
) -> Loaded:
    trees = [read(file.shown, file.content) for file in opened.files]
    sheets = {file.name: read_sheet(file.shown, file.content) for file in opened.tables}
    entries = entries_of(trees, sections)
    found = [*opened.findings, *(finding for tree in (*trees, *sheets.values()) for finding in tree.findings)]
    found += list(_new(entries.findings, found))
    reading = _Reading(entries, scopes, whole=not _errors(opened.findings) and all(tree.whole for tree in trees))
    for section in sections:
        reading.read(section)
    understood = reading.whole and not _errors(found)
    if reading.whole:
        found += _missing_sections(sections, entries, opened.shown)
    findings = list(dict.fromkeys([*found, *_once_a_section(_new(reading.findings, found))]))
    rulebook, bulk = None, {file.name: file for file in opened.bulk}
    if not _errors(findings):
        complete = Rulebook(opened.version, reading.things, sheets, bulk)
        findings = [*findings, *(finding for check in checks for finding in check(complete))]
        rulebook = None if _errors(findings) else complete
    elif understood:
        partial = PartialRulebook(opened.version, reading.things, sheets, bulk, reading.lost(sections))
        findings += list(_new(found_in_part(checks, partial), findings))
    files = len(opened.files) + len(opened.tables) + len(opened.bulk)
    return Loaded(rulebook, tuple(sorted(findings, key=_order)), files, entries.count)


def _missing_sections(sections: Iterable[Section[Entity]], entries: Entries, folder: str) -> Iterator[Finding]:
    for section in sections:
        if section.single and section.name not in entries.defined:
            text = Text(
                zh=f"没有“{section.name}:”分节（{section.about.zh}）；请在任一文件里写一次",
                en=f"there is no section `{section.name}:` ({section.about.en}); write it once, in any of the files",
            )
            yield Finding("missing-section", Place(folder), text)


def _errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _order(finding: Finding) -> tuple[Place, str, str]:
    return finding.place, finding.code, finding.text.en


def _new(findings: Iterable[Finding], found: Sequence[Finding]) -> Iterator[Finding]:
    """Of the findings those at places that have none yet: what was wrong with the text there explains the rest.

    So it does on the line of a tag or an alias: what the value would have been is not known.
    """
    places = {finding.place for finding in found}
    tagged = {(each.place.file, each.place.line) for each in found if each.code in ("tag", "unknown-alias")}
    new = (finding for finding in findings if finding.place not in places)
    return (finding for finding in new if (finding.place.file, finding.place.line) not in tagged)


MOST_RELATED = 3


def _once_a_section(findings: Iterable[Finding]) -> Iterator[Finding]:
    """References to a section in which nothing is defined are one finding, at the first of them."""
    empty: dict[Text, list[Finding]] = {}
    for finding in findings:
        if finding.code == "empty-section":
            empty.setdefault(finding.text, []).append(finding)
        else:
            yield finding
    for same in empty.values():
        first, *others = sorted(same, key=lambda each: each.place)
        yield replace(first, related=tuple(each.place for each in others[:MOST_RELATED]))


FOLLOWS_FROM_MISSING = frozenset(("expression-unknown-word", "expression-unknown-name", "expression-unknown-currency"))
"""What is said of an expression whose names are not all known, only because something else could not be read."""


class _Reading:
    """Reads section after section; `things` is what could be read so far."""

    def __init__(self, entries: Entries, scopes: Mapping[str, ScopeBuilder], *, whole: bool) -> None:
        self._entries = entries
        self._scopes = scopes
        self.whole = whole
        self._lost: set[str] = set(entries.misplaced)
        self.things: dict[type[Entity], dict[str, Entity]] = {}
        self.findings: list[Finding] = []

    def read(self, section: Section[Entity]) -> None:
        context = BookContext(self._entries.ids, Rulebook("", self.things), self._scopes)
        form = form_of(section)
        read: dict[str, Entity] = {}
        for entry in self._entries.by_section.get(section.name, {}).values():
            thing = _thing(form, entry, context)
            if isinstance(thing, tuple):
                self.findings.extend(finding for finding in thing if not self._follows(finding, entry))
            else:
                read[entry.id] = thing
        self.things[section.kind] = read
        self._lost.update(self._entries.defined.get(section.name, {}).keys() - read.keys())

    def lost(self, sections: Iterable[Section[Entity]]) -> Iterator[type[Entity]]:
        """The kinds of which not everything that is defined could be read, or that are missing."""
        for section in sections:
            defined = self._entries.defined.get(section.name, {}).keys()
            if defined != self.things[section.kind].keys() or (section.single and not defined):
                yield section.kind

    def _follows(self, finding: Finding, entry: Entry) -> bool:
        """Whether a finding may only be there because something that it asks for could not be read."""
        if entry.cut and finding.place == entry.source.at():
            return True
        if finding.code == "expression-open-text":
            return bool(self._lost) or not self.whole
        if finding.code in FOLLOWS_FROM_MISSING:
            return not self.whole or not self._lost.isdisjoint(_words_asked_for(finding))
        return finding.code in ("unknown-reference", "empty-section") and not self.whole


def _words_asked_for(finding: Finding) -> Iterator[str]:
    """The name that an expression has and nothing defines, and the parts of its path."""
    quoted = re.search('"([^"]*)"', finding.text.en)
    if quoted is not None:
        yield quoted[1]
        yield from quoted[1].split(".")


def _thing(form: Form[Entity], entry: Entry, context: BookContext) -> Entity | tuple[Finding, ...]:
    thing = form.read({**entry.value, "id": entry.id}, entry.source, context)
    if isinstance(thing, Entity):
        thing.came_from(entry.source)
    return thing


@lru_cache(maxsize=256)
def form_of(section: Section[Entity]) -> Form[Entity]:
    """The form of a section, built once: building one takes longer than reading a hundred values."""
    return Form(section.form or section.kind, keyed=True)
