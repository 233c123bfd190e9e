"""A webhook leads nobody inside: not by a name that is looked up again, not by a redirect, and its tries tell nothing of what is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from cpq.platform.webhooks.addresses import Resolve
from cpq.platform.webhooks.delivering import Deliverer
from cpq.platform.webhooks.sending import Limits
from cpq.platform.webhooks.tables import WEBHOOKS
from tests.quotes.shop import line
from tests.security.house import House
from tests.service.test_quotes import new
from tests.webhooks.receiver import answering, receiver

INSIDE = [
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "::1",
    "::ffff:127.0.0.1",
    "fd00::1",
    "fe80::1",
    "64:ff9b::7f00:1",
    "0.0.0.0",
]


def deliver(own: House, resolve: Resolve, limits: Limits) -> None:
    """What happened since the webhook was made is sent, once."""
    new(own.rep, line("W1"))
    deliverer = Deliverer(own.database, limits, 5, resolve)
    assert deliverer.step(datetime.now(UTC) + timedelta(seconds=1))


def tries(own: House, id: str) -> list[tuple[int | None, str | None]]:
    said = own.people["key"].get(f"/v1/webhooks/{id}/tries").json()["items"]
    return [(each["status"], each["trouble"]) for each in said]


def hook(own: House, url: str = "https://erp.example.com/") -> str:
    answer = own.people["key"].post("/v1/webhooks", {"url": url})
    assert answer.status_code == 201, answer.text
    return answer.json()["webhook"]["id"]


def to(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    return lambda *_: addresses


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_connected_to(
    own: House, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.create_connection", lambda *_, **__: pytest.fail("connected"))
    id = hook(own)
    deliver(own, to(address), Limits(seconds=2))
    assert tries(own, id) == [(None, "the host is not on the public internet")]
    assert address not in own.people["key"].get(f"/v1/webhooks/{id}").text


def test_a_name_that_leads_outside_at_first_is_looked_up_once(own: House) -> None:
    """What was checked is what is connected to: the second answer of the name server would be the inside."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["192.0.2.1"] if len(asked) == 1 else ["127.0.0.1"]

    id = hook(own)
    deliver(own, rebinding, Limits(seconds=0.2, anywhere=True))
    assert asked == ["erp.example.com"]
    assert tries(own, id)[0][0] is None


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
def test_a_redirect_leads_nowhere(own: House, status: str) -> None:
    with receiver(answering("200 OK")) as (inside, reached):
        with receiver(answering(status, f"location: http://127.0.0.1:{inside}/")) as (port, received):
            id = hook(own)
            moved = update(WEBHOOKS).values(url=f"http://erp.example.com:{port}/")
            own.database.write(lambda connection: connection.execute(moved))
            deliver(own, to("127.0.0.1"), Limits(seconds=2, plain_http=True, anywhere=True))
        assert len(received) == 1
        assert reached == []
    assert tries(own, id) == [(int(status[:3]), f"answered {status[:3]}")]


def test_an_answer_of_the_receiver_is_shown_to_nobody(own: House) -> None:
    """Else a webhook would read pages of the inside for its maker."""
    with receiver(answering("500 SECRET-REASON", "x-secret: SECRET-HEADER")) as (port, _):
        id = hook(own)
        own.database.write(
            lambda connection: connection.execute(update(WEBHOOKS).values(url=f"http://erp.example.com:{port}/"))
        )
        deliver(own, to("127.0.0.1"), Limits(seconds=2, plain_http=True, anywhere=True))
    said = own.people["key"].get(f"/v1/webhooks/{id}/tries").text + own.people["key"].get(f"/v1/webhooks/{id}").text
    assert "SECRET" not in said


def test_a_webhook_is_not_moved_inside_later(own: House) -> None:
    id = hook(own)
    for url in ("https://127.0.0.1/", "http://erp.example.com/", "https://[::ffff:10.0.0.1]/"):
        answer = own.people["key"].call("PATCH", f"/v1/webhooks/{id}", json={"url": url}, headers={"if-match": '"1"'})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "bad-url")


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "127.0.0.1.", "①②⑦.⓪.⓪.①"]
)
def test_other_ways_to_write_the_own_machine(own: House, host: str) -> None:
    """Refused when it is made, or when it is sent: by the addresses that the machine itself finds for it."""
    answer = own.people["key"].post("/v1/webhooks", {"url": f"https://{host}/"})
    if answer.status_code == 422:
        assert answer.json()["errors"][0]["code"] == "bad-url"
        return
    new(own.rep, line("W1"))
    assert Deliverer(own.database, Limits(seconds=2), days=5).step(datetime.now(UTC) + timedelta(seconds=1))
    (status, trouble), = tries(own, answer.json()["webhook"]["id"])  # fmt: skip
    assert status is None
    assert trouble in ("the host is not on the public internet", "the host has no address")
