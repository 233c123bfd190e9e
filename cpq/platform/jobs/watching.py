"""How a job stands, for who asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select

from cpq.platform.jobs.tables import JOBS
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.people.caller import Caller
from cpq.platform.problems import Problem
from cpq.platform.storage.reading import read_as


@dataclass(frozen=True, slots=True)
class JobState:
    """A job: waiting (which includes being done), done with a result, or failed with a reason."""

    id: str
    kind: str
    state: Literal["waiting", "done", "failed"]
    tries: int
    result: object
    problem: str | None
    created_at: datetime
    ended_at: datetime | None


def job_state(connection: Connection, caller: Caller, id: str) -> JobState:
    """How it stands. Raises a 404 problem where there is none, or it is somebody else's."""
    shown = [each for each in JOBS.c if each is not JOBS.c.attachment]
    row = connection.execute(select(*shown).where(JOBS.c.id == id)).mappings().first()
    everybodys = caller.rows == "all" and caller.sees_costs  # a result may have costs
    if row is None or not (everybodys or row["owner"] == caller.id):
        raise Problem(NOT_FOUND)
    return read_as(JobState, row)
