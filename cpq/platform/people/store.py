"""Users, teams and keys in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from cpq.platform.people.caller import Caller
from cpq.platform.people.giving import rights_of
from cpq.platform.people.rights import ROWS, Role
from cpq.platform.people.rows import teams_below
from cpq.platform.people.secrets import digest_of
from cpq.platform.people.tables import KEYS, SIGN_INS, TEAMS, USERS
from cpq.platform.storage.tables import new_id


def caller_of_key(connection: Connection, token: str, now: datetime) -> Caller | None:
    """Whose key it is; None where it is nobody's, revoked or expired."""
    row = connection.execute(select(KEYS).where(KEYS.c.digest == digest_of(token))).mappings().first()
    if row is None or row["revoked_at"] or (row["expires_at"] and row["expires_at"] <= now):
        return None
    return _caller(connection, row, "key")


def caller_of_sign_in(connection: Connection, token: str, now: datetime) -> tuple[Caller, str] | None:
    """Who signed in with it, and the word that guards against forged requests; None where it has ended."""
    sign_in = connection.execute(select(SIGN_INS).where(SIGN_INS.c.digest == digest_of(token))).mappings().first()
    if sign_in is None or sign_in["expires_at"] <= now:
        return None
    user = connection.execute(select(USERS).where(USERS.c.id == sign_in["user"])).mappings().first()
    if user is None or not user["active"]:
        return None
    return _caller(connection, user, "user"), sign_in["csrf"]


def caller_of_owner(connection: Connection, id: str) -> Caller | None:
    """The user or key that rows belong to, as it may see rows now; None of an owner that is neither."""
    for table, kind in ((USERS, "user"), (KEYS, "key")):
        row = connection.execute(select(table).where(table.c.id == id)).mappings().first()
        if row is not None:
            return _caller(connection, row, kind)
    return None


def sign_in_of(connection: Connection, token: str) -> RowMapping | None:
    """The row of a sign-in; None for a key."""
    return connection.execute(select(SIGN_INS).where(SIGN_INS.c.digest == digest_of(token))).mappings().first()


def _caller(connection: Connection, row: RowMapping, kind: str) -> Caller:
    role = Role(row["role"])
    rights = rights_of(role, row.get("rights"))
    teams = teams_below(connection, row["team"]) if ROWS[role] == "team" else ()
    return Caller(
        "user" if kind == "user" else "key",
        row["id"],
        row["name"],
        role,
        rights,
        ROWS[role],
        row["team"],
        teams,
        row.get("approver"),
    )


def user_by_login(connection: Connection, login: str) -> RowMapping | None:
    """A user; logins are compared as they are written, in small letters."""
    return connection.execute(select(USERS).where(USERS.c.login == login)).mappings().first()


def add_user(connection: Connection, now: datetime, values: Mapping[str, Any]) -> str:
    """Puts a user in; returns the id."""
    id = new_id("usr")
    connection.execute(insert(USERS).values(id=id, version=1, created_at=now, active=True, **values))
    return id


def change_user(connection: Connection, id: str, values: Mapping[str, Any]) -> None:
    """Changes a user, and counts the version up."""
    connection.execute(update(USERS).where(USERS.c.id == id).values(version=USERS.c.version + 1, **values))


def add_team(connection: Connection, now: datetime, name: str, parent: str | None = None) -> str:
    """Puts a team in; returns the id."""
    id = new_id("team")
    connection.execute(insert(TEAMS).values(id=id, name=name, parent=parent, created_at=now))
    return id


def name_of(connection: Connection, id: str) -> str:
    """What a user or a key is called, for people to read; the id itself where there is neither."""
    names = (connection.scalar(select(table.c.name).where(table.c.id == id)) for table in (USERS, KEYS))
    return next((str(name) for name in names if name is not None), id)
