"""Deals in a shop whose service does not live long: at each step it is killed, begun again, and asked the same once more."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from random import Random

from sqlalchemy import Connection, func, select

from cpq.platform.jobs.tables import JOBS
from cpq.platform.repeats import REPEATS
from cpq.quotes.service.printing import PRINTING
from cpq.quotes.tables import DOCUMENTS
from tests.faults import books
from tests.faults.deals import STEPS, Asked, Deal, Reply
from tests.faults.shop import Shop
from tests.quotes.shop import asked, line
from tests.service.test_quotes import today

BYSTANDERS = 2
AT = (*STEPS[:-1], "delivery", STEPS[-1])
THREADS = {"document": "jobs-", "delivery": "webhooks-"}
SECONDS = {"document": 2.0, "delivery": 1.0}
"""How long after the request it may be ended; a step that is not named is over in a tenth of a second."""
MOST_POINTS = 45
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Blow:
    """At which point of the request the service dies, or how many seconds after it was sent; by the next delivery where it is neither."""

    point: str | None = None
    seconds: float | None = None


class Killing:
    """`came` counts what had become of requests when the service died: they were answered, or kept and not answered, or nothing at all."""

    def __init__(self, shop: Shop, random: Random) -> None:
        self.shop, self.random = shop, random
        self.deals = 0
        self.most: dict[str, int] = dict.fromkeys(AT, MOST_POINTS)
        self.came: Counter[str] = Counter()

    def run(self, kills: int) -> None:
        """Deals, one after the other, step by step."""
        deal = self._new()
        for _, at in zip(range(kills), cycle(AT), strict=False):
            if at == STEPS[0]:
                deal = self._new()
            if at == "accept":
                deal.document = self.shop.get(f"/v1/acceptances/{deal.token}", "")["document"]
            wanted = [deal.asks()] if at in STEPS else []
            replies = self._struck(wanted, self._blow(at), at)
            if wanted:
                deal.took(replies[0])
            if at == "document":
                self._printed(replies[0])
            self.shop.database.read(books.check)

    def _new(self) -> Deal:
        self.deals += 1
        return Deal(f"D-{self.deals}", self.random.randint(1, 30))

    def _blow(self, at: str) -> Blow:
        """At a moment or at a point: around the commit more often than elsewhere, and not where no request ever came to."""
        if self.random.random() < 0.3:
            return Blow(seconds=self.random.uniform(0, SECONDS.get(at, 0.1)))
        if at == "delivery" and self.random.random() < 0.5:
            return Blow()
        point = self.random.choice(("commit", "committed", *[str(self.random.randint(0, self.most[at]))] * 3))
        return Blow(f"die-{THREADS.get(at, '')}{point}-{self.shop.service.kills}")

    def _struck(self, wanted: Sequence[Asked], blow: Blow, at: str) -> list[Reply]:
        """The replies to what is wanted, which the service did not survive."""
        everything = [*wanted, *self._bystanders()]
        self.shop.fatal = blow == Blow()
        with ThreadPoolExecutor(len(everything)) as pool:
            ids = [blow.point, *[None] * len(everything)]
            sent = [pool.submit(self.shop.send, each, id) for each, id in zip(everything, ids, strict=False)]
            if blow.seconds is not None:
                time.sleep(blow.seconds)
                self.shop.service.kill()
            first = [each.result() for each in sent]
        self._wait(at)
        self._learn(blow, at)
        self.shop.service.kill()
        return self._again(everything, first)

    def _wait(self, at: str) -> None:
        """Until the threads have died by what they do, or have done it all."""
        until = time.monotonic() + PATIENCE
        while at in THREADS and self.shop.service.alive and self._is_open(at):
            assert time.monotonic() < until
            time.sleep(0.02)

    def _is_open(self, at: str) -> bool:
        if at == "delivery":
            return self.shop.waiting() > 0
        return self.shop.database.read(_printing) > 0

    def _learn(self, blow: Blow, at: str) -> None:
        point = (blow.point or "").split("-")[-2:-1]
        if point and point[0].isdecimal() and self.shop.service.alive:
            self.most[at] = min(self.most[at], int(point[0]))

    def _again(self, everything: Sequence[Asked], first: Sequence[Reply | None]) -> list[Reply]:
        kept = self.shop.database.read(_kept)
        assert self.shop.service.defects() == []
        self.shop.forget_holds()
        self.shop.service.start()
        replies: list[Reply] = []
        for each, before in zip(everything, first, strict=True):
            self.came["answered" if before else "kept" if each.key in kept else "nothing"] += 1
            reply = self.shop.send(each)
            assert reply is not None
            assert before in (None, reply), each
            assert kept.get(each.key, without := _SIGNATURE.sub(b"", reply.body)) == without, each
            replies.append(reply)
        return replies

    def _bystanders(self) -> Iterator[Asked]:
        """Others, who want quotes at the same time."""
        for number in range(BYSTANDERS):
            name = f"B-{self.shop.service.kills}-{number}"
            head = {"id": name, "date": today(), "coupons": ["MANY"]}
            yield Asked("seller", "/v1/quotes", {"request": {**asked(line("W1", 2)), **head}}, name)

    def _printed(self, reply: Reply) -> None:
        """The job makes the file, whoever died over it."""
        until = time.monotonic() + PATIENCE
        while (job := self.shop.get(f"/v1/jobs/{reply.json['id']}", "seller"))["state"] == "waiting":
            assert time.monotonic() < until
            time.sleep(0.05)
        assert job["state"] == "done", job
        keys = self.shop.database.read(lambda connection: connection.scalars(select(DOCUMENTS.c.key)).all())
        assert keys.count(job["result"]["key"]) == 1


_SIGNATURE = re.compile(rb"(?<=\d)\.[0-9a-f]{64}(?=\")")
"""Of a customer's link: it is kept nowhere."""


def _kept(connection: Connection) -> Mapping[str, bytes]:
    rows = connection.execute(select(REPEATS.c.key, REPEATS.c.body))
    return {str(key): bytes(body) for key, body in rows}


def _printing(connection: Connection) -> int:
    waiting = JOBS.c.kind == PRINTING, JOBS.c.state == "waiting"
    return connection.scalar(select(func.count()).select_from(JOBS).where(*waiting)) or 0
