"""What administrators do: users, teams, keys. Everything is audited; no password and no secret is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, insert, select, update

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT, INVALID, NOT_FOUND
from cpq.platform.people.giving import has_to_give, rights_of
from cpq.platform.people.model import Key, KeyGiven, NewKey, Team, TeamGiven, User, UserChanged, UserGiven
from cpq.platform.people.secrets import digest_of, new_key
from cpq.platform.people.store import add_team, add_user, change_user, user_by_login
from cpq.platform.people.tables import KEYS, SIGN_INS, TEAMS, USERS
from cpq.platform.problems import Problem, ProblemError
from cpq.platform.storage.reading import read_as
from cpq.platform.storage.tables import new_id
from cpq.platform.versions import must_be
from cpq.quote_json import Json
from cpq.rulebook.text import Text


def new_user(act: Act, given: UserGiven, password: str | None) -> User:
    """Puts a user in; `password` is the hash. Raises a 409 problem where the login is taken."""
    if user_by_login(act.connection, given.login) is not None:
        raise Problem(CONFLICT, Text(zh=f"登录名 {given.login} 已存在", en=f"there is a user {given.login} already"))
    has_to_give(act.caller, rights_of(given.role))
    _team_is_there(act.connection, given.team, "/team")
    values = {name: getattr(given, name) for name in ("login", "name", "role", "team", "approver")}
    id = add_user(act.connection, act.now, {**values, "password": password})
    act.audit("user.added", "user", id, None, _shown(values))
    return user(act.connection, id)


def changed_user(act: Act, id: str, expected: int, given: UserChanged, password: str | None) -> User:
    """Changes what is written; a new password, a new role and being shut out end every sign-in."""
    before = user(act.connection, id)
    must_be(before.version, expected)
    has_to_give(act.caller, rights_of(before.role) | rights_of(given.role or before.role))
    _team_is_there(act.connection, given.team, "/team")
    values = {name: getattr(given, name) for name in given.model_fields_set - {"password"}}
    secret = {} if password is None else {"password": password}
    _keeps_an_administrator(act.connection, before, values)
    change_user(act.connection, id, {**values, **secret})
    if secret or {"role", "active", "team", "approver"} & values.keys():
        act.connection.execute(delete(SIGN_INS).where(SIGN_INS.c.user == id))
    shown = {name: getattr(before, name) for name in values}
    act.audit("user.changed", "user", id, _shown(shown), _shown({**values, **({"password": "…"} if secret else {})}))
    return user(act.connection, id)


def user(connection: Connection, id: str) -> User:
    """A user. Raises a 404 problem where there is none."""
    return read_as(User, _row(connection, USERS, id))


def user_named(connection: Connection, login: str) -> User:
    """A user by the login. Raises a 404 problem where there is none."""
    row = user_by_login(connection, login)
    if row is None:
        raise Problem(NOT_FOUND, Text(zh=f"没有用户 {login}", en=f"there is no user {login}"))
    return read_as(User, row)


def new_team(act: Act, given: TeamGiven) -> Team:
    """Puts a team in; a circle cannot come about, for a team's parent is there before it."""
    _team_is_there(act.connection, given.parent, "/parent")
    id = add_team(act.connection, act.now, given.name, given.parent)
    act.audit("team.added", "team", id, None, _shown({"name": given.name, "parent": given.parent}))
    return read_as(Team, _row(act.connection, TEAMS, id))


def make_key(act: Act, given: KeyGiven) -> NewKey:
    """A key; its secret is in the answer and nowhere else."""
    has_to_give(act.caller, rights_of(given.role, given.rights))
    _team_is_there(act.connection, given.team, "/team")
    values = {"name": given.name, "role": given.role, "rights": None if given.rights is None else list(given.rights)}
    return _put_key(act, {**values, "team": given.team, "expires_at": act.now + timedelta(days=given.days)})


def rotate_key(act: Act, id: str, grace: timedelta) -> NewKey:
    """A new key like an old one, which goes on for so long."""
    old = _row(act.connection, KEYS, id)
    if old["revoked_at"] is not None:
        raise Problem(CONFLICT, Text(zh="密钥已吊销，请新建", en="the key is revoked; make a new one"))
    has_to_give(act.caller, rights_of(old["role"], old["rights"]))
    lasted = (old["expires_at"] - old["created_at"]) if old["expires_at"] else None
    values = {name: old[name] for name in ("name", "role", "rights", "team")}
    made = _put_key(act, {**values, "expires_at": act.now + lasted if lasted else None})
    ends = min(act.now + grace, old["expires_at"] or act.now + grace)
    act.connection.execute(update(KEYS).where(KEYS.c.id == id).values(expires_at=ends))
    act.audit("key.rotated", "key", id, None, {"by": made.key.id})
    return made


def revoke_key(act: Act, id: str) -> None:
    """Ends a key; once more does nothing."""
    if _row(act.connection, KEYS, id)["revoked_at"] is None:
        act.connection.execute(update(KEYS).where(KEYS.c.id == id).values(revoked_at=act.now))
        act.audit("key.revoked", "key", id, None, None)


def _put_key(act: Act, values: Mapping[str, Any]) -> NewKey:
    id, secret = new_id("key"), new_key()
    row = {**values, "id": id, "digest": digest_of(secret), "created_by": act.caller.id, "created_at": act.now}
    act.connection.execute(insert(KEYS).values(**row))
    act.audit("key.added", "key", id, None, _shown({name: values[name] for name in ("name", "role", "rights", "team")}))
    return NewKey(read_as(Key, _row(act.connection, KEYS, id)), secret)


def _row(connection: Connection, table: Table, id: str) -> RowMapping:
    row = connection.execute(select(table).where(table.c.id == id)).mappings().first()
    if row is None:
        raise Problem(NOT_FOUND, Text(zh=f"没有 {id}", en=f"there is no {id}"))
    return row


def _team_is_there(connection: Connection, team: str | None, pointer: str) -> None:
    if team is not None and connection.scalar(select(TEAMS.c.id).where(TEAMS.c.id == team)) is None:
        text = Text(zh=f"没有团队 {team}", en=f"there is no team {team}")
        raise Problem(INVALID, text, [ProblemError("unknown-team", text, pointer)])


def _keeps_an_administrator(connection: Connection, before: User, values: Mapping[str, Any]) -> None:
    """Raises a 409 problem where nobody could administer the service any more."""
    if before.role != "admin" or not ({"role", "active"} & values.keys()):
        return
    if values.get("role", "admin") == "admin" and values.get("active", True):
        return
    others = select(USERS.c.id).where(USERS.c.role == "admin", USERS.c.active == True, USERS.c.id != before.id)  # noqa: E712
    if connection.scalar(others.limit(1)) is None:
        text = Text(zh="至少须有一名可登录的管理员", en="there has to be one active administrator at least")
        raise Problem(CONFLICT, text)


def _shown(values: Mapping[str, Any]) -> Json:
    return {
        name: None if value is None else value if isinstance(value, bool | list) else str(value)
        for name, value in values.items()
    }
