"""A shop with a real service, its database, its people, and a receiver of its events."""

from __future__ import annotations

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import socket
from typing import Any, cast

import httpx
from sqlalchemy import func, select, update

from cpq.platform.act import Act, acted
from cpq.platform.events.tables import EVENTS
from cpq.platform.jobs.tables import JOBS
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from cpq.platform.webhooks.tables import WEBHOOKS
from cpq.quotes.service.jobs import EXPIRY
from tests.faults.deals import SHOP, Asked, Reply
from tests.faults.services import Nursery, Service
from tests.pricing.books import loaded
from tests.service.caller import Caller, key_of
from tests.service.test_quote_flow import person
from tests.webhooks.receiver import answering, receiver


class Shop:
    """`service` is the first of those that serve the database."""

    def __init__(self, nursery: Nursery, url: str, folder: Path, **settings: str) -> None:
        self.url, self.folder, self.nursery = url, folder, nursery
        loaded(folder / "rules", SHOP)
        self.database = Database(url)
        self.keys = {
            "seller": key_of(self.database, Role.INTEGRATION),
            "admin": key_of(self.database, Role.ADMIN),
            "": "",
        }
        _, lead = person(self.database, Caller(cast("Any", None)), "lead", "manager", "lead")
        self.keys["lead"] = lead.headers["authorization"].removeprefix("Bearer ")
        self.services: list[Service] = []
        self.service = self.another(**settings)
        self.delivered: list[tuple[int, str]] = []
        self.fatal = False
        """Whether the next delivery is the end of the service."""

    def another(self, **settings: str) -> Service:
        """One more service on the same database."""
        log = self.folder / f"log-{len(self.services)}"
        self.services.append(Service(self.nursery, self.folder, self.url, log, **settings))
        return self.services[-1]

    def client(self, by: str, service: Service | None = None) -> httpx.Client:
        return (service or self.service).client(self.keys[by])

    def send(self, asked: Asked, id: str | None = None) -> Reply | None:
        with self.client(asked.by) as client:
            return asked.sent(client, id)

    def get(self, path: str, by: str = "admin") -> Any:
        with self.client(by) as client:
            got = client.get(path)
            assert got.status_code == 200, got.text
            return got.json()

    def ask_for(self, jobs: int) -> None:
        """So many jobs that are due now, and find nothing to do."""

        def work(act: Act) -> None:
            for number in range(jobs):
                act.job(EXPIRY, {}, key=f"{act.now} {number}")

        self.database.write(lambda connection: acted(connection, SYSTEM, datetime.now(UTC), "test", work))

    def jobs(self, kind: str = EXPIRY) -> list[Any]:
        asked = select(JOBS).where(JOBS.c.kind == kind, JOBS.c.due <= datetime.now(UTC))
        return [*self.database.read(lambda connection: connection.execute(asked).mappings().all())]

    def forget_holds(self) -> None:
        """As if the time were over for which a process that died has held jobs and webhooks."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        for table in (JOBS, WEBHOOKS):
            held = update(table).where(table.c.held_until.is_not(None)).values(held_until=past)
            self.database.write(lambda connection, held=held: connection.execute(held))

    @contextmanager
    def told(self) -> Generator[None]:
        """A webhook, told of everything from here on."""
        with receiver(self._delivery) as (port, received):
            self._received = received
            with self.client("admin") as client:
                made = client.post("/v1/webhooks", json={"url": f"http://127.0.0.1:{port}/"})
                assert made.status_code == 201, made.text
                self.hook, self.since = made.json()["webhook"]["id"], made.json()["webhook"]["cursor"]
            yield

    def waiting(self) -> int:
        """How many events the webhook has not got yet."""
        last = select(func.coalesce(func.max(EVENTS.c.number), 0)).scalar_subquery()
        asked = select(last - WEBHOOKS.c.cursor).where(WEBHOOKS.c.id == self.hook)
        return self.database.read(lambda connection: connection.scalar(asked)) or 0

    def all_told(self) -> None:
        """Every event arrived, in order; one that was on its way when the service died may have come twice."""
        until = time.monotonic() + 120
        while self.waiting():
            assert time.monotonic() < until
            time.sleep(0.05)
        rows = select(EVENTS.c.number, EVENTS.c.id).where(EVENTS.c.number > self.since).order_by(EVENTS.c.number)
        events = self.database.read(lambda connection: [tuple(each) for each in connection.execute(rows)])
        assert [*dict.fromkeys(self.delivered)] == events

    def _delivery(self, connection: socket) -> None:
        try:
            event = json.loads(self._received[-1].partition(b"\r\n\r\n")[2])
        except ValueError:
            return  # who sent it was killed over it
        self.delivered.append((event["number"], event["id"]))
        if self.fatal:
            self.fatal = False
            self.service.kill()
        else:
            answering("204 No Content")(connection)

    def close(self) -> None:
        for each in self.services:
            each.stop()
        self.database.close()


@contextmanager
def shop(nursery: Nursery, url: str, folder: Path, **settings: str) -> Generator[Shop]:
    made = Shop(nursery, url, folder, **settings)
    try:
        yield made
    finally:
        made.close()
