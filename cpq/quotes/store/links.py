"""Links, acceptances and the secret that links are signed with."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cpq.platform.storage.reading import read_as
from cpq.quotes.links import Link
from cpq.quotes.tables import ACCEPTANCES, LINKS, SECRETS


def add_link(connection: Connection, link: Link, now: datetime) -> None:
    """Puts a link in; those before it end."""
    revoke_links(connection, link.quote, now)
    values: dict[str, Any] = {"id": link.id, "quote": link.quote, "number": link.number, "expires_at": link.expires_at}
    connection.execute(insert(LINKS).values(**values, created_at=now))


def revoke_links(connection: Connection, quote: str, now: datetime) -> None:
    """Ends every link of a quote."""
    open_links = LINKS.c.quote == quote, LINKS.c.revoked_at.is_(None)
    connection.execute(update(LINKS).where(*open_links).values(revoked_at=now))


def link_of(connection: Connection, id: str) -> Link | None:
    """A link by its id."""
    row = connection.execute(select(LINKS).where(LINKS.c.id == id)).mappings().first()
    return None if row is None else read_as(Link, row)


def secret_of(connection: Connection) -> str | None:
    """The secret that the database keeps; None before the first link."""
    return connection.scalar(select(SECRETS.c.secret).where(SECRETS.c.id == 1))


def kept_secret(connection: Connection) -> str:
    """The secret that the database keeps; made at first."""
    insert_one = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(SECRETS)
    connection.execute(insert_one.values(id=1, secret=token_urlsafe(48)).on_conflict_do_nothing())
    return str(connection.scalar(select(SECRETS.c.secret).where(SECRETS.c.id == 1)))


def add_acceptance(connection: Connection, values: dict[str, Any]) -> None:
    """Puts an acceptance in: of a quote only one."""
    connection.execute(insert(ACCEPTANCES).values(**values))


def acceptance_of(connection: Connection, quote: str) -> RowMapping | None:
    """Who accepted a quote, if anybody did."""
    return connection.execute(select(ACCEPTANCES).where(ACCEPTANCES.c.quote == quote)).mappings().first()
