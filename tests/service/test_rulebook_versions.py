"""Rulebooks in the database: stored whole, activated at a moment, taken over from the workspace at a start."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from cpq.platform.act import acted
from cpq.platform.in_force import UnknownVersion
from cpq.platform.people.caller import SYSTEM
from cpq.platform.problems import Problem
from cpq.platform.storage.database import Database
from cpq.rulebook.finding import Refused
from cpq.rulebooks.adopting import in_force_of
from cpq.rulebooks.checking import Checked, checked
from cpq.rulebooks.contents import Contents
from cpq.rulebooks.service import activated, cancelled, stored
from cpq.rulebooks.shelf import DatabaseShelf
from cpq.rulebooks.tables import ACTIVATIONS, RULEBOOKS
from cpq.rulebooks.versions import Activation, ActivationGiven
from cpq.workspace import Workspace, starter
from tests.rulebooks.minimal import FOLDER, RULES

NOON = datetime(2026, 4, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
T = TypeVar("T")


def act(database: Database, work, now: datetime = NOON):
    return database.write(lambda connection: acted(connection, SYSTEM, now, "test", work))


def edition(price: str = "800.00", **templates: bytes) -> Checked:
    text = RULES["prices.yaml"].replace(b"DESK-120: 800.00", f"DESK-120: {price}".encode())
    return checked(Contents({**RULES, "prices.yaml": text}, {f"{name}.css": each for name, each in templates.items()}))


def store(database: Database, found: Checked) -> str:
    return act(database, lambda act: stored(act, found, None)).version


def activate(database: Database, version: str, *, now: datetime = NOON, at: datetime | None = None) -> Activation:
    return act(database, lambda act: activated(act, ActivationGiven(version=version, at=at)), now)


def counted(database: Database, table) -> int:
    return database.read(lambda connection: connection.scalar(select(func.count()).select_from(table)) or 0)


def in_force(database: Database, now: datetime) -> str:
    return DatabaseShelf(database).plan(now)[0].version


def test_what_is_stored_loads_as_the_same_version(database: Database) -> None:
    found = edition()
    assert store(database, found) == found.version
    assert DatabaseShelf(database).rulebook(found.version).version == found.version
    with pytest.raises(UnknownVersion):
        DatabaseShelf(database).rulebook("0" * 64)


def test_storing_again_stores_nothing(database: Database) -> None:
    for _ in range(2):
        store(database, edition())
    assert counted(database, RULEBOOKS) == 1


def test_many_who_store_the_same_version_at_once_store_one(database: Database) -> None:
    found = edition()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: store(database, found), range(8)))
    assert counted(database, RULEBOOKS) == 1


def test_templates_are_a_folder_with_the_very_files(database: Database, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("CPQ_CACHE", str(tmp_path))
    found = edition(quote=b"p {}")
    store(database, found)
    shelf, version = DatabaseShelf(database), found.contents.templates_version
    folder = shelf.templates(version)
    assert shelf.templates(version) == folder
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"quote.css": b"p {}"}
    assert [path.name for path in folder.parent.iterdir()] == [version]
    assert shelf.templates(None) == starter().templates


def test_other_templates_with_the_same_rules_are_what_the_version_came_with_last(database: Database) -> None:
    store(database, edition(quote=b"p {}"))
    found = edition(quote=b"p { color: red }")
    store(database, found)
    assert counted(database, RULEBOOKS) == 1
    assert activate(database, found.version).templates == found.contents.templates_version


def test_an_activation_is_in_force_from_its_moment_on(database: Database) -> None:
    old, new = store(database, edition()), store(database, edition("900.00"))
    activate(database, old)
    activate(database, new, at=NOON + HOUR)
    assert in_force(database, NOON + HOUR - timedelta(microseconds=1)) == old
    assert in_force(database, NOON + HOUR) == new
    assert [each.version for each in DatabaseShelf(database).plan(NOON)] == [old, new]


def test_rolling_back_is_activating_an_earlier_one(database: Database) -> None:
    old, new = store(database, edition()), store(database, edition("900.00"))
    for hours, version in enumerate((old, new, old)):
        activate(database, version, now=NOON + hours * HOUR)
    assert [in_force(database, NOON + hours * HOUR) for hours in range(3)] == [old, new, old]


def test_the_later_word_counts_though_its_clock_is_behind(database: Database) -> None:
    old, new = store(database, edition()), store(database, edition("900.00"))
    activate(database, old, now=NOON + timedelta(seconds=2))
    activate(database, new, now=NOON + timedelta(seconds=2))
    assert in_force(database, NOON + timedelta(seconds=3)) == new


def test_what_has_not_started_can_be_taken_back(database: Database) -> None:
    old, new = store(database, edition()), store(database, edition("900.00"))
    started = activate(database, old)
    to_come = activate(database, new, at=NOON + HOUR)
    for _ in range(2):
        act(database, lambda act: cancelled(act, to_come.id))
    assert in_force(database, NOON + 2 * HOUR) == old
    with pytest.raises(Problem, match="conflict"):
        act(database, lambda act: cancelled(act, started.id))


@pytest.mark.parametrize(
    ("version", "at", "code"),
    [
        ("0" * 64, None, "unknown-version"),
        (None, NOON - HOUR, "past-moment"),
        (None, NOON + 100_000 * HOUR, "far-moment"),
    ],
    ids=["unknown", "past", "far"],
)
def test_an_activation_that_cannot_be(database: Database, version: str | None, at: datetime | None, code: str) -> None:
    known = store(database, edition())
    with pytest.raises(Problem) as found:
        activate(database, version or known, at=at)
    assert [each.code for each in found.value.errors] == [code]
    assert counted(database, ACTIVATIONS) == 0


def test_templates_that_are_not_stored_are_refused(database: Database) -> None:
    version = store(database, edition())
    with pytest.raises(Problem) as found:
        act(database, lambda act: activated(act, ActivationGiven(version=version, templates="0" * 64)))
    assert found.value.errors[0].pointer == "/templates"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    shutil.copytree(FOLDER, tmp_path / "ours" / "rules")
    return Workspace(tmp_path / "ours")


def edit(workspace: Workspace, old: str, new: str) -> None:
    path = workspace.rules / "prices.yaml"
    path.write_text(path.read_text().replace(old, new))


def start(database: Database, workspace: Workspace) -> str:
    return in_force_of(database, workspace).rulebook.version


def test_at_the_first_start_the_workspace_is_stored_and_in_force(database: Database, workspace: Workspace) -> None:
    version = start(database, workspace)
    assert in_force(database, datetime.now(UTC)) == version
    assert start(database, workspace) == version
    assert (counted(database, RULEBOOKS), counted(database, ACTIVATIONS)) == (1, 1)


def test_a_workspace_whose_files_changed_is_in_force_after_the_next_start(
    database: Database, workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    first = start(database, workspace)
    edit(workspace, "800.00", "820.00")
    second = start(database, workspace)
    assert first != second
    assert first[:12] in caplog.text
    assert second[:12] in caplog.text
    edit(workspace, "820.00", "800.00")
    assert start(database, workspace) == first


def test_what_was_put_in_force_since_stays_where_the_workspace_is_as_it_was(
    database: Database, workspace: Workspace
) -> None:
    start(database, workspace)
    version = act(database, lambda act: stored(act, edition("900.00"), None), datetime.now(UTC)).version
    activate(database, version, now=datetime.now(UTC))
    assert start(database, workspace) == version


def test_the_sample_never_takes_the_place_of_a_companys_own_rules(database: Database, workspace: Workspace) -> None:
    version = start(database, workspace)
    assert start(database, starter()) == version


def test_changed_templates_alone_are_another_activation(database: Database, workspace: Workspace) -> None:
    start(database, workspace)
    folder = workspace.root / "quotes" / "templates"
    folder.mkdir(parents=True)
    (folder / "quote.css").write_text("p {}")
    assert in_force_of(database, workspace).planned.templates is not None
    assert (counted(database, RULEBOOKS), counted(database, ACTIVATIONS)) == (1, 2)


def test_a_workspace_with_errors_is_not_taken_over(database: Database, workspace: Workspace) -> None:
    version = start(database, workspace)
    edit(workspace, "currency: CNY", "currency: XXX")
    with pytest.raises(Refused):
        start(database, workspace)
    assert in_force(database, datetime.now(UTC)) == version


def test_processes_that_start_at_once_take_it_over_once(url: str, workspace: Workspace) -> None:
    databases = [Database(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        versions = set(pool.map(lambda database: start(database, workspace), databases))
    assert len(versions) == 1
    assert counted(databases[0], ACTIVATIONS) == 1
    for each in databases:
        each.close()
