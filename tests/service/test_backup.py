"""A backup is of one moment, whole, and goes into any database that is empty."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import Connection, func, insert, select

from cpq.platform.audit.chain import first_break
from cpq.platform.people.rights import Role
from cpq.platform.people.tables import TEAMS
from cpq.platform.repeats import REPEATS
from cpq.platform.storage.backup import Unusable, back_up, restore
from cpq.platform.storage.database import Database
from cpq.platform.storage.tables import new_id
from cpq.tables import METADATA
from tests.service.caller import caller
from tests.service.databases import fresh_sqlite

TABLES = METADATA.sorted_tables


def counted(database: Database) -> dict[str, int]:
    return {
        each.name: database.read(
            lambda connection, each=each: connection.scalar(select(func.count()).select_from(each)) or 0
        )
        for each in TABLES
    }


@pytest.fixture
def backup(database: Database, tmp_path: Path) -> Path:
    admin = caller(role=Role.ADMIN, database=database)
    for number in range(3):
        assert admin.post("/v1/teams", {"name": f"T{number}"}, idempotency_key=f"k{number}").status_code == 201
    back_up(database, TABLES, tmp_path / "b.zip")
    return tmp_path / "b.zip"


def test_everything_comes_back_on_a_database_of_either_kind(database: Database, backup: Path) -> None:
    other = Database(fresh_sqlite())
    restore(other, TABLES, backup)
    assert counted(other) == counted(database)
    assert counted(other)["teams"] == 3
    assert other.read(first_break) is None
    assert other.read(lambda connection: connection.scalars(select(REPEATS.c.body)).all()) == database.read(
        lambda connection: connection.scalars(select(REPEATS.c.body)).all()
    )


def test_what_is_written_meanwhile_is_not_in_it(database: Database) -> None:
    team = insert(TEAMS).values(id=new_id("team"), name="x", created_at=datetime.now(UTC))

    def counts(connection: Connection) -> list[int | None]:
        before = connection.scalar(select(func.count()).select_from(TEAMS))
        database.write(lambda other: other.execute(team))
        return [before, connection.scalar(select(func.count()).select_from(TEAMS))]

    assert database.snapshot(counts) == [0, 0]


def test_it_is_not_put_over_what_is_there(database: Database, backup: Path) -> None:
    before = counted(database)
    with pytest.raises(Unusable, match="not empty"):
        restore(database, TABLES, backup)
    assert counted(database) == before


@pytest.mark.parametrize("harm", ["cut", "changed", "another revision", "no zip"])
def test_one_that_is_not_whole_is_refused_and_leaves_nothing(backup: Path, harm: str, tmp_path: Path) -> None:
    harmed = tmp_path / "harmed.zip"
    if harm in ("cut", "no zip"):
        harmed.write_bytes(backup.read_bytes()[: -200 if harm == "cut" else 3])
    else:
        with ZipFile(backup) as old, ZipFile(harmed, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if harm == "changed" and name == "teams.jsonl":
                    content = content.replace(b"T1", b"T9")
                if harm == "another revision" and name == "manifest.json":
                    content = content.replace(b'"revision": "', b'"revision": "9')
                new.writestr(name, content)
    other = Database(fresh_sqlite())
    with pytest.raises(Unusable):
        restore(other, TABLES, harmed)
    assert sum(counted(other).values()) == 1  # the end of the empty audit log
