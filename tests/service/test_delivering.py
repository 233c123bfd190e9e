"""Events reach their receivers: in order, at least once, through failures, restarts and several who deliver at the same time."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from cpq.platform.act import Act, acted
from cpq.platform.people.caller import SYSTEM
from cpq.platform.problems import Problem
from cpq.platform.storage.database import Database
from cpq.platform.storage.troubles import DatabaseDown
from cpq.platform.webhooks import delivering, service
from cpq.platform.webhooks.delivering import HELD, Deliverer
from cpq.platform.webhooks.model import EventQuery, ReplayGiven, Webhook, WebhookChanged, WebhookGiven
from cpq.platform.webhooks.postman import Postman
from cpq.platform.webhooks.sending import Limits, Outcome
from cpq.platform.webhooks.signing import is_genuine
from tests.webhooks.receiver import answering, receiver

T = TypeVar("T")
NOW = datetime(2026, 6, 20, 9, tzinfo=UTC)
URL = "https://erp.example/hook"
HERE = Limits(seconds=2, plain_http=True, anywhere=True)
FINE, BROKEN = Outcome(200, None), Outcome(500, "answered 500")


class Sent:
    """Stands for the network: what was sent, and what the receiver answers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kinds: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.answer: Callable[[str], Outcome] = lambda _: FINE
        monkeypatch.setattr(delivering, "send", self._send)

    def _send(self, url: str, headers: dict[str, str], body: bytes, limits: Limits, resolve: Any) -> Outcome:
        self.headers.append(headers)
        self.bodies.append(body)
        self.kinds.append(json.loads(body)["kind"])
        return self.answer(self.kinds[-1])


class Post:
    """A database with its webhooks, and a clock."""

    def __init__(self, database: Database) -> None:
        self.database, self.now = database, NOW
        self.deliverer = Deliverer(database, HERE, days=5)

    def act(self, work: Callable[[Act], T]) -> T:
        return self.database.write(lambda connection: acted(connection, SYSTEM, self.now, "test", work))

    def hook(self, *kinds: str, url: str = URL) -> str:
        given = WebhookGiven(url=url, kinds=list(kinds))
        return self.act(lambda act: service.new_webhook(act, given, HERE)).webhook.id

    def state(self, id: str) -> Webhook:
        return self.database.read(lambda connection: service.webhook(connection, id))

    def happen(self, *kinds: str) -> None:
        for kind in kinds:
            self.act(lambda act, kind=kind: act.event(kind, "ord_1", {"name": "名"}))

    def deliver(self, most: int = 50) -> int:
        """How many tries there were until nothing was left to do."""
        for tries in range(most):
            if not self.deliverer.step(self.now):
                return tries
        raise AssertionError(most)


@pytest.fixture
def post(database: Database) -> Post:
    return Post(database)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    return Sent(monkeypatch)


def test_a_webhook_gets_the_events_that_come_after_it_in_their_order_each_once(post: Post, sent: Sent) -> None:
    post.happen("order.early")
    post.hook()
    post.happen("order.created", "invoice.issued", "payment.recorded")
    assert post.deliver() == 3
    assert sent.kinds == ["order.created", "invoice.issued", "payment.recorded"]
    assert post.deliver() == 0


def test_what_was_sent_is_noted_once_the_database_is_back_and_not_sent_again(
    post: Post, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = post.hook()
    post.happen("order.created")
    write, away = post.database.write, iter([False, True, True])

    def writes(work: Callable[[Any], Any]) -> Any:
        if next(away, False):
            raise DatabaseDown("connection failed")
        return write(work)

    monkeypatch.setattr(post.database, "write", writes)
    monkeypatch.setattr(delivering, "PAUSE", 0)
    assert post.deliver() == 1
    assert (sent.kinds, post.state(id).waiting) == (["order.created"], 0)


def test_only_kinds_that_are_wanted_are_sent(post: Post, sent: Sent) -> None:
    id = post.hook("invoice.issued")
    post.happen("order.created", "invoice.issued", "order.fulfilled")
    post.deliver()
    assert sent.kinds == ["invoice.issued"]
    assert (post.state(id).waiting, post.state(id).cursor) == (0, 3)


def test_a_delivery_is_signed_and_says_which_event_it_is(post: Post, sent: Sent) -> None:
    made = post.act(lambda act: service.new_webhook(act, WebhookGiven(url=URL), HERE))
    post.happen("order.created")
    post.deliver()
    (event,) = post.database.read(lambda connection: service.events(connection, SYSTEM, EventQuery())).items
    body = json.loads(sent.bodies[0])
    assert (body["id"], body["number"], body["content"]) == (event.id, event.number, {"name": "名"})
    assert sent.headers[0]["cpq-event"] == event.id
    assert is_genuine(sent.headers[0]["cpq-signature"], made.secret or "", sent.bodies[0], int(NOW.timestamp()))


def test_after_a_rotation_both_secrets_fit_for_a_day(post: Post, sent: Sent) -> None:
    made = post.act(lambda act: service.new_webhook(act, WebhookGiven(url=URL), HERE))
    rotated = post.act(lambda act: service.rotate_secret(act, made.webhook.id))
    for hours, both in ((1, True), (25, False)):
        post.now = NOW + timedelta(hours=hours)
        post.happen("order.created")
        post.deliver()
        header, at = sent.headers[-1]["cpq-signature"], int(post.now.timestamp())
        assert is_genuine(header, rotated.secret or "", sent.bodies[-1], at)
        assert is_genuine(header, made.secret or "", sent.bodies[-1], at) is both


def test_what_fails_is_tried_again_later_and_nothing_overtakes_it(post: Post, sent: Sent) -> None:
    id = post.hook()
    post.happen("order.created", "invoice.issued")
    sent.answer = lambda _: BROKEN
    assert post.deliver() == 1
    assert post.deliver() == 0
    state = post.state(id)
    assert (state.failures, state.failing_since, state.waiting) == (1, NOW, 2)
    assert timedelta(seconds=8) <= state.due - NOW <= timedelta(seconds=12)
    post.now, sent.answer = NOW + timedelta(seconds=13), lambda _: FINE
    post.deliver()
    assert sent.kinds == ["order.created", "order.created", "invoice.issued"]
    assert (post.state(id).failures, post.state(id).failing_since) == (0, None)


def test_one_receiver_that_fails_holds_up_no_other(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        post.hook(url=f"https://{name}.example/")
    arrived: list[str] = []

    def send(url: str, *_: object) -> Outcome:
        arrived.append(url)
        return BROKEN if url == "https://a.example/" else FINE

    monkeypatch.setattr(delivering, "send", send)
    post.happen("order.created", "order.fulfilled")
    post.deliver()
    assert sorted(arrived) == ["https://a.example/", "https://b.example/", "https://b.example/"]


def test_a_receiver_is_given_up_after_days_and_goes_on_where_it_stopped(post: Post, sent: Sent) -> None:
    id = post.hook()
    post.happen("order.created")
    sent.answer = lambda _: BROKEN
    while post.state(id).active:
        post.deliver()
        post.now = max(post.state(id).due, post.now)
        assert post.now < NOW + timedelta(days=6)
    state = post.state(id)
    assert post.now >= NOW + timedelta(days=5)
    assert state.disabled_because == "nothing arrived for 5 days; the last time: answered 500"
    assert post.deliver() == 0
    sent.kinds.clear()
    sent.answer = lambda _: FINE
    change = WebhookChanged(active=True)
    post.act(lambda act: service.change_webhook(act, id, state.version, change, HERE))
    post.deliver()
    assert sent.kinds == ["order.created"]


def test_a_process_that_dies_while_it_sends_loses_nothing(post: Post, sent: Sent) -> None:
    post.hook()
    post.happen("order.created", "invoice.issued")

    def dies(_: str) -> Outcome:
        raise KeyboardInterrupt

    sent.answer = dies
    with suppress(KeyboardInterrupt):
        post.deliver()
    sent.answer = lambda _: FINE
    assert post.deliver() == 0
    post.now += HELD + timedelta(seconds=1)
    assert post.deliver() == 2
    assert sent.kinds == ["order.created", "order.created", "invoice.issued"]


def test_who_was_too_slow_does_not_count_for_who_took_over(post: Post, sent: Sent) -> None:
    id = post.hook()
    post.happen("order.created")

    def slow(_: str) -> Outcome:
        sent.answer = lambda _: FINE
        later = Post(post.database)
        later.now = NOW + HELD + timedelta(seconds=1)
        assert later.deliver() == 1
        return BROKEN

    sent.answer = slow
    post.deliver()
    assert (post.state(id).failures, post.state(id).cursor) == (0, 1)


def test_four_who_deliver_at_once_send_every_event_once_and_in_order(post: Post, sent: Sent) -> None:
    post.hook()
    kinds = [f"order.n{'x' * n}" for n in range(12)]
    post.happen(*kinds)

    def work(_: int) -> None:
        for _ in range(60):
            post.deliverer.step(NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    post.deliver()
    assert sent.kinds == kinds


def test_an_event_is_sent_again_when_somebody_asks(post: Post, sent: Sent) -> None:
    id = post.hook("invoice.issued")
    post.happen("order.created", "invoice.issued")
    post.deliver()
    events = post.database.read(lambda connection: service.events(connection, SYSTEM, EventQuery())).items
    post.act(lambda act: service.replay(act, id, ReplayGiven(event=events[0].id)))
    sent.answer = lambda _: BROKEN
    assert post.deliver() == 1
    assert sent.kinds == ["invoice.issued", "order.created"]
    first, second = post.database.read(lambda connection: service.tries(connection, id)).items
    assert (first.replayed, first.trouble, second.replayed, second.trouble) in (
        (True, "answered 500", False, None),
        (False, None, True, "answered 500"),
    )
    assert post.state(id).failures == 0
    with pytest.raises(Problem, match="invalid-request"):
        post.act(lambda act: service.replay(act, id, ReplayGiven(event="evt_" + "0" * 26)))


@pytest.mark.parametrize(
    "target", ["http://erp.example/", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/"]
)
def test_a_webhook_for_the_inside_is_not_made(post: Post, target: str) -> None:
    with pytest.raises(Problem, match="invalid-request"):
        post.act(lambda act: service.new_webhook(act, WebhookGiven(url=target), Limits()))


def test_a_removed_webhook_gets_nothing_more(post: Post, sent: Sent) -> None:
    id = post.hook()
    post.happen("order.created")
    post.deliver()
    post.happen("order.fulfilled")
    post.act(lambda act: service.remove_webhook(act, id))
    assert post.deliver() == 0
    with pytest.raises(Problem, match="not-found"):
        post.state(id)


def test_events_are_read_from_where_one_stopped(post: Post) -> None:
    post.happen("order.created", "invoice.issued", "order.fulfilled")

    def read(**asked: Any) -> Any:
        return post.database.read(lambda connection: service.events(connection, SYSTEM, EventQuery(**asked)))

    first = read(limit=2)
    assert ([each.number for each in first.items], first.next, first.more) == ([1, 2], 2, True)
    rest = read(after=first.next)
    assert ([each.kind for each in rest.items], rest.next, rest.more) == (["order.fulfilled"], 3, False)
    assert read(after=3).next == 3
    assert [each.kind for each in read(kind="invoice.issued").items] == ["invoice.issued"]


def test_the_postman_delivers_over_the_network_while_the_service_runs(post: Post) -> None:
    with receiver(answering("200 OK")) as (port, received):
        id = post.hook(url=f"http://127.0.0.1:{port}/hook")
        post.happen("order.created", "invoice.issued")
        postman = Postman(post.deliverer, seconds=0.05)
        postman.start()
        for _ in range(200):
            if post.state(id).waiting == 0:
                break
            postman._over.wait(0.05)
        postman.stop()
    assert [json.loads(each.partition(b"\r\n\r\n")[2])["kind"] for each in received] == [
        "order.created",
        "invoice.issued",
    ]
