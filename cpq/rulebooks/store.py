"""The SQL of stored rulebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cpq.rulebooks.tables import ACTIVATIONS, RULEBOOKS, TEMPLATE_SETS

SUMMARY = [each for each in RULEBOOKS.c if each.name != "archive"]
"""Without the archive, which may be many megabytes."""


def put_once(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Inserts a row unless it is there; whether it was not. Whoever inserts the same one at the same time is waited for."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    put = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(*table.primary_key.columns)
    return connection.execute(put).first() is not None


def came_with(connection: Connection, version: str, templates: str | None) -> None:
    """Notes which templates a version came with last."""
    connection.execute(update(RULEBOOKS).where(RULEBOOKS.c.version == version).values(templates=templates))


def rulebook_row(connection: Connection, version: str, *, locked: bool = False) -> RowMapping | None:
    """A version without its archive."""
    query = select(*SUMMARY).where(RULEBOOKS.c.version == version)
    return connection.execute(query.with_for_update() if locked else query).mappings().first()


def archive_of(connection: Connection, table: Table, version: str) -> bytes | None:
    """The archive of a version of the rules or of the templates."""
    return connection.scalar(select(table.c.archive).where(table.c.version == version))


def has_templates(connection: Connection, version: str) -> bool:
    return connection.scalar(select(TEMPLATE_SETS.c.version).where(TEMPLATE_SETS.c.version == version)) is not None


def add_activation(connection: Connection, values: Mapping[str, Any]) -> None:
    connection.execute(insert(ACTIVATIONS).values(**values))


def cancel(connection: Connection, id: str, by: str, now: datetime) -> None:
    connection.execute(update(ACTIVATIONS).where(ACTIVATIONS.c.id == id).values(cancelled_at=now, cancelled_by=by))


def activation_row(connection: Connection, id: str) -> RowMapping | None:
    return connection.execute(select(ACTIVATIONS).where(ACTIVATIONS.c.id == id).with_for_update()).mappings().first()


def last_activation(connection: Connection, at: datetime, origin: str | None = None) -> RowMapping | None:
    """The activation that is in force at a moment; or the last one of an origin."""
    query = select(ACTIVATIONS).where(ACTIVATIONS.c.starts_at <= at, ACTIVATIONS.c.cancelled_at.is_(None))
    query = query if origin is None else query.where(ACTIVATIONS.c.origin == origin)
    newest = query.order_by(ACTIVATIONS.c.starts_at.desc(), ACTIVATIONS.c.id.desc()).limit(1)
    return connection.execute(newest).mappings().first()


def to_come(connection: Connection, after: datetime) -> Sequence[RowMapping]:
    """The activations that are yet to start, the next one first."""
    query = select(ACTIVATIONS).where(ACTIVATIONS.c.starts_at > after, ACTIVATIONS.c.cancelled_at.is_(None))
    return connection.execute(query.order_by(ACTIVATIONS.c.starts_at, ACTIVATIONS.c.id)).mappings().all()
