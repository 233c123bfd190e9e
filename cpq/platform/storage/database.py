"""Transactions: one to read, one to write; a conflict of locks is tried again, what the database cannot do is said plainly."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from random import uniform
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import ConnectionPoolEntry

from cpq.platform.storage.troubles import DatabaseBusy, is_conflict, is_taken, trouble_of

T = TypeVar("T")

TRIES = 8
"""How often a transaction is tried that others are in the way of."""
LOOKS = 2
"""How often it is tried again for what another put in meanwhile; where that is still not seen, it is a mistake of the program."""
PATIENCE = 5.0
"""Seconds to wait for a lock."""
_NETWORK: Mapping[str, object] = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Seconds, and the last in milliseconds, after which a PostgreSQL server that is silent is taken to be gone; the URL may say otherwise."""


class Database:
    """A database by its URL: `sqlite:////var/lib/cpq/cpq.db` or `postgresql://user@host/name`.

    What is done in `read` and `write` may be done again after a conflict, so it has no effects but those in the database. Both raise
    `DatabaseTrouble` where the database is busy, down or full; what was done in that transaction is then undone.
    """

    def __init__(self, url: str, connections: int = 10) -> None:
        self._url = _with_driver(make_url(url))
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        asked: dict[str, Any] = {} if self.is_sqlite else {"pool_pre_ping": True, "connect_args": _network(self._url)}
        self.engine = create_engine(self._url, pool_size=connections, max_overflow=0, pool_timeout=PATIENCE, **asked)
        self._one_writer = Lock() if self.is_sqlite else None
        if self.is_sqlite:
            _as_sqlite_should_be(self.engine)
        self._writing = self.engine.execution_options(begins_to_write=True)

    def read(self, work: Callable[[Connection], T]) -> T:
        """What the work finds, in one transaction."""
        return self._tried(self.engine, work)

    def write(self, work: Callable[[Connection], T]) -> T:
        """What the work gives, once everything it wrote is committed."""
        with self._turn():
            return self._tried(self._writing, work)

    def snapshot(self, work: Callable[[Connection], T]) -> T:
        """What was there at one moment, however long the work takes and whatever is written meanwhile."""
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        return self._tried(self.engine.execution_options(**level), work)

    def close(self) -> None:
        """Ends every connection."""
        self.engine.dispose()

    @contextmanager
    def _turn(self) -> Generator[None]:
        """SQLite has one writer at a time: threads of this process wait here, which is fair, and not in the file, which is not."""
        if self._one_writer is None:
            yield
            return
        if not self._one_writer.acquire(timeout=PATIENCE):
            raise DatabaseBusy
        try:
            yield
        finally:
            self._one_writer.release()

    def _tried(self, engine: Engine, work: Callable[[Connection], T]) -> T:
        for attempt in range(TRIES):
            try:
                with engine.begin() as connection:
                    return work(connection)
            except NoConnection:
                raise DatabaseBusy from None
            except DBAPIError as error:
                if not (is_conflict(error) or (is_taken(error) and attempt < LOOKS)):
                    raise trouble_of(error) from error
            time.sleep(uniform(0.5, 1.5) * 0.005 * 2**attempt)  # noqa: S311  only spreads those who wait
        raise DatabaseBusy


def _with_driver(url: URL) -> URL:
    """PostgreSQL by psycopg 3, whichever name it is given."""
    if url.get_backend_name() in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _network(url: URL) -> dict[str, object]:
    return {name: value for name, value in _NETWORK.items() if name not in url.query}


def _as_sqlite_should_be(engine: Engine) -> None:
    """Every connection durable, with foreign keys; a transaction that will write says so when it begins.

    A transaction that only begins to write after it has read fails where another wrote in between.
    """

    def opened(connection: Any, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver begins no transaction by itself
        for pragma in (
            f"busy_timeout = {int(PATIENCE * 1000)}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("begins_to_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", opened)
    event.listen(engine, "begin", begun)
