"""Reminders: the event `task.due`, once for each moment at which somebody is to be reminded of a task."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import RowMapping, select, update

from cpq.activities.store.rows import subjects_of
from cpq.activities.tables import TASKS
from cpq.platform.act import Act
from cpq.platform.jobs.running import Handler, Job, Outcome
from cpq.quote_json import Json, plain

REMINDER = "tasks.reminder"


def moment_of(row: RowMapping) -> datetime | None:
    """When somebody is to be reminded: as they said, or when it is due; never of what is done."""
    return (row["remind_at"] or row["due_at"]) if row["state"] == "open" else None


def ask_to_remind(act: Act, row: RowMapping) -> None:
    """Leaves a job for the moment, where there is one for which nobody was reminded yet."""
    moment = moment_of(row)
    if moment is not None and moment != row["reminded_for"]:
        at = moment.isoformat()
        act.job(REMINDER, {"task": row["id"], "at": at}, key=f"{row['id']} {at}", due=moment)


def remind(job: Job) -> Outcome:
    """The job. Where the task was done or put off meanwhile, nothing is told: there is another job for the other moment."""

    def outcome(act: Act) -> Json:
        of = TASKS.c.id == job.content["task"]
        row = act.connection.execute(select(TASKS).where(of).with_for_update()).mappings().first()
        moment = None if row is None else moment_of(row)
        if row is None or moment is None or moment.isoformat() != job.content["at"] or row["reminded_for"] == moment:
            return {"told": False}
        act.connection.execute(update(TASKS).where(of).values(reminded_for=moment))
        about = subjects_of(act.connection, [row["id"]]).get(row["id"], ())
        names = ("id", "title", "assignee", "priority", "due_at")
        content: Json = {**{name: plain(row[name]) for name in names}, "subjects": plain(about)}
        act.event("task.due", row["id"], content, owner=row["owner"], team=row["team"])
        return {"told": True}

    return outcome


HANDLERS: Mapping[str, Handler] = {REMINDER: remind}
"""Kind of job → who does it."""
