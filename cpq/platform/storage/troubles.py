"""What can be wrong with a database, as the two drivers say it."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

_CONFLICTS = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL: serialization failure, deadlock, lock not available."""
_TAKEN = "23505"
"""PostgreSQL: unique violation."""
_LATE = "57014"
"""PostgreSQL: a statement was cancelled, as by a limit of its time."""
_FULL = frozenset({"53100", "53200"})
"""PostgreSQL: disk full, out of memory."""
_AWAY = ("08", "25006", "53", "57P", "58")
"""PostgreSQL, how its codes begin: no connection, only to be read (a standby), too few resources, shutting down or starting, system error."""
_SQLITE_CONFLICTS = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_SQLITE_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
_SQLITE_AWAY = frozenset(
    {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
)


class DatabaseTrouble(Exception):
    """The database cannot do it now; nothing of the transaction is left."""


class DatabaseBusy(DatabaseTrouble):
    """Others were in the way for too long."""


class DatabaseDown(DatabaseTrouble):
    """There is no connection."""


class DatabaseFull(DatabaseTrouble):
    """There is no room left for what is to be written."""


def is_conflict(error: DBAPIError) -> bool:
    """Whether the same transaction may well succeed when it is tried again."""
    return _state(error) in _CONFLICTS or _code(error) in _SQLITE_CONFLICTS


def is_taken(error: DBAPIError) -> bool:
    """Whether something is there already: put in by another after this transaction had looked, it is seen at the next try."""
    return _state(error) == _TAKEN


def trouble_of(error: DBAPIError) -> Exception:
    """The trouble that an error of a driver is; the error itself where it is a mistake of the program."""
    said, state, code = str(error.orig), _state(error), _code(error)
    if state in _FULL or code in _SQLITE_FULL:
        return DatabaseFull(said)
    if error.connection_invalidated or state.startswith(_AWAY) or code in _SQLITE_AWAY or _is_unreachable(said):
        return DatabaseDown(said)
    return DatabaseBusy(said) if state == _LATE else error


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _code(error: DBAPIError) -> int:
    """SQLite's, without what it says more exactly; 0 where there is none."""
    return int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF


def _is_unreachable(said: str) -> bool:
    """What has no code, for there is no server that could send one."""
    return any(words in said for words in ("connection failed", "connection is bad", "connection timeout expired"))
