"""The timeline of a record: what was done with it, what is to be done, what changed of it, and what happened to it and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Select, Table, and_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from cpq.activities.given import TimelineQuery
from cpq.activities.store.cursor import Mark, cursor_of, mark_of
from cpq.activities.store.rows import activity_views, seen, task_views
from cpq.activities.store.subjects import Subject, Subjects
from cpq.activities.tables import ABOUT, ACTIVITIES, TASKS
from cpq.activities.views import TimelineEntry
from cpq.platform.audit.tables import AUDIT
from cpq.platform.events.tables import EVENTS
from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible
from cpq.platform.records.masking import hidden, sees_phones
from cpq.platform.records.store import may_write
from cpq.platform.records.tables import CHANGES
from cpq.quote_json import Json, plain

Placed = tuple[Mark, TimelineEntry]
"""An entry, and where it stands: of one moment, those of a later source and with a later key come first."""


class Timeline:
    """What one caller sees of one record."""

    def __init__(self, connection: Connection, caller: Caller, subjects: Subjects, asked: TimelineQuery) -> None:
        self._connection, self._caller, self._subjects, self._asked = connection, caller, subjects, asked
        self._kind, self._row = subjects.found(connection, caller, asked.subject)
        self._others = self._related()
        self._after = None if asked.cursor is None else mark_of(asked.cursor)

    def page(self, now: datetime) -> tuple[list[TimelineEntry], str | None]:
        """The newest entries after the cursor, and the cursor of the page after."""
        sources: Sequence[Callable[[], Iterator[Placed]]] = (
            self._activities,
            lambda: self._tasks(now),
            self._changes,
            self._events,
        )
        every = sorted((each for source in sources for each in source()), key=lambda placed: placed[0], reverse=True)
        shown, limit = every[: self._asked.limit], self._asked.limit
        entries = self._with_actors([entry for _, entry in shown])
        return entries, cursor_of(shown[-1][0]) if len(every) > limit else None

    def _rows(self, query: Select[Any], rank: int, at: Column[Any], key: Column[Any]) -> Sequence[RowMapping]:
        """The newest rows of a source that stand after the cursor, one more than a page has."""
        if self._after is not None:
            query = query.where(_before(self._after, rank, at, key))
        ordered = query.order_by(at.desc(), key.desc()).limit(self._asked.limit + 1)
        return self._connection.execute(ordered).mappings().all()

    def _about(self, table: Table, rank: int, at: Column[Any]) -> Sequence[RowMapping]:
        items = select(ABOUT.c.item).where(ABOUT.c.subject.in_([self._asked.subject, *self._others]))
        query = select(table).where(table.c.id.in_(items), seen(self._caller, table), table.c.merged_into.is_(None))
        return self._rows(query, rank, at, table.c.id)

    def _activities(self) -> Iterator[Placed]:
        rows = self._about(ACTIVITIES, 0, ACTIVITIES.c.occurred_at)
        for each in activity_views(self._connection, rows):
            entry = TimelineEntry(
                each.occurred_at, "activity", each.id, each.kind, self._asked.subject, each.created_by, plain(each)
            )
            yield Mark(each.occurred_at, 0, each.id), entry

    def _tasks(self, now: datetime) -> Iterator[Placed]:
        rows = self._about(TASKS, 1, TASKS.c.created_at)
        for each in task_views(self._connection, rows, now):
            entry = TimelineEntry(
                each.created_at, "task", each.id, "task", self._asked.subject, each.created_by, plain(each)
            )
            yield Mark(each.created_at, 1, each.id), entry

    def _changes(self) -> Iterator[Placed]:
        if not self._kind.record:
            return
        query = select(CHANGES).where(CHANGES.c.record == self._asked.subject)
        whole = self._sees_phones()
        for row in self._rows(query, 2, CHANGES.c.at, CHANGES.c.version):
            fields = {
                name: each if whole or name not in self._kind.phones else hidden(name, each)
                for name, each in row["fields"].items()
            }
            content: Json = {"version": row["version"], "from": row["source"], "fields": fields}
            what = f"{row['kind']}.{'created' if row['version'] == 1 else 'changed'}"
            id = f"{row['record']}@{row['version']}"
            yield (
                Mark(row["at"], 2, row["version"]),
                TimelineEntry(row["at"], "change", id, what, row["record"], row["by"], content),
            )

    def _sees_phones(self) -> bool:
        writes = may_write(self._connection, self._caller, self._row)
        return sees_phones(self._caller, self._row, writes=writes)

    def _events(self) -> Iterator[Placed]:
        own, others = self._asked.subject, self._others
        query = select(EVENTS).where(
            or_(EVENTS.c.subject == own, and_(EVENTS.c.subject.in_(others), visible(self._caller, EVENTS))),
            EVENTS.c.kind.not_in(_told_by_changes(self._subjects)),
        )
        for row in self._rows(query, 3, EVENTS.c.at, EVENTS.c.number):
            entry = TimelineEntry(row["at"], "event", row["id"], row["kind"], row["subject"], None, row["content"])
            yield Mark(row["at"], 3, row["number"]), entry

    def _related(self) -> list[str]:
        """What belongs to the record, of the kinds that the caller may read."""
        kinds = ((id, self._subjects.of(id)) for id in self._kind.related(self._connection, self._row))
        return [id for id, kind in kinds if kind is not None and kind.right in self._caller.rights]

    def _with_actors(self, entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
        """Events with who did it, as the audit has it."""
        events = [each for each in entries if each.source == "event"]
        query = select(AUDIT.c.subject, AUDIT.c.action, AUDIT.c.at, AUDIT.c.actor).where(
            AUDIT.c.subject.in_({each.subject for each in events}), AUDIT.c.at.in_({each.at for each in events})
        )
        rows = self._connection.execute(query).mappings() if events else ()
        actors = {(row["subject"], row["action"], row["at"]): row["actor"] for row in rows}
        return [
            replace(each, by=actors.get((each.subject, each.what, each.at))) if each.source == "event" else each
            for each in entries
        ]


def _before(mark: Mark, rank: int, at: Column[Any], key: Column[Any]) -> ColumnElement[bool]:
    """The condition that a row of a source stands after the mark, which is further in the past."""
    if rank < mark.rank:
        return at <= mark.at
    if rank > mark.rank:
        return at < mark.at
    return or_(at < mark.at, and_(at == mark.at, key < mark.key))


def _told_by_changes(subjects: Subjects) -> list[str]:
    """The kinds of events that say no more than the changes of a record do."""
    records: list[Subject] = [each for each in subjects.known if each.record]
    return [f"{each.name}.{done}" for each in records for done in ("created", "changed")]
