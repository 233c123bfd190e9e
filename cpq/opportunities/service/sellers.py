"""Sellers of a file as users, in the teams of their managers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from sqlalchemy import Connection, select

from cpq.opportunities.importing.mapping import TeamColumns
from cpq.platform.act import Act
from cpq.platform.people.model import TeamGiven, UserGiven
from cpq.platform.people.rights import RoleName
from cpq.platform.people.service import new_team, new_user
from cpq.platform.people.tables import TEAMS, USERS

Owners = Mapping[str, tuple[str, str | None]]
"""Name or login → id and team."""


def owners_of(connection: Connection) -> dict[str, tuple[str, str | None]]:
    """Every user who may own records, by name and by login; a name that two have is nobody's."""
    rows = connection.execute(select(USERS.c.id, USERS.c.login, USERS.c.name, USERS.c.team)).mappings().all()
    names = [row["name"] for row in rows]
    named = {row["name"]: (row["id"], row["team"]) for row in rows if names.count(row["name"]) == 1}
    return named | {row["login"]: (row["id"], row["team"]) for row in rows}


def add_sellers(act: Act, rows: Iterable[Mapping[str, str]], columns: TeamColumns) -> int:
    """Makes users of sellers and managers who are none yet, and their teams; returns how many users. Nobody can sign in until they are given
    a password.
    """
    known, made = owners_of(act.connection), 0
    for row in rows:
        seller = row[columns.seller].strip()
        manager = row[columns.manager].strip() if columns.manager else ""
        above = row[columns.team].strip() if columns.team else ""
        team = _team(act, above, None)
        team = _team(act, manager, team) if manager else team
        for name, role in _roles(manager, seller):
            if name and name not in known:
                known[name] = (_user(act, name, role, team), team)
                made += 1
    return made


def _team(act: Act, name: str, parent: str | None) -> str | None:
    """The team of that name below another one, which is made where it is not there."""
    if not name:
        return parent
    query = select(TEAMS.c.id).where(TEAMS.c.name == name, TEAMS.c.parent.is_not_distinct_from(parent))
    there = act.connection.scalar(query.limit(1))
    return there or new_team(act, TeamGiven(name=name, parent=parent)).id


def _user(act: Act, name: str, role: RoleName, team: str | None) -> str:
    given = UserGiven(login=login_of(name), name=name, role=role, team=team)
    return new_user(act, given, None).id


def login_of(name: str) -> str:
    """`moses.frase`; of a name without Latin letters a word made from it."""
    plain = ".".join(re.findall(r"[a-z0-9]+", name.lower())) if name.isascii() else ""
    return plain or f"seller-{sha256(name.encode()).hexdigest()[:12]}"


def _roles(manager: str, seller: str) -> Iterable[tuple[str, RoleName]]:
    return (manager, "manager"), (seller, "rep")
