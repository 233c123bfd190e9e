"""Asking for a job, within the transaction that needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from cpq.platform.jobs.tables import JOBS
from cpq.platform.storage.tables import new_id
from cpq.quote_json import Json


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done, from `due` on; of one `key` only once. `attachment` is a file that it needs, kept until the job ends."""

    kind: str
    content: Json
    key: str | None
    due: datetime
    attachment: bytes | None = None


def ask_for(connection: Connection, now: datetime, owner: str, asked: Asked) -> str:
    """The id of the job: the one that is there for the key, or a new one."""
    id = new_id("job")
    values = {"kind": asked.kind, "key": asked.key, "content": asked.content, "due": asked.due}
    new = insert(JOBS).values(
        id=id, state="waiting", tries=0, owner=owner, created_at=now, attachment=asked.attachment, **values
    )
    if asked.key is None:
        connection.execute(new)
        return id
    same = select(JOBS.c.id).where(JOBS.c.kind == asked.kind, JOBS.c.key == asked.key)
    found = connection.scalar(same)
    if found is not None:
        return found
    try:
        with connection.begin_nested():
            connection.execute(new)
    except IntegrityError:  # another asked for it at the same time
        return connection.scalar(same) or id
    return id
