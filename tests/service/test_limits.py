"""What is too large, too slow, of another type or too much at once is turned away; what nobody foresaw tells nothing of the inside."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from cpq.api import prices
from cpq.platform.settings import settings_of_the_environment
from cpq.rulebook.finding import Refused
from tests.service.caller import HEAD, caller

REQUEST: dict[str, Any] = {"id": "Q", **HEAD, "lines": [{"product": "GRN-64", "quantity": 1}]}


def test_a_body_past_the_limit_is_turned_away_whether_it_says_its_length_or_not() -> None:
    service = caller(most_body_bytes=1_000)
    said = service.post("/v1/prices", b"x" * 1_001)

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 400

    unsaid = service.call("POST", "/v1/prices", content=chunks(), headers={"content-type": "application/json"})
    assert [each.json()["type"] for each in (said, unsaid)] == ["/problems/too-large"] * 2
    assert [each.status_code for each in (said, unsaid)] == [413, 413]


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    client = caller(body_seconds=0.05)
    app = client.app
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not sent and not begun.is_set():
            begun.set()
            return {"type": "http.request", "body": b"{", "more_body": True}
        await asyncio.sleep(3600)
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    begun = threading.Event()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/prices",
        "raw_path": b"/v1/prices",
        "query_string": b"",
        "root_path": "",
        "headers": [
            (b"content-type", b"application/json"),
            (b"content-length", b"99"),
            (b"authorization", client.headers["authorization"].encode()),
        ],
        "client": None,
        "server": None,
    }
    asyncio.run(app(scope, receive, send))  # pyright: ignore[reportArgumentType]
    assert sent[0]["status"] == 408
    assert b"/problems/slow-body" in sent[1]["body"]


@pytest.mark.parametrize(
    "headers",
    [
        {"content_type": "text/plain"},
        {"content_type": "application/json; charset=gbk"},
        {"content_type": ""},
        {"content_encoding": "gzip"},
    ],
    ids=str,
)
def test_only_plain_json_is_read(headers: dict[str, str]) -> None:
    answer = caller().post("/v1/prices", "{}", **headers)
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")


def test_headers_past_the_limit_are_turned_away() -> None:
    assert caller(most_header_bytes=1_000).get("/health", headers={"x-more": "x" * 1_000}).status_code == 431


def test_a_request_id_is_taken_over_where_it_is_fit_to_be_logged_and_made_otherwise() -> None:
    service = caller()
    kept = service.get("/health", headers={"x-request-id": "shop-42"}).headers["x-request-id"]
    made = [
        service.get("/health", headers={"x-request-id": word}).headers["x-request-id"] for word in ("a b", "x" * 65)
    ]
    assert kept == "shop-42"
    assert all(len(each) == 16 for each in made)


def test_every_answer_tells_browsers_to_fetch_nothing() -> None:
    for path in ("/health", "/nowhere", "/openapi.json"):
        headers = caller().get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")


def test_large_answers_are_compressed_for_those_who_take_them_so() -> None:
    service = caller()
    assert service.get("/v1/products", headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"
    assert "content-encoding" not in service.get("/v1/products", headers={"accept-encoding": "identity"}).headers


def test_an_address_or_a_method_that_is_not_there_is_a_problem() -> None:
    service = caller()
    assert service.get("/v2/prices").json()["type"] == "/problems/not-found"
    wrong = service.get("/v1/prices")
    assert (wrong.status_code, wrong.json()["type"]) == (405, "/problems/method-not-allowed")
    assert wrong.headers["allow"] == "POST"


def test_a_defect_is_logged_and_tells_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret of the house")

    monkeypatch.setattr(prices, "price_quote", broken)
    answer = caller().post("/v1/prices", REQUEST)
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/defect")
    assert "secret" not in answer.text
    assert answer.json()["request_id"] in caplog.text
    assert "secret of the house" in caplog.text


def test_too_many_who_wait_are_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, entered = threading.Event(), threading.Semaphore(0)

    def held(*_: object, **__: object) -> dict[str, Any]:
        entered.release()
        gate.wait(20)
        return {}

    monkeypatch.setattr(prices, "priced", held)
    busy = caller(short_lines=0, threads=1, most_waiting=1)
    busy.get("/v1/me")  # who calls is known from here on

    async def all_at_once() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=busy.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service", headers=busy.headers) as client:
            first = [asyncio.create_task(client.post("/v1/prices", json=REQUEST)) for _ in range(2)]
            assert await asyncio.to_thread(entered.acquire, timeout=60)
            while sum(task.done() for task in asyncio.all_tasks()) or len(asyncio.all_tasks()) < 3:
                await asyncio.sleep(0.01)
            turned_away = await client.post("/v1/prices", json=REQUEST)
            gate.set()
            return [*await asyncio.gather(*first), turned_away]

    *served, turned_away = asyncio.run(all_at_once())
    assert [each.status_code for each in served] == [200, 200]
    assert (turned_away.status_code, turned_away.json()["type"]) == (503, "/problems/busy")
    assert int(turned_away.headers["retry-after"]) > 0


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr(prices, "priced", lambda *_, **__: gate.wait(20) and {})
    answer = caller(short_lines=0, answer_seconds=0.05).post("/v1/prices", REQUEST)
    gate.set()
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/took-too-long")


def test_a_setting_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPQ_PORT", "eighty")
    monkeypatch.setenv("CPQ_THREADS", "0")
    monkeypatch.setenv("CPQ_SECRET", "short")
    with pytest.raises(Refused) as refused:
        settings_of_the_environment()
    assert {str(each.place) for each in refused.value.findings} == {"CPQ_PORT", "CPQ_THREADS", "CPQ_SECRET"}


def test_the_service_is_not_ready_before_every_product_is_compiled() -> None:
    client = caller().with_key(None)
    assert (client.get("/ready").status_code, client.get("/health").status_code) == (503, 200)
