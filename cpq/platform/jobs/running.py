"""Doing jobs: one process holds a job for a while; what it comes to is written in one transaction, and only by who still holds it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from threading import Event, Thread
from time import monotonic
from typing import Any

from sqlalchemy import Connection, RowMapping, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from cpq.platform.act import Act, acted
from cpq.platform.jobs.tables import JOBS
from cpq.platform.people.caller import SYSTEM
from cpq.platform.storage.database import Database
from cpq.platform.storage.troubles import DatabaseTrouble
from cpq.quote_json import Json

HELD = timedelta(seconds=30)
"""So long a job belongs to whoever took it, counted anew while it is being done; a process that dies leaves it to the others after that."""
RENEWED = 10.0
"""Seconds after which a job that is being done is taken for another while."""
MOST_TRIES = 8
DIED = "the process that did it ended, every time"
AT_ONCE = 2
PAUSE = 1.0
REGULARLY = 60.0
"""Seconds between looks where nothing is due, and between requests for what is done regularly."""
_log = logging.getLogger("cpq.jobs")


class Hopeless(Exception):
    """Trying again will not help; the message is kept with the job."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done, and whose wish it is; `tries` counts this one."""

    id: str
    kind: str
    content: Any
    owner: str
    tries: int
    attachment: bytes | None = None


Outcome = Callable[[Act], Json]
"""What is written when it is done, in one transaction with the end of the job; gives the job's result."""
Handler = Callable[[Job], Outcome]
"""Does the work, outside of every transaction; done again where the process died, so what it does elsewhere has to bear that."""


class Jobs:
    """The jobs of a database, and who does which kind."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        regular: Sequence[Callable[[Act], None]] = (),
        asked: Event | None = None,
    ) -> None:
        """`asked` is set by whoever has asked for a job that is due now: then nobody waits until it is looked for."""
        self._database, self._handlers, self._regular = database, handlers, regular
        self._holder = token_hex(8)
        self._stopping, self._asked = Event(), asked or Event()
        self._threads: list[Thread] = []

    def start(self) -> None:
        """Does what is due, from now on, in threads of its own: a long job keeps no short one waiting."""
        self._threads = [Thread(target=self._run, name=f"cpq-jobs-{n}", daemon=True) for n in range(AT_ONCE)]
        for each in self._threads:
            each.start()

    def stop(self, seconds: float = 30) -> None:
        """Ends after the jobs that are being done."""
        until = monotonic() + seconds
        self._stopping.set()
        self._asked.set()
        for each in self._threads:
            each.join(max(until - monotonic(), 0))

    def do_what_is_due(self, most: int = 1_000) -> int:
        """Does up to so many jobs, one after the other; returns how many."""
        for done in range(most):
            if self._stopping.is_set() or not self.do_one():
                return done
        return most

    def do_one(self) -> bool:
        """Takes the job that has been due longest and does it; False where none is."""
        job = self._database.write(self._take)
        if job is None:
            return False
        try:
            with self._holding(job):
                outcome = self._handlers[job.kind](job)
            self._database.write(lambda connection: self._done(connection, job, outcome))
        except DatabaseTrouble:
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, the job is tried again later
            self._note(job, error)
        return True

    @contextmanager
    def _holding(self, job: Job) -> Generator[None]:
        """Takes the job again and again, as long as it is being done."""
        over = Event()
        Thread(target=self._hold, args=(job, over), name="cpq-holding", daemon=True).start()
        try:
            yield
        finally:
            over.set()

    def _hold(self, job: Job, over: Event) -> None:
        while not over.wait(RENEWED):
            try:
                self._database.write(lambda connection: self._renew(connection, job))
            except DatabaseTrouble as trouble:
                _log.warning("job %s may be taken by another: the database: %s", job.id, trouble)

    def _renew(self, connection: Connection, job: Job) -> None:
        until = datetime.now(UTC) + HELD
        connection.execute(update(JOBS).where(*self._held(job)).values(held_until=until))

    def _note(self, job: Job, error: Exception) -> None:
        """Leaves the job for later; what went wrong inside is in the log, and only what is meant for a reader with the job."""
        hopeless = isinstance(error, Hopeless)
        _log.log(logging.INFO if hopeless else logging.WARNING, "job %s (%s)", job.id, job.kind, exc_info=error)
        said = str(error) if hopeless else type(error).__name__
        self._database.write(lambda connection: self._failed(connection, job, said, hopeless=hopeless))

    def _take(self, connection: Connection) -> Job | None:
        """The first that is due; one that ended each process that did it is given up, and the next one taken."""
        now = datetime.now(UTC)
        free = or_(JOBS.c.held_until.is_(None), JOBS.c.held_until < now)
        due = JOBS.c.state == "waiting", JOBS.c.due <= now, free, JOBS.c.kind.in_(self._handlers)
        first = select(JOBS).where(*due).order_by(JOBS.c.due).limit(1).with_for_update(skip_locked=True)
        while (row := connection.execute(first).mappings().first()) is not None and row["tries"] >= MOST_TRIES:
            self._end(connection, row["id"], {"state": "failed", "problem": DIED, "ended_at": now})
        if row is None:
            return None
        held = {"holder": self._holder, "held_until": now + HELD, "tries": row["tries"] + 1}
        connection.execute(update(JOBS).where(JOBS.c.id == row["id"]).values(**held))
        return Job(row["id"], row["kind"], row["content"], row["owner"], row["tries"] + 1, row["attachment"])

    def _done(self, connection: Connection, job: Job, outcome: Outcome) -> None:
        if self._mine(connection, job) is None:
            return
        now = datetime.now(UTC)
        result = acted(connection, SYSTEM, now, job.id, outcome)
        self._end(connection, job.id, {"state": "done", "result": result, "ended_at": now, "problem": None})

    def _failed(self, connection: Connection, job: Job, said: str, *, hopeless: bool) -> None:
        if self._mine(connection, job) is None:
            return
        now = datetime.now(UTC)
        if hopeless or job.tries >= MOST_TRIES:
            self._end(connection, job.id, {"state": "failed", "problem": said[:500], "ended_at": now})
        else:
            later = now + timedelta(seconds=2**job.tries)
            self._end(connection, job.id, {"due": later, "problem": said[:500]})

    def _mine(self, connection: Connection, job: Job) -> RowMapping | None:
        """The job's row, where this process still holds it; another may have taken it meanwhile."""
        return connection.execute(select(JOBS.c.id).where(*self._held(job)).with_for_update()).mappings().first()

    def _held(self, job: Job) -> tuple[ColumnElement[bool], ...]:
        c = JOBS.c
        return c.id == job.id, c.state == "waiting", c.holder == self._holder, c.tries == job.tries

    def _end(self, connection: Connection, id: str, values: Mapping[str, Any]) -> None:
        over = {"attachment": None} if "state" in values else {}
        connection.execute(update(JOBS).where(JOBS.c.id == id).values(holder=None, held_until=None, **values, **over))

    def ask_for_what_is_regular(self) -> None:
        """What has to be done every hour or day is asked for; of one hour or day once, however many processes ask."""
        for ask in self._regular:
            self._act("regular", ask)

    def _act(self, request: str, work: Callable[[Act], None]) -> None:
        self._database.write(lambda connection: acted(connection, SYSTEM, datetime.now(UTC), request, work))

    def _run(self) -> None:
        asked = -REGULARLY
        while not self._stopping.is_set():
            try:
                if monotonic() - asked > REGULARLY:
                    self.ask_for_what_is_regular()
                    asked = monotonic()
                done = self.do_what_is_due(100)
            except DatabaseTrouble as trouble:
                _log.warning("the database: %s", trouble)
                done = 0
            except Exception:  # noqa: BLE001  the thread goes on, whatever it is
                _log.exception("jobs could not be looked after")
                done = 0
            if not done:
                self._asked.wait(PAUSE)
                if not self._stopping.is_set():
                    self._asked.clear()
