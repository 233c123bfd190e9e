"""What is sent again, after how long, and what never is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest

from cpq.client import Client, Patience, ProblemRaised

Turn = httpx.Response | type[httpx.TransportError]
FINE = httpx.Response(200, json={"items": [], "next": None})


class Line:
    """A service that answers as told, one turn after the other; what it got, and how long the client waited."""

    def __init__(self, turns: Sequence[Turn], **patience: Any) -> None:
        self.turns, self.got, self.waits = [*turns], list[httpx.Request](), list[float]()
        patient = Patience(sleep=self.waits.append, **patience)
        self.client = Client("http://service", "key", transport=httpx.MockTransport(self.turn), patience=patient)

    def turn(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        turn = self.turns[len(self.got) - 1]
        if isinstance(turn, httpx.Response):
            return turn
        raise turn("lost")

    def keys(self) -> list[str]:
        return [each.headers["idempotency-key"] for each in self.got]


def refused(status: int, wait: str | None = None) -> httpx.Response:
    return httpx.Response(status, headers={} if wait is None else {"retry-after": wait}, text="later")


def test_what_is_lost_is_sent_again_under_the_same_key_and_another_call_has_another() -> None:
    line = Line([httpx.ReadError, httpx.ReadTimeout, FINE, FINE])
    line.client.orders.add({"quote": "q"})
    line.client.orders.add({"quote": "q"})
    first, second, third, other = line.keys()
    assert first == second == third != other
    assert line.got[0].content == line.got[2].content
    assert line.waits == [0.2, 0.4]


def test_it_waits_as_long_as_the_service_says_and_no_longer_than_it_may() -> None:
    line = Line([refused(429, "3"), refused(503, "7"), FINE])
    line.client.orders.add({"quote": "q"})
    assert line.waits == [3, 7]
    for turn in (refused(429, "31"), refused(503), refused(503, "soon"), refused(500, "1"), refused(409, "1")):
        line = Line([turn])
        with pytest.raises(ProblemRaised) as raised:
            line.client.orders.get("o")
        assert (raised.value.status, raised.value.kind, line.waits) == (turn.status_code, "unreadable", [])


def test_it_gives_up_in_the_end() -> None:
    line = Line([refused(429, "1")] * 4)
    with pytest.raises(ProblemRaised):
        line.client.orders.get("o")
    assert len(line.got) == 4
    line = Line([httpx.ConnectError] * 2, attempts=2)
    with pytest.raises(httpx.ConnectError):
        line.client.orders.get("o")
    assert len(line.got) == 2


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.sign_ins.add({"login": "x", "password": "correct horse battery"}),
        lambda client: client.acceptances.accept("t", {"name": "x", "document": "d"}),
        lambda client: client.sign_ins.end(),
    ],
)
def test_what_the_service_would_do_twice_is_sent_again_only_if_it_never_arrived(call: Callable[[Client], Any]) -> None:
    for turn in (httpx.ReadError, httpx.ReadTimeout, refused(503, "1")):
        line = Line([turn])
        with pytest.raises((httpx.TransportError, ProblemRaised)):
            call(line.client)
        assert len(line.got) == 1
    line = Line([httpx.ConnectError, refused(429, "1"), FINE])
    call(line.client)
    assert len(line.got) == 3


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_name_that_leads_elsewhere_is_not_sent(name: str) -> None:
    line = Line([FINE, FINE])
    with pytest.raises(ValueError, match="no name"):
        line.client.quotes.get(name)
    line.client.quotes.get("../a?b")
    assert line.got[0].url.raw_path == b"/v1/quotes/..%2Fa%3Fb"
