"""An import of leads by a service that is killed again and again: whatever it was at, no lead is lost, and none is there twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from cpq.leads.tables import ASSIGNMENTS, LEADS
from cpq.platform.imports.tables import IMPORT_ERRORS, IMPORTED_ROWS
from cpq.platform.jobs.tables import JOBS
from cpq.platform.records.tables import CHANGES
from tests.faults.services import Nursery
from tests.faults.shop import Shop, shop
from tests.service.databases import fresh_sqlite

ROWS, WRONG = 210, 3
"""A batch and a little more; in some the telephone number is none."""
POINTS = ("die-jobs-9-a", "die-jobs-1200-b")
"""When the import begins, and in the middle of the first batch."""
FILE = "编号,姓名,手机号\n" + "".join(f"E{n},客户{n},{'12' if n % 100 == 7 else ''}\n" for n in range(ROWS))


@pytest.fixture
def own(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with shop(nursery, fresh_sqlite(), tmp_path_factory.mktemp("shop"), CPQ_TEST_FAULTS="true") as made:
        yield made


def test_a_service_that_dies_over_an_import_loses_and_doubles_nothing(own: Shop) -> None:
    with own.client("admin") as client:
        sent = client.post("/v1/imports?name=a.csv", content=FILE.encode(), headers={"content-type": "text/csv"})
        assert sent.status_code == 201, sent.text
    path, positions = f"/v1/imports/{sent.json()['id']}", list[int]()
    _rests(own)
    with own.client("admin") as client:
        assert client.post(f"{path}/run", headers={"x-request-id": POINTS[0]}).status_code == 202
    for point in (*POINTS[1:], "the last"):
        _dies(own)
        own.service.start()
        with own.client("admin") as client:  # who asks arms the next death; nobody has the job until it is free again
            positions.append(client.get(path, headers={"x-request-id": point}).json()["position"])
        own.forget_holds()
    done = _done(own, path)
    assert (done["state"], done["created"], done["failed"], done["position"]) == ("done", ROWS - WRONG, WRONG, ROWS)
    assert positions == [0, 0]
    counts = [_count(own, table) for table in (LEADS, IMPORTED_ROWS, ASSIGNMENTS)]
    assert (counts, _count(own, IMPORT_ERRORS)) == ([ROWS - WRONG] * 3, WRONG)
    first = select(func.count()).where(CHANGES.c.version == 1)
    assert own.database.read(lambda connection: connection.scalar(first)) == ROWS - WRONG


def _rests(own: Shop) -> None:
    """Has done what a service does by itself: it would die over that, and the next one take the import before it is told to die."""
    until = time.monotonic() + 60
    due = select(func.count()).where(JOBS.c.state == "waiting", JOBS.c.due <= datetime.now(UTC))
    while _count(own, JOBS) == 0 or own.database.read(lambda connection: connection.scalar(due)):
        assert time.monotonic() < until
        time.sleep(0.05)


def _dies(own: Shop) -> None:
    until = time.monotonic() + 60
    while own.service.alive and time.monotonic() < until:
        time.sleep(0.02)
    assert not own.service.alive
    own.service.kill()


def _done(own: Shop, path: str) -> Any:
    until = time.monotonic() + 60
    while (seen := own.get(path))["state"] == "running":
        assert time.monotonic() < until
        time.sleep(0.05)
    return seen


def _count(own: Shop, table: Any) -> int:
    return own.database.read(lambda connection: connection.scalar(select(func.count()).select_from(table))) or 0
