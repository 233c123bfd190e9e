"""Databases for tests: SQLite files, copied from one that is of the newest revision, and a PostgreSQL server of the tests' own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import psycopg
from psycopg import sql

from cpq.platform.audit.tables import HEAD
from cpq.platform.storage.database import Database
from cpq.platform.storage.upgrading import newest, upgrade
from cpq.tables import METADATA

NOT_ROOT = "postgres"
"""PostgreSQL refuses to run as root; then it runs as this user, or as nobody."""


def fresh_sqlite(folder: Path | None = None) -> str:
    """The URL of a new database of the newest revision."""
    path = (folder or Path(mkdtemp(prefix="cpq-db-", dir=os.environ.get("CPQ_CACHE")))) / "service.db"
    shutil.copyfile(_pattern(), path)
    return f"sqlite:///{path}"


@cache
def _pattern() -> Path:
    path = Path(mkdtemp(prefix="cpq-db-", dir=os.environ.get("CPQ_CACHE"))) / "pattern.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


def postgresql_programs() -> Path | None:
    """Where `initdb` and `postgres` are: on the path, or where Debian puts them; None where there are none."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]))
    return found[-1].parent if found else None


class Server:
    """A PostgreSQL server in a folder of its own, reached by a socket there; nobody else can."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._data, self.folder = programs, folder / "data", folder
        self._pattern: str | None = None
        self._free: list[str] = []
        self._user = _user() if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        self._run("initdb", "-D", self._data, "-U", "cpq", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def start(self, *, durable: bool = False) -> None:
        """Nothing that was committed is lost with the power where it is `durable`, which takes its time."""
        options = f"-k {self.folder} -c listen_addresses='' -c fsync={'on' if durable else 'off'} -c max_connections=60"
        self._run("pg_ctl", "-D", self._data, "-w", "-o", options, "-l", self.folder / "log", "start")

    def stop(self) -> None:
        """At once, as if the power went."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")

    def empty(self, pattern: str = "template1") -> str:
        """The URL of a new database like another one, which is empty unless that is said."""
        name = f"t{uuid4().hex}"
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(pattern))
        with psycopg.connect(f"host={self.folder} user=cpq dbname=postgres", autocommit=True) as connection:
            connection.execute(command)
        return self._url(name)

    def fresh(self) -> str:
        """The URL of a new database of the newest revision, copied from one that was upgraded once."""
        if self._pattern is None:
            url = self.empty()
            database = Database(url)
            upgrade(database)
            database.close()
            self._pattern = url.split("/")[3].split("?")[0]
        return self.empty(self._pattern)

    @contextmanager
    def lent(self) -> Generator[str]:
        """The URL of a database of the newest revision with no rows but those of a new one. It is emptied and lent again under
        another name, which takes less time than to make one and writes far less; not where something is still connected to it,
        nor where it is of another revision now.
        """
        url = self._free.pop() if self._free else self.fresh()
        yield url
        with suppress(psycopg.Error):
            if (emptied := self._emptied(url)) is not None:
                self._free.append(emptied)

    def _emptied(self, url: str) -> str | None:
        old, new = url.split("/")[3].split("?", 1)[0], f"t{uuid4().hex}"
        with psycopg.connect(f"host={self.folder} user=cpq dbname=postgres", autocommit=True) as connection:
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(old), sql.Identifier(new)))
        url = self._url(new)
        with psycopg.connect(url) as connection:
            if connection.execute("SELECT version_num FROM alembic_version").fetchone() != (newest(),):
                return None
            for each in reversed(METADATA.sorted_tables):
                if each is not HEAD:
                    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(each.name)))
            connection.execute("UPDATE audit_head SET number = 0, hash = repeat('0', 64)")
        return url

    def _url(self, name: str) -> str:
        return f"postgresql://cpq@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._programs / program), *(str(each) for each in arguments)]
        subprocess.run(command, check=True, user=self._user, cwd=self.folder, stdout=subprocess.DEVNULL, timeout=60)


def _user() -> str:
    known = {each.pw_name for each in pwd.getpwall()}
    return NOT_ROOT if NOT_ROOT in known else "nobody"


@contextmanager
def server(*, durable: bool = False) -> Generator[Server | None]:
    """A running server while it is needed; None where PostgreSQL is not installed."""
    programs = postgresql_programs()
    if programs is None:
        yield None
        return
    folder = Path(mkdtemp(prefix="cpq-pg-", dir="/tmp"))  # the path of a socket has to be short
    running = Server(programs, folder)
    running.start(durable=durable)
    try:
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
