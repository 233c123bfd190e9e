"""What differs between two versions of a rulebook: entries that came, went and changed; tables that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from cpq.kinds import SECTIONS
from cpq.rulebook.model import Entity
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.section import Section
from cpq.rulebook.sheet import Sheet
from cpq.rulebook.text import Text
from cpq.rulebooks.written_changes import Change, changes_of


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that came, went or changed; `changes` only where it changed."""

    section: str
    id: str
    name: Text | None
    kind: Literal["added", "removed", "changed"]
    place_before: Place | None
    place_after: Place | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class TableChange:
    """A file of rows, by its name below `rules/`. The counts are of rows that only one version has; null for files that are not read row by row."""

    file: str
    kind: Literal["added", "removed", "changed"]
    rows_added: int | None
    rows_removed: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions. `reordered` are the sections whose entries follow each other otherwise, where order may decide which rule comes first."""

    before: str
    after: str
    entries: tuple[EntryChange, ...]
    tables: tuple[TableChange, ...]
    reordered: tuple[str, ...]


def compared(before: Rulebook, after: Rulebook) -> Comparison:
    """Every difference that can matter; how a file is laid out, and in which file an entry stands, cannot."""
    return Comparison(
        before.version,
        after.version,
        tuple(each for section in SECTIONS for each in _entries(section, before, after)),
        (*_sheets(before.sheets, after.sheets), *_bulk(before, after)),
        tuple(section.name for section in SECTIONS if _is_reordered(section, before, after)),
    )


def _entries(section: Section[Entity], before: Rulebook, after: Rulebook) -> Iterator[EntryChange]:
    was, is_ = before.all(section.kind), after.all(section.kind)
    for id, old in was.items():
        new = is_.get(id)
        if new is None:
            yield EntryChange(section.name, id, _name(old), "removed", old.place, None, ())
            continue
        changes = changes_of(old, new)
        if changes:
            yield EntryChange(section.name, id, _name(new), "changed", old.place, new.place, changes)
    for id, new in is_.items():
        if id not in was:
            yield EntryChange(section.name, id, _name(new), "added", None, new.place, ())


def _name(entry: Entity) -> Text | None:
    name = getattr(entry, "name", None)
    return name if isinstance(name, Text) else None


def _is_reordered(section: Section[Entity], before: Rulebook, after: Rulebook) -> bool:
    was, is_ = before.all(section.kind), after.all(section.kind)
    return [id for id in was if id in is_] != [id for id in is_ if id in was]


def _sheets(before: Mapping[str, Sheet], after: Mapping[str, Sheet]) -> Iterator[TableChange]:
    for name in sorted({*before, *after}):
        was, is_ = _rows(before.get(name)), _rows(after.get(name))
        if was != is_:
            kind = _kind(name in before, name in after)
            yield TableChange(name, kind, (is_ - was).total(), (was - is_).total())


def _rows(sheet: Sheet | None) -> Counter[tuple[str, ...]]:
    """Every row with the names of its columns, so that a column with another name is another row."""
    if sheet is None:
        return Counter()
    head = tuple(cell.text for cell in sheet.head)
    return Counter((*head, *(cell.text for cell in row)) for row in sheet.rows)


def _bulk(before: Rulebook, after: Rulebook) -> Iterator[TableChange]:
    for name in sorted({*before.bulk, *after.bulk}):
        was, is_ = before.bulk.get(name), after.bulk.get(name)
        if was is None or is_ is None or was.content != is_.content:
            yield TableChange(name, _kind(was is not None, is_ is not None), None, None)


def _kind(was: bool, is_: bool) -> Literal["added", "removed", "changed"]:
    if was and is_:
        return "changed"
    return "removed" if was else "added"
