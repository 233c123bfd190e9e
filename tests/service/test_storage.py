"""The database: both kinds are of the same form, transactions are whole, conflicts are tried again."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, insert, select, update

from cpq.platform.people.tables import TEAMS, USERS
from cpq.platform.storage.columns import LARGEST, written_instant
from cpq.platform.storage.database import Database
from cpq.platform.storage.tables import new_id
from cpq.platform.storage.troubles import DatabaseBusy, DatabaseDown, DatabaseFull
from cpq.platform.storage.upgrading import newest, revision_of, upgrade
from cpq.tables import METADATA
from tests.service.databases import Server

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)


def team(name: str = "East") -> dict[str, object]:
    return {"id": new_id("team"), "name": name, "created_at": NOW}


def test_the_migrations_lead_to_the_tables_that_the_program_declares(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": False}), METADATA))

    assert database.read(differences) == []
    assert revision_of(database) == newest()


def test_upgrading_again_changes_nothing(database: Database) -> None:
    database.write(lambda connection: connection.execute(insert(TEAMS).values(**team())))
    upgrade(database)
    assert database.read(lambda connection: connection.scalar(select(func.count()).select_from(TEAMS))) == 1


def test_what_fails_leaves_nothing(database: Database) -> None:
    def half(connection: Connection) -> None:
        connection.execute(insert(TEAMS).values(**team()))
        raise LookupError

    with pytest.raises(LookupError):
        database.write(half)
    assert database.read(lambda connection: connection.scalar(select(func.count()).select_from(TEAMS))) == 0


def test_eight_writers_who_read_before_they_write_lose_nothing(database: Database) -> None:
    id = new_id("usr")
    user = {"id": id, "login": "a", "name": "A", "role": "rep", "active": True, "version": 0, "created_at": NOW}
    database.write(lambda connection: connection.execute(insert(USERS).values(**user)))

    def count_up(connection: Connection) -> None:
        found = connection.scalar(select(USERS.c.version).where(USERS.c.id == id).with_for_update())
        connection.execute(update(USERS).where(USERS.c.id == id).values(version=(found or 0) + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: database.write(count_up), range(80)))
    assert database.read(lambda connection: connection.scalar(select(USERS.c.version))) == 80


def test_two_processes_on_one_sqlite_file_lose_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    both = Database(url), Database(url)  # each with a write lock of its own, as two processes have
    upgrade(both[0])

    def add(number: int) -> None:
        both[number % 2].write(lambda connection: connection.execute(insert(TEAMS).values(**team(str(number)))))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, range(60)))
    assert both[0].read(lambda connection: connection.scalar(select(func.count()).select_from(TEAMS))) == 60


def test_the_largest_amount_comes_back_exactly(database: Database) -> None:
    user = {"id": "u", "login": "a", "name": "A", "role": "rep", "active": True, "version": LARGEST, "created_at": NOW}
    database.write(lambda connection: connection.execute(insert(USERS).values(**user)))
    assert database.read(lambda connection: connection.scalar(select(USERS.c.version))) == LARGEST


def test_moments_are_kept_in_utc_and_sort_by_time(database: Database) -> None:
    later = NOW.astimezone(timezone(timedelta(hours=-9))) + timedelta(microseconds=1)
    both = [{**team(), "created_at": moment} for moment in (later, NOW)]
    database.write(lambda connection: connection.execute(insert(TEAMS), both))
    found = database.read(
        lambda connection: connection.scalars(select(TEAMS.c.created_at).order_by(TEAMS.c.created_at)).all()
    )
    assert found == [NOW, later]
    with pytest.raises(ValueError, match="zone"):
        written_instant(datetime(2026, 4, 10))  # noqa: DTZ001


def test_ids_sort_by_the_time_they_were_made() -> None:
    first = new_id("quo")
    assert len(first) == 30
    assert first[:14] <= new_id("quo")[:14]


def test_a_database_that_is_not_there_is_said_to_be_down(tmp_path: Path) -> None:
    with pytest.raises(DatabaseDown):
        Database(f"sqlite:///{tmp_path}/none/x.db").read(lambda _: None)
    with pytest.raises(DatabaseDown):
        Database(f"postgresql://cpq@/x?host={tmp_path}").read(lambda _: None)


def test_a_database_that_may_only_be_read_is_said_to_be_down(database: Database) -> None:
    """A file in a folder that is mounted so; a standby that was not promoted yet."""
    forbid = "PRAGMA query_only = ON" if database.is_sqlite else "SET TRANSACTION READ ONLY"

    def add(connection: Connection) -> None:
        connection.exec_driver_sql(forbid)
        connection.execute(insert(TEAMS).values(**team()))

    with pytest.raises(DatabaseDown):
        database.write(add)


def test_what_is_no_database_is_said_to_be_down(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("name,price\n" * 1_000)
    with pytest.raises(DatabaseDown):
        Database(f"sqlite:///{tmp_path}/x.db").read(lambda _: None)


def test_a_statement_that_takes_longer_than_the_database_allows_is_said_to_be_in_the_way(postgresql: Server) -> None:
    def wait(connection: Connection) -> None:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 1")
        connection.exec_driver_sql("SELECT pg_sleep(60)")

    database = Database(postgresql.empty())
    with pytest.raises(DatabaseBusy):
        database.read(wait)
    database.close()


def test_a_server_that_does_not_answer_is_said_to_be_down() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes the connection, and says nothing
        port = silent.getsockname()[1]
        with pytest.raises(DatabaseDown):
            Database(f"postgresql://cpq@127.0.0.1:{port}/x?connect_timeout=2").read(lambda _: None)


def test_a_full_disk_is_said_to_be_full_and_leaves_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/x.db")
    upgrade(database)

    def fill(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for _ in range(2_000):
            connection.execute(insert(TEAMS).values(**team("x" * 1_000)))

    with pytest.raises(DatabaseFull):
        database.write(fill)
    assert database.read(lambda connection: connection.scalar(select(func.count()).select_from(TEAMS))) == 0
