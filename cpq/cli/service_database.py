"""The service's database for a command: where it is, whether it is of the newest revision, who acts on it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import make_url

from cpq.cli.failure import refuse
from cpq.kinds import load_rulebook
from cpq.platform.act import Act, acted
from cpq.platform.people.caller import SYSTEM
from cpq.platform.problems import Problem
from cpq.platform.settings import settings_of_the_environment
from cpq.platform.storage.database import Database
from cpq.platform.storage.place import database_of
from cpq.platform.storage.troubles import DatabaseTrouble
from cpq.platform.storage.upgrading import newest, revision_of, upgrade
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.rulebooks.shelf import DatabaseShelf
from cpq.workspace import Workspace, find_workspace, starter

T = TypeVar("T")


def home_of(folder: Path | None) -> Workspace:
    """The workspace that is asked for; with none asked for and none here the sample company."""
    return find_workspace((folder or Path.cwd()).resolve()) or starter()


@contextmanager
def opened(folder: Path | None, *, upgraded: bool = True) -> Generator[Database]:
    """The database of a workspace's service, brought to the newest revision where that is safe; the command ends where it cannot be used."""
    url = database_of(settings_of_the_environment(), home_of(folder))
    try:
        database = Database(url)
        try:
            if upgraded:
                prepare(database)
            yield database
        finally:
            database.close()
    except DatabaseTrouble as trouble:
        refuse("no-database", url_shown(url), Text(zh=f"数据库不可用：{trouble}", en=f"cannot be used: {trouble}"))
    except Problem as problem:
        refuse(problem.kind.type, url_shown(url), problem.detail)


def prepare(database: Database) -> None:
    """Upgrades SQLite, and whatever is empty; another one is upgraded by `cpq db upgrade`, when its owner says so."""
    revision = revision_of(database)
    if revision == newest():
        return
    if database.is_sqlite or revision is None:
        upgrade(database)
        return
    text = Text(
        zh=f"数据库版本为 {revision}，本程序需要 {newest()}；请先备份，再运行 cpq db upgrade",
        en=f"the database is at revision {revision}, this program needs {newest()}; back it up, then run `cpq db upgrade`",
    )
    refuse("old-database", "CPQ_DATABASE", text)


def url_shown(url: str) -> str:
    """A URL without its password."""
    return make_url(url).render_as_string(hide_password=True)


def acting(database: Database, work: Callable[[Act], T]) -> T:
    """What the work gives, as done by the system."""
    return database.write(lambda connection: acted(connection, SYSTEM, datetime.now(UTC), "cli", work))


def rulebook_of(database: Database, home: Workspace) -> Rulebook:
    """The rulebook that is in force in the service; the workspace's where none ever was."""
    shelf = DatabaseShelf(database)
    plan = shelf.plan(datetime.now(UTC))
    if plan:
        return shelf.rulebook(plan[0].version)
    loaded = load_rulebook(home.rules, home.root)
    if loaded.rulebook is None:
        raise Refused(loaded.findings)
    return loaded.rulebook
