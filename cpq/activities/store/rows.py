"""Activities and tasks as they are answered: one, or page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, insert, or_, select
from sqlalchemy.sql.elements import ColumnElement

from cpq.activities.given import ActivityQuery, TaskQuery
from cpq.activities.kinds import ACTIVITY, TASK
from cpq.activities.tables import ABOUT, ACTIVITIES, TASKS
from cpq.activities.views import ActivityView, Attendee, Place, TaskView
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.pages import PageQuery, page
from cpq.platform.people.caller import Caller
from cpq.platform.problems import Problem
from cpq.platform.records.store import Kind, seen_by, shared_with
from cpq.rulebook.text import Text

About = Mapping[str, tuple[str, ...]]


def seen(caller: Caller, table: Table) -> ColumnElement[bool]:
    """The condition on activities or tasks: the caller's rows, what was shared with them, and what is about a record that was shared."""
    if caller.rows == "all":
        return seen_by(caller, table)
    shared = select(ABOUT.c.item).where(ABOUT.c.subject.in_(shared_with(caller)))
    return or_(seen_by(caller, table), table.c.id.in_(shared))


def row_of(connection: Connection, caller: Caller, kind: Kind, id: str) -> RowMapping:
    """One of them. Raises a 404 problem where the caller sees none."""
    query = select(kind.table).where(kind.table.c.id == id, seen(caller, kind.table))
    row = connection.execute(query).mappings().first()
    if row is None:
        raise Problem(NOT_FOUND, Text(zh=f"没有{kind.text.zh} {id}", en=f"there is no {kind.text.en} {id}"))
    return row


def add_subjects(connection: Connection, item: str, subjects: Iterable[str]) -> None:
    """Says what an activity or task is about."""
    rows = [{"item": item, "subject": each} for each in dict.fromkeys(subjects)]
    if rows:
        connection.execute(insert(ABOUT), rows)


def subjects_of(connection: Connection, items: Iterable[str]) -> About:
    """Item → what it is about."""
    query = select(ABOUT).where(ABOUT.c.item.in_(list(items))).order_by(ABOUT.c.item, ABOUT.c.subject)
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(query).mappings():
        found[row["item"]] = (*found.get(row["item"], ()), row["subject"])
    return found


def activities(
    connection: Connection, caller: Caller, asked: ActivityQuery
) -> tuple[Sequence[ActivityView], str | None]:
    """A page of activities, those written last first."""
    rows, after = _listed(connection, caller, ACTIVITIES, asked, ("kind", "owner"))
    return activity_views(connection, rows), after


def tasks(
    connection: Connection, caller: Caller, asked: TaskQuery, now: datetime
) -> tuple[Sequence[TaskView], str | None]:
    """A page of tasks, those made last first."""
    before = () if asked.due_before is None else (TASKS.c.due_at < asked.due_before,)
    rows, after = _listed(connection, caller, TASKS, asked, ("state", "assignee", "priority"), before)
    return task_views(connection, rows, now), after


def _listed(
    connection: Connection,
    caller: Caller,
    table: Table,
    asked: PageQuery,
    names: Sequence[str],
    also: Sequence[ColumnElement[bool]] = (),
) -> tuple[Sequence[RowMapping], str | None]:
    query: Select[Any] = select(table).where(seen(caller, table), table.c.merged_into.is_(None), *also)
    subject = getattr(asked, "subject", None)
    if subject is not None:
        query = query.where(table.c.id.in_(select(ABOUT.c.item).where(ABOUT.c.subject == subject)))
    for name in names:
        value = getattr(asked, name)
        query = query if value is None else query.where(table.c[name] == value)
    found = page(connection, query, table.c.id, asked)
    return found.rows, found.next


def activity(connection: Connection, caller: Caller, id: str) -> ActivityView:
    """One that the caller sees."""
    return activity_views(connection, [row_of(connection, caller, ACTIVITY, id)])[0]


def task(connection: Connection, caller: Caller, id: str, now: datetime) -> TaskView:
    """One that the caller sees."""
    return task_views(connection, [row_of(connection, caller, TASK, id)], now)[0]


_HEAD = ("id", "owner", "team", "version", "created_by", "created_at", "updated_at")
_ACTIVITY = (*_HEAD, "kind", "occurred_at", "direction", "minutes", "title", "text", "outcome")
_TASK = (
    *(*_HEAD, "title", "note", "due_at", "remind_at", "priority"),
    *("assignee", "state", "outcome", "closed_at"),
)


def activity_views(connection: Connection, rows: Sequence[RowMapping]) -> list[ActivityView]:
    """Rows as they are answered."""
    about = subjects_of(connection, (row["id"] for row in rows))
    return [
        ActivityView(
            **{name: row[name] for name in _ACTIVITY},
            subjects=about.get(row["id"], ()),
            place=None if row["place"] is None else Place(**row["place"]),
            attendees=tuple(Attendee(**each) for each in row["attendees"] or ()),
        )
        for row in rows
    ]


def task_views(connection: Connection, rows: Sequence[RowMapping], now: datetime) -> list[TaskView]:
    """Rows as they are answered at a moment."""
    about = subjects_of(connection, (row["id"] for row in rows))
    return [
        TaskView(
            **{name: row[name] for name in _TASK},
            subjects=about.get(row["id"], ()),
            late=row["state"] == "open" and row["due_at"] is not None and row["due_at"] < now,
        )
        for row in rows
    ]


def due_by(connection: Connection, user: str, end: datetime) -> Sequence[RowMapping]:
    """What somebody has to do or to be reminded of until a moment, and has not done: what is due first, first."""
    until = or_(TASKS.c.due_at < end, TASKS.c.remind_at < end)
    query = select(TASKS).where(TASKS.c.assignee == user, TASKS.c.state == "open", TASKS.c.merged_into.is_(None), until)
    moment = TASKS.c.due_at.is_(None), TASKS.c.due_at, TASKS.c.remind_at, TASKS.c.id
    return connection.execute(query.order_by(*moment)).mappings().all()
