"""The jobs. A job is free where nobody holds it: `held_until` is over or was never set."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from cpq.platform.storage.columns import Bytes, Document, Instant, Whole, Word
from cpq.platform.storage.tables import column, table

JOBS = table(
    "jobs",
    column("id", Word, primary_key=True),
    column("kind", Word),
    column("key", Word, null=True),
    column("content", Document),
    column("attachment", Bytes, null=True),
    column("state", Word),
    column("due", Instant),
    column("held_until", Instant, null=True),
    column("holder", Word, null=True),
    column("tries", Whole),
    column("result", Document, null=True),
    column("problem", Word, null=True),
    column("owner", Word),
    column("created_at", Instant),
    column("ended_at", Instant, null=True),
    UniqueConstraint("kind", "key"),
    Index("ix_jobs_state_due", "state", "due"),
    Index("ix_jobs_ended_at", "ended_at"),
)
"""`state` is waiting, done or failed; a job that has ended has no attachment any more. Of one kind and key there is one job, however often it is asked for."""
