"""Two services on one PostgreSQL, asked at the same moment: one wins, the other is told plainly; nothing is sent or done by both."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from cpq.quotes.tables import COUNTERS
from tests.faults import books
from tests.faults.services import Nursery
from tests.faults.shop import Shop, shop
from tests.quotes.shop import asked, line
from tests.service.databases import Server
from tests.service.test_quotes import today

ROUNDS = 5


@pytest.fixture(scope="module")
def pair(nursery: Nursery, postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with shop(nursery, postgresql.fresh(), tmp_path_factory.mktemp("shop")) as own:
        own.another()
        with own.told():
            yield own


@pytest.fixture
def both(pair: Shop) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    one, other = (pair.client("seller", each) for each in pair.services)
    with one, other:
        yield one, other


Both = tuple[httpx.Client, httpx.Client]


def at_once(clients: Both, path: Sequence[str], method: str = "POST", **sent: Sequence[Any]) -> list[httpx.Response]:
    """What each answers to its own of everything."""
    barrier = Barrier(2)

    def one(who: int) -> httpx.Response:
        barrier.wait()
        return clients[who].request(method, path[who], **{name: each[who] for name, each in sent.items()})

    with ThreadPoolExecutor(2) as pool:
        return [*pool.map(one, range(2))]


def quote(client: httpx.Client, number: str, **more: Any) -> tuple[str, str]:
    """The address and the tag of a new quote that needs nobody's approval."""
    made = client.post("/v1/quotes", json={"request": {**asked(line("W1", 2)), "id": number, "date": today(), **more}})
    assert made.status_code == 201, made.text
    return f"/v1/quotes/{made.json()['summary']['id']}", made.headers["etag"]


def test_the_last_use_of_a_coupon_is_of_one(pair: Shop, both: Both) -> None:
    paths = [quote(each, f"C-{number}", coupons=["LAST"])[0] for number, each in enumerate(both)]
    for each, path in zip(both, paths, strict=True):
        assert each.post(f"{path}/submission").status_code == 200
    for _ in range(ROUNDS):
        sent = at_once(both, [f"{path}/sending" for path in paths])
        assert sorted(each.status_code for each in sent) == [200, 409]
        (lost,) = (each.json() for each in sent if each.status_code == 409)
        assert lost["type"] == "/problems/used-up"
        assert 'coupon "LAST"' in lost["errors"][0]["text"]["en"]
        won = 0 if sent[0].status_code == 200 else 1
        kept = pair.database.read(
            lambda connection: connection.execute(select(COUNTERS).where(COUNTERS.c.subject == "LAST")).mappings().all()
        )
        assert {(each["reserved"], each["used"]) for each in kept} == {(1, 0)}
        assert both[won].post(f"{paths[won]}/withdrawal", json={}).status_code == 200
        paths[won] = quote(both[won], f"C-{time.monotonic_ns()}", coupons=["LAST"])[0]
        assert both[won].post(f"{paths[won]}/submission").status_code == 200


def test_of_two_who_change_one_quote_one_does(both: Both) -> None:
    path, tag = quote(both[0], "E-1")
    for number in range(ROUNDS):
        edits = [{"op": "patch", "id": "L1", "fields": {"quantity": str(10 * number + who)}} for who in (3, 4)]
        bodies, tags = [{"edits": [each]} for each in edits], [{"if-match": tag}] * 2
        changed = at_once(both, [f"{path}/lines"] * 2, "PATCH", json=bodies, headers=tags)
        assert sorted(each.status_code for each in changed) == [200, 412]
        (lost,) = (each.json() for each in changed if each.status_code == 412)
        assert lost["type"] == "/problems/stale-version"
        (tag,) = (each.headers["etag"] for each in changed if each.status_code == 200)
        seen = [each.get(path) for each in both]
        assert seen[0].headers["etag"] == seen[1].headers["etag"] == tag
        assert seen[0].content == seen[1].content


def test_the_same_request_at_both_is_done_once_and_gets_one_answer(both: Both) -> None:
    """As a load balancer may send it that gave up on the first too early."""
    for number in range(ROUNDS):
        path, _ = quote(both[0], f"K-{number}")
        for step in ("submission", "sending"):
            keys = [{"idempotency-key": f"{step}-{number}"}] * 2
            replies = at_once(both, [f"{path}/{step}"] * 2, headers=keys)
            assert [each.status_code for each in replies] == [200, 200], [each.text for each in replies]
            assert replies[0].content == replies[1].content


def test_a_job_is_done_by_one_and_an_event_is_sent_by_one(pair: Shop, both: Both) -> None:
    for number in range(ROUNDS):
        quote(both[number % 2], f"P-{number}")
        pair.ask_for(10)
    until = time.monotonic() + 60
    while {each["state"] for each in pair.jobs()} != {"done"}:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert Counter(each["tries"] for each in pair.jobs()) == {1: 10 * ROUNDS}
    pair.all_told()
    assert len(pair.delivered) == len(set(pair.delivered))
    pair.database.read(books.check)
    assert [each.defects() for each in pair.services] == [[], []]
