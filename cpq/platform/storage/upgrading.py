"""Brings a database to the newest revision, or says that it is not there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from cpq.platform.storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 7_265_001
"""The number of the advisory lock that replicas take when they start at the same time."""


def newest() -> str:
    """The newest revision that this program knows."""
    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def revision_of(database: Database) -> str | None:
    """The revision that a database is at; None where it is empty."""
    return database.read(lambda connection: MigrationContext.configure(connection).get_current_revision())


def upgrade(database: Database, to: str = "head") -> None:
    """Runs what is missing, all of it in one transaction; whoever else wants to at the same time waits and finds it done."""

    def work(connection: Connection) -> None:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
        command.upgrade(_config(connection), to)

    database.write(work)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
