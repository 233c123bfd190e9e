"""The first login of a new service."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from cpq.platform.act import Act
from cpq.platform.people.model import UserGiven
from cpq.platform.people.secrets import hashed, new_password
from cpq.platform.people.service import new_user
from cpq.platform.people.tables import USERS


@dataclass(frozen=True, slots=True)
class FirstLogin:
    """Shown once, where the service is started for the first time."""

    login: str
    password: str


def first_login(act: Act) -> FirstLogin | None:
    """An administrator with a password that nobody has chosen; None where there is a user already."""
    if act.connection.scalar(select(USERS.c.id).limit(1)) is not None:
        return None
    made = FirstLogin("admin", new_password())
    new_user(act, UserGiven(login=made.login, name="Administrator", role="admin"), hashed(made.password))
    return made
