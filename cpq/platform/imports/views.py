"""Imports as they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cpq.platform.imports.files import Layout
from cpq.rulebook.text import Text

State = Literal["ready", "running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field that a column may be."""

    name: str
    text: Text


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """An import in a list: `position` of `total` rows are done, and of these so many became new records, changed one, changed nothing, or
    could not be kept.
    """

    id: str
    kind: str
    name: str
    state: State
    position: int
    total: int
    created: int
    changed: int
    same: int
    failed: int
    owner: str
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import: how its file is read, field → head of the column that it is in, and how far it is. `problem` is what ended it."""

    id: str
    kind: str
    name: str
    digest: str
    layout: Layout
    mapping: Mapping[str, str]
    unmapped: tuple[str, ...]
    fields: tuple[FieldView, ...]
    country: str
    state: State
    problem: Text | None
    position: int
    total: int
    created: int
    changed: int
    same: int
    failed: int
    job: str | None
    owner: str
    version: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportedRowError:
    """What is wrong in a row: `row` as a spreadsheet shows it, `column` as its head says."""

    row: int
    column: str | None
    field: str | None
    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class PreviewedRow:
    """A row, what it becomes, and what is wrong in it. `before` says that it was imported before."""

    row: int
    cells: Mapping[str, str]
    becomes: Mapping[str, object]
    errors: tuple[ImportedRowError, ...]
    before: bool


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The first rows, and what they become."""

    rows: tuple[PreviewedRow, ...]
