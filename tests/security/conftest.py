"""The house that the attacks are made on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.security.house import House
from tests.service.conftest import database, postgresql, url

__all__ = ["database", "postgresql", "url"]


@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    """One for all attacks that are to change nothing."""
    made = House()
    yield made
    made.database.close()


@pytest.fixture
def own() -> Iterator[House]:
    """One that the test may change."""
    made = House()
    yield made
    made.database.close()
