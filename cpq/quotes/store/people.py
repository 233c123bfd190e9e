"""Who holds an approver's role, and who was lent it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from cpq.platform.people.tables import USERS
from cpq.platform.storage.reading import read_as
from cpq.platform.storage.tables import new_id
from cpq.quotes.delegation import Delegation
from cpq.quotes.model import Delegated
from cpq.quotes.tables import DELEGATIONS


def approver_of(connection: Connection, user: str) -> str | None:
    """The level of approval of a user; None for nobody's, and for systems."""
    return connection.scalar(select(USERS.c.approver).where(USERS.c.id == user))


def holders_of(connection: Connection, role: str) -> frozenset[str]:
    """The users who hold an approver's role."""
    active = USERS.c.approver == role, USERS.c.active == True  # noqa: E712
    return frozenset(str(each) for each in connection.scalars(select(USERS.c.id).where(*active)))


def delegations_to(connection: Connection, user: str, day: date) -> tuple[Delegation, ...]:
    """What was delegated to a user on a day, by those who hold it still: who lost a role, or left, lends it to nobody."""
    c = DELEGATIONS.c
    holds = (USERS.c.id == c.giver) & (USERS.c.approver == c.role) & (USERS.c.active == True)  # noqa: E712
    query = select(DELEGATIONS).join(USERS, holds).where(c.taker == user, c.since <= day, c.until >= day)
    return tuple(read_as(Delegation, row) for row in connection.execute(query).mappings())


def delegations_of(connection: Connection, user: str) -> tuple[Delegated, ...]:
    """What a user has delegated, and what was delegated to them."""
    c = DELEGATIONS.c
    query = select(DELEGATIONS).where(or_(c.giver == user, c.taker == user)).order_by(c.id)
    return tuple(read_as(Delegated, row) for row in connection.execute(query).mappings())


def add_delegation(connection: Connection, now: datetime, values: dict[str, Any]) -> str:
    """Puts a delegation in; returns the id."""
    id = new_id("dlg")
    connection.execute(insert(DELEGATIONS).values(id=id, created_at=now, **values))
    return id


def end_delegation(connection: Connection, giver: str, id: str) -> bool:
    """Takes a delegation back; whether there was one."""
    found = DELEGATIONS.c.id == id, DELEGATIONS.c.giver == giver
    return connection.execute(delete(DELEGATIONS).where(*found)).rowcount == 1


def is_user(connection: Connection, id: str) -> bool:
    """Whether there is a user who may sign in."""
    active = USERS.c.id == id, USERS.c.active == True  # noqa: E712
    return connection.scalar(select(USERS.c.id).where(*active)) is not None
