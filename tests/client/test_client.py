"""The client against the service, in process: a quote on its way to the money, and what is told when something is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cpq.client import Client, JobFailed, Patience, ProblemRaised
from cpq.documents.render import Rendered
from cpq.platform.in_force import InForce
from cpq.platform.jobs.running import Jobs
from cpq.platform.kinds_of_problems import REFUSED
from cpq.platform.people.rights import Role
from cpq.platform.problems import Problem
from cpq.platform.storage.database import Database
from cpq.quotes.service import printing
from cpq.quotes.service.printing import PRINTING, Printer
from cpq.rulebooks.shelf import DatabaseShelf
from docs.generator.example import example_rulebook
from tests.client.in_process import Example
from tests.service.caller import HEAD
from tests.service.databases import fresh_sqlite

TODAY = datetime.now(UTC).date()


@pytest.fixture
def example() -> Example:
    return Example(Database(fresh_sqlite()))


@pytest.fixture
def client(example: Example) -> Client:
    return example.client()


def asked(number: str = "Q-1", quantity: object = "2") -> Any:
    head = {**HEAD, "id": number, "date": TODAY.isoformat(), "payment_term": "net30"}
    return {**head, "lines": [{"product": "GRN-64", "quantity": quantity}]}


def test_a_quote_is_made_edited_sent_accepted_ordered_invoiced_and_paid(example: Example, client: Client) -> None:
    quote = client.quotes.add({"request": asked()})
    id = quote.body["summary"]["id"]
    edits: Any = {"edits": [{"op": "patch", "id": "L1", "fields": {"quantity": Decimal(3)}}]}
    edited = client.quotes.edit_lines(id, edits, if_match=quote.etag)
    assert edited.body["quote"]["version"]["quote"]["lines"][0]["quantity"] == "3"
    with pytest.raises(ProblemRaised) as stale:
        client.quotes.edit_lines(id, edits, if_match=quote.etag)
    assert (stale.value.status, stale.value.kind) == (412, "stale-version")
    assert edited.etag == client.quotes.get(id).etag
    client.quotes.submit(id)
    sent = client.quotes.send(id)

    customer = example.client(role=None)
    offer = customer.acceptances.get(sent.body["token"])
    customer.acceptances.accept(sent.body["token"], {"name": "Lin Yue", "document": offer["document"]})
    assert client.quotes.get(id).body["summary"]["state"] == "accepted"

    order = client.orders.add({"quote": id})
    issued = client.orders.invoice(order.body["id"], {"until": (TODAY + timedelta(365)).isoformat()})["items"]
    owed = sum(Decimal(each["payable"]) for each in issued)
    assert owed == Decimal(order.body["payable"]) > 0
    paid = client.payments.add(
        {"order": order.body["id"], "date": TODAY.isoformat(), "currency": "CNY", "amount": owed}
    )
    assert (Decimal(paid["allocated"]), paid["left"]) == (owed, "0.00")
    assert [each["open"] for each in client.invoices.list(order=order.body["id"])] == ["0.00"] * len(issued)
    done = client.orders.fulfil(order.body["id"], {}, if_match=client.orders.get(order.body["id"]).etag)
    assert done.body["state"] == "fulfilled"
    kinds = [each["kind"] for each in client.events.list(limit=2)]
    assert "order.created" in kinds
    assert len(kinds) > 4


def test_lists_go_on_page_after_page(client: Client) -> None:
    for number in range(5):
        client.quotes.add({"request": asked(f"Q-{number}")})
    assert [each["number"] for each in client.quotes.list(limit=2, sort="oldest")] == [f"Q-{n}" for n in range(5)]
    everything = [each["id"] for each in client.products.find(limit=3)]
    assert everything == sorted(everything)
    assert len(everything) > 6
    assert [each["number"] for each in client.quotes.list(state="sent")] == []


def test_what_is_wrong_is_raised_in_the_language_asked_for(example: Example) -> None:
    told: dict[str, ProblemRaised] = {}
    wrong: Any = {**asked(), "lines": [{"product": "NO", "quantity": 1}]}
    for language in ("en", "zh"):
        with pytest.raises(ProblemRaised) as raised:
            example.client(language=language).prices.price(wrong)
        told[language] = raised.value
        assert (told[language].kind, told[language].status) == ("refused", 422)
        assert [each.get("pointer") for each in told[language].errors] == ["/lines/0/product"]
        assert told[language].request_id
    assert told["en"].title.isascii()
    assert not told["zh"].title.isascii()
    with pytest.raises(ProblemRaised) as nobody:
        example.client(role=None).quotes.get("quo_" + "0" * 26)
    assert nobody.value.status == 401


def test_amounts_are_never_fractions_in_binary(client: Client) -> None:
    priced = client.prices.price(asked(quantity=Decimal(2)))
    assert priced["lines"][0]["quantity"] == "2"
    assert isinstance(priced["totals"]["net"], str)
    with pytest.raises(TypeError, match="/lines/0/quantity"):
        client.prices.price(asked(quantity=2.0))


def test_files_go_there_and_back(client: Client) -> None:
    id = client.quotes.add({"request": asked()}).body["summary"]["id"]
    (kept,) = client.attachments.add(id, "height × 3 m".encode(), "text/plain", name="plan.txt")["items"]
    assert client.attachments.get(id, kept["id"]) == "height × 3 m".encode()
    client.attachments.remove(id, kept["id"])
    assert client.attachments.list(id)["items"] == []


def test_keys_and_users_are_seen_to(example: Example, client: Client) -> None:
    made = client.users.add({"login": "yue", "name": "Yue", "role": "rep", "password": "correct horse battery"})
    changed = client.users.change(made.body["id"], {"active": False}, if_match=made.etag)
    assert not changed.body["active"]
    new = client.keys.add({"name": "shop", "role": "integration"})
    shop = Client("http://service", new["secret"], transport=example.transport)
    assert shop.rulebooks.current()["version"] == client.rulebooks.current()["version"]
    client.keys.revoke(new["key"]["id"])
    assert new["key"]["id"] in {each["id"] for each in client.keys.list()}
    assert json.dumps(example.client(Role.REP).users.me())


def test_a_document_is_waited_for_and_its_job_may_fail(example: Example, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = DatabaseShelf(example.database)
    printer = Printer(example.database, InForce(example_rulebook(), shelf), shelf.templates)
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) > 1:
            Jobs(example.database, {PRINTING: printer}).do_what_is_due()

    client = example.client(patience=Patience(sleep=sleep))
    id = client.quotes.add({"request": asked()}).body["summary"]["id"]
    monkeypatch.setattr(printing, "rendered", lambda *_: Rendered(b"%PDF-1.7", 1, ()))
    made = client.documents.make(id, {"locale": "zh"})
    assert pauses == [1.0, 1.0]
    assert client.documents.get(id, made["key"]) == b"%PDF-1.7"
    assert client.documents.make(id, {"locale": "zh"}) == {**made, "made": False}
    monkeypatch.setattr(printing, "rendered", refuses)
    with pytest.raises(JobFailed, match="the rules do not allow this"):
        client.documents.make(id, {"locale": "en"})
    hurried = example.client(patience=Patience(sleep=lambda _: None, job_seconds=3))
    with pytest.raises(TimeoutError, match="after 3 s"):
        hurried.documents.make(id, {"locale": "en"})


def refuses(*_: object) -> None:
    raise Problem(REFUSED)
