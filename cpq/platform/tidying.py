"""What is no longer needed goes: answers kept for repetitions, sign-ins that have ended, failures that are forgiven."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from cpq.platform.act import Act
from cpq.platform.jobs.running import Job, Outcome
from cpq.platform.jobs.tables import JOBS
from cpq.platform.people.tables import FAILURES, SIGN_INS
from cpq.platform.rate_ledger import forget_full
from cpq.platform.repeats import forget_old
from cpq.quote_json import Json

KIND = "tidy"
EVERY = timedelta(hours=1)
_FORGIVEN = timedelta(days=1)
_JOBS_KEPT = timedelta(days=30)


def ask_to_tidy(act: Act) -> None:
    """Once an hour, however many processes ask."""
    hour = act.now.replace(minute=0, second=0, microsecond=0)
    act.job(KIND, {}, key=hour.isoformat())


def tidy(job: Job) -> Outcome:
    """The job."""

    def outcome(act: Act) -> Json:
        forget_old(act.connection, act.now)
        forget_full(act.connection)
        act.connection.execute(delete(SIGN_INS).where(SIGN_INS.c.expires_at < act.now))
        act.connection.execute(delete(FAILURES).where(FAILURES.c.until < act.now - _FORGIVEN))
        ended = JOBS.c.state != "waiting", JOBS.c.ended_at < act.now - _JOBS_KEPT
        act.connection.execute(delete(JOBS).where(*ended, JOBS.c.id != job.id))
        return None

    return outcome
