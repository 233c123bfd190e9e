"""Activities, tasks and timelines as they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from cpq.activities.given import ActivityKind, Direction, Priority, TaskState


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was: degrees (WGS 84), metres, and an address."""

    latitude: Decimal | None
    longitude: Decimal | None
    accuracy: Decimal | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was there; `record` is the contact or user that they are."""

    name: str
    record: str | None


@dataclass(frozen=True, slots=True)
class ActivityView:
    """A call, visit, mail, note or meeting about the records in `subjects`."""

    id: str
    kind: ActivityKind
    subjects: tuple[str, ...]
    occurred_at: datetime
    direction: Direction | None
    minutes: int | None
    title: str | None
    text: str | None
    outcome: str | None
    place: Place | None
    attendees: tuple[Attendee, ...]
    owner: str
    team: str | None
    version: int
    created_by: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TaskView:
    """Something that is to be done; `closed_at` once it is done or cancelled. `late` says that it is open and past its due moment."""

    id: str
    title: str
    note: str | None
    subjects: tuple[str, ...]
    due_at: datetime | None
    remind_at: datetime | None
    priority: Priority
    assignee: str
    state: TaskState
    outcome: str | None
    closed_at: datetime | None
    late: bool
    owner: str
    team: str | None
    version: int
    created_by: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened with a record, or with what belongs to it: `subject`.

    `what` is the kind of activity, `task`, or the kind of event such as order.created; `content` is the activity or task, the fields that
    changed as [before, after], or what the event tells. `by` is who did it, where that is known.
    """

    at: datetime
    source: Literal["activity", "task", "change", "event"]
    id: str
    what: str
    subject: str
    by: str | None
    content: object


@dataclass(frozen=True, slots=True)
class DraftResult:
    """What became of a draft: created or changed now, the same as before, in conflict with what others changed, or invalid.

    `record` and `version` are those of the record, where there is one; `problem` says what to mend.
    """

    id: str | None
    status: Literal["created", "changed", "same", "conflict", "invalid"]
    record: str | None
    version: int | None
    problem: object
