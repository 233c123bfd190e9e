"""Measures what others do, without their knowing: transactions and connections of the database, the jobs in it."""

from __future__ import annotations

from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, QueuePool, event, func, select

from cpq.platform.jobs.tables import JOBS
from cpq.platform.observing.metrics import Metrics
from cpq.platform.storage.database import Database


def watch(database: Database, metrics: Metrics) -> None:
    """From here on every transaction is measured."""
    engine = database.engine
    since = WeakKeyDictionary[Connection, float]()  # what a connection keeps itself is gone with its server

    def begun(connection: Connection) -> None:
        since[connection] = perf_counter()

    def ended(outcome: str) -> Any:
        def tell(connection: Connection) -> None:
            began = since.pop(connection, None)
            if began is not None:
                metrics.transaction(outcome, perf_counter() - began)

        return tell

    event.listen(engine, "begin", begun)
    event.listen(engine, "commit", ended("committed"))
    event.listen(engine, "rollback", ended("rolled_back"))
    event.listen(engine, "checkout", lambda *_: metrics.connections.set(_open(engine)))
    event.listen(
        engine, "checkin", lambda *_: metrics.connections.set(_open(engine) - 1)
    )  # it is given back right after


def _open(engine: Engine) -> int:
    """As the pool has it: to count what comes and goes is wrong as soon as one is lost on the way."""
    return engine.pool.checkedout() if isinstance(engine.pool, QueuePool) else 0


def count_jobs(connection: Connection, metrics: Metrics) -> None:
    """How many jobs are in each state, and how long the oldest that is due has waited."""
    now = datetime.now(UTC)
    rows = connection.execute(select(JOBS.c.state, func.count()).group_by(JOBS.c.state)).all()
    counts = {"waiting": 0, "done": 0, "failed": 0, **{str(state): int(count) for state, count in rows}}
    oldest = connection.scalar(select(func.min(JOBS.c.due)).where(JOBS.c.state == "waiting", JOBS.c.due <= now))
    metrics.jobs(counts.items(), (now - oldest).total_seconds() if oldest is not None else 0.0)
