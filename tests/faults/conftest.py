"""What the tests of faults begin with: databases of both kinds, and a process that forks services."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.services import Nursery
from tests.faults.services import nursery as begun
from tests.service.conftest import postgresql, url

__all__ = ["postgresql", "url"]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with begun() as running:
        yield running
