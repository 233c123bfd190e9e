"""Merges and likely duplicates as they are answered; no values of fields, which not everybody may see whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cpq.platform.records.given import DuplicateState
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows of a table refer to the survivor now."""

    table: str
    column: str
    count: int


@dataclass(frozen=True, slots=True)
class MergeView:
    """A merge: the fields that were taken from the record that was merged, and what was moved. `undone_at`: taken back since."""

    id: str
    kind: str
    survivor: str
    merged: str
    by: str
    at: datetime
    reason: str | None
    fields: tuple[str, ...]
    moved: tuple[Moved, ...]
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True, slots=True)
class DuplicateReason:
    """What agrees between two records or does not, in words; the points add up to those of the pair."""

    code: str
    points: int
    text: Text


@dataclass(frozen=True, slots=True)
class DuplicateView:
    """Two records that may be one: `same` is as good as certain, `review` for a person to look at. `merge` made them one."""

    id: str
    kind: str
    first: str
    second: str
    verdict: Literal["same", "review"]
    points: int
    reasons: tuple[DuplicateReason, ...]
    state: DuplicateState
    found_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    merge: str | None
