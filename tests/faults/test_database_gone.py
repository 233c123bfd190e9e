"""The database goes away while people work, and comes back: they are told to come again, and nobody has to start the service anew."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import httpx

from tests.faults import books
from tests.faults.services import Nursery
from tests.faults.shop import Shop, shop
from tests.quotes.shop import asked, line
from tests.service.databases import Server, fresh_sqlite
from tests.service.test_quotes import today

CLIENTS = 3
PATIENCE = 60.0


class Work:
    """Clients that make quotes, and send the same again until it is answered as it should be."""

    def __init__(self, own: Shop) -> None:
        self.own = own
        self.refused: list[httpx.Response] = []
        self.made: list[str] = []
        self.over = Event()

    @contextmanager
    def going_on(self) -> Generator[None]:
        threads = [Thread(target=self._client, args=(number,)) for number in range(CLIENTS)]
        for each in threads:
            each.start()
        try:
            yield
        finally:
            self.over.set()
            for each in threads:
                each.join(PATIENCE)
        assert not any(each.is_alive() for each in threads)

    def _client(self, who: int) -> None:
        number = 0
        with self.own.client("seller") as client:
            while not self.over.is_set():
                number += 1
                self._until_made(client, f"W-{who}-{number}")

    def _until_made(self, client: httpx.Client, name: str) -> None:
        body = {"request": {**asked(line("W1")), "id": name, "date": today()}}
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            got = client.post("/v1/quotes", json=body, headers={"idempotency-key": name})
            if got.status_code == 201:
                self.made.append(name)
                return
            self.refused.append(got)
            time.sleep(0.05)  # sooner than it is asked to: so much the harder

    def is_right(self) -> None:
        """Whoever was refused was told why, and when to come again; nothing else was said; everything is there once."""
        assert self.own.service.alive
        assert self.own.service.defects() == []
        assert {(each.status_code, each.json()["type"]) for each in self.refused} == {
            (503, "/problems/database-unavailable")
        }
        assert {each.headers["content-type"] for each in self.refused} == {"application/problem+json"}
        assert all(int(each.headers["retry-after"]) > 0 for each in self.refused)
        self.own.forget_holds()  # what was taken while the answer to it was lost is free again after two minutes
        self.own.all_told()
        self.own.database.read(books.check)
        listed = [each["number"] for each in _listed(self.own)]
        assert sorted(listed) == sorted(self.made)


def _listed(own: Shop) -> Iterator[dict[str, str]]:
    cursor = ""
    while cursor is not None:
        page = own.get(f"/v1/quotes?limit=200{cursor and f'&cursor={cursor}'}")
        yield from page["items"]
        cursor = page["next"]


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_server_that_stops_at_once_and_starts_again(nursery: Nursery, postgresql: Server, tmp_path: Path) -> None:
    with shop(nursery, postgresql.fresh(), tmp_path, CPQ_METRICS="true") as own, own.told():
        work = Work(own)
        with work.going_on():
            for _ in range(2):
                before, refused = len(work.made), len(work.refused)
                until(lambda before=before: len(work.made) > before + CLIENTS)
                postgresql.stop()
                try:
                    until(lambda refused=refused: len(work.refused) > refused + CLIENTS)
                    with own.client("") as client:
                        assert client.get("/health").status_code == 200
                finally:
                    postgresql.start()
            before = len(work.made)
            until(lambda: len(work.made) > before + CLIENTS)
        own.ask_for(3)
        until(lambda: {each["state"] for each in own.jobs()} == {"done"})
        work.is_right()
        until(lambda: in_use(own) in (0, 1))  # that of whoever asks


def in_use(own: Shop) -> float:
    """Connections, as the metrics have them."""
    with own.client("") as client:
        (count,) = re.findall(r"^cpq_database_connections_open (.*)$", client.get("/metrics").text, re.MULTILINE)
    return float(count)


def test_a_disk_that_is_full_and_has_room_again(nursery: Nursery, tmp_path: Path) -> None:
    with shop(nursery, fresh_sqlite(tmp_path), tmp_path) as own, own.told():
        work = Work(own)
        with work.going_on():
            until(lambda: len(work.made) > CLIENTS)
            own.service.limit_files(1_000)
            until(lambda: len(work.refused) > CLIENTS)
            assert own.get("/v1/quotes")["items"]
            own.service.limit_files(2**40)
            before = len(work.made)
            until(lambda: len(work.made) > before + CLIENTS)
        work.is_right()
