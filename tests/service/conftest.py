"""The databases that the service is tested on."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from cpq.platform.storage.database import Database
from tests.service.databases import Server, fresh_sqlite
from tests.service.databases import server as running_server

MISSING = "PostgreSQL is not installed: apt-get install postgresql"
ON_ONE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""For a test whose SQL another one of its file has tried on every kind of database."""


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own."""
    with running_server() as running:
        if running is None:
            if os.environ.get("CI"):
                pytest.fail(MISSING)
            pytest.skip(MISSING)
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the newest revision, on each kind."""
    if request.param == "sqlite":
        yield fresh_sqlite()
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.lent() as lent:
        yield lent


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()
