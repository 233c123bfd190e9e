"""What can be wrong with a database, as the two drivers say it."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

_CONFLICTS = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL: serialization failure, deadlock, lock not available."""
_TAKEN = "23505"
"""PostgreSQL: unique violation."""
_SAID_BY_SQLITE = ("database is locked", "database table is locked")


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
    return _state(error) in _CONFLICTS or any(words in str(error.orig) for words in _SAID_BY_SQLITE)


def is_taken(error: DBAPIError) -> bool:
    """Whether something is there already: put in by another after this transaction had looked, it is seen at the next try."""
    return _state(error) == _TAKEN


def trouble_of(error: DBAPIError) -> Exception:
    """The trouble that an error of a driver is; the error itself where it is a mistake of the program."""
    said, state = str(error.orig), _state(error)
    if state in ("53100", "53200") or "is full" in said or "disk I/O error" in said:
        return DatabaseFull(said)
    if error.connection_invalidated or state.startswith(("08", "57P", "53")) or _is_unreachable(said):
        return DatabaseDown(said)
    return error


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _is_unreachable(said: str) -> bool:
    return any(words in said for words in ("connection failed", "connection is bad", "unable to open database file"))
