"""The whole life of a quote as a rep and a system without costs see it: no answer, problem, event, delivery or page of theirs has one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from cpq.platform.events.tables import EVENTS
from cpq.platform.webhooks.delivering import body_of
from tests.pricing.books import book
from tests.quotes.shop import line
from tests.security.house import House
from tests.service.caller import Caller
from tests.service.test_quote_flow import accept
from tests.service.test_quotes import new, path, send
from tests.service.test_secrecy import WORDS, keys

RULES = """
products:
  SECRET: {kind: sku, name: Costly, category: widgets, tax_class: goods, cost: 417.39}
  SECRETS: {kind: subscription, name: Costly seat, category: work, tax_class: services, billing: month, cost: 7.3119}
price_lists:
  costly:
    name: Costly
    currency: CNY
    channel: direct
    entries: {SECRET: {price: 1000, floor: 873.21}, SECRETS: {method: cost_plus, markup: 36.77%}}
approvers:
  lead: {name: Lead, level: 1}
guardrails:
  hidden-guard: {scope: line, text: Hidden reason 4511, when: discount > 0.0871, approver: lead}
  hidden-refusal: {scope: line, text: Hidden refusal 4512, when: margin < 0.0931, refuse: true}
"""
SECRETS = ("417.39", "834.78", "873.21", "hidden-", "Hidden")
"""What no id and no moment has by chance."""


class Listening(Caller):
    """Somebody, with everything that they are answered."""

    def __init__(self, client: Caller) -> None:
        super().__init__(client.app)
        self.headers = client.headers
        self.heard: list[httpx.Response] = []

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        self.heard.append(super().call(method, path, **options))
        return self.heard[-1]

    def secrets(self) -> Iterator[str]:
        for answer in self.heard:
            yield from (f"{answer.request.url.path}: {each}" for each in SECRETS if each in answer.text)
            if "json" in answer.headers.get("content-type", ""):
                told = {key for key in keys(answer.json()) if key in WORDS}
                yield from (f"{answer.request.url.path}: {each}" for each in told)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(book(tmp_path_factory.mktemp("secrets"), RULES))
    yield made
    made.database.close()


def life(own: House, client: Caller, number: str) -> dict[str, Any]:
    """From the draft to the order, with what is refused on the way."""
    quote = new(client, line("SECRET", 2, 12, id="L1"), line("SECRETS", 3, term=12, id="L2"), number=number)
    client.get("/v1/quotes")
    client.get(path(quote))
    client.get(f"{path(quote)}/versions/1")
    wanted = [{"op": "patch", "id": "L1", "fields": {"discount": {"percent": "57%", "reason": "x"}}}]
    assert send(client, "PATCH", f"{path(quote)}/lines", {"edits": wanted}, quote["tag"]).status_code == 422
    assert send(client, "POST", f"{path(quote)}/recalculation?preview=true", None, quote["tag"]).status_code == 200
    assert send(client, "POST", f"{path(quote)}/submission").status_code == 200
    approvals = f"{path(quote)}/approvals"
    refusal = own.lead.post(f"{approvals}/1", {"decision": "refuse", "reason": "no"})
    assert refusal.status_code == 200, refusal.text
    client.get(path(quote))
    tag = client.get(path(quote)).headers["etag"]
    body = {"request": {**quote["version"]["request"], "lines": [line("SECRET", 2), line("SECRETS", 3, term=12)]}}
    assert send(client, "PUT", f"{path(quote)}/request", body, tag).status_code == 200
    assert send(client, "POST", f"{path(quote)}/submission").status_code == 200
    return quote


@pytest.mark.parametrize("who", ["rep", "key"])
def test_no_step_tells_a_secret(own: House, who: str) -> None:
    client = Listening(own.people[who])
    quote = life(own, client, f"S-{who}")
    now = client.get(path(quote)).json()
    for each in now["version"]["approvals"]:
        if each["standing"] == "open":
            assert (
                own.lead.post(f"{path(quote)}/approvals/{each['number']}", {"decision": "approve"}).status_code == 200
            )
    answer = send(client, "POST", f"{path(quote)}/sending")
    assert answer.status_code == 200, answer.text
    assert accept(client, answer.json()["token"]).status_code == 200
    order = client.post("/v1/orders", {"quote": quote["summary"]["id"]}).json()
    for address in ("/v1/orders", f"/v1/orders/{order['id']}", f"{path(quote)}/versions", "/v1/invoices", "/v1/payments",
                    f"/v1/subscriptions/{order['subscriptions'][0]['number']}", "/v1/receivables"):  # fmt: skip
        assert client.get(address).status_code == 200
    if who == "key":
        assert client.get("/v1/events?limit=200").json()["items"] != []
    assert [*client.secrets()] == []
    assert len(client.heard) > 15


def test_what_is_delivered_to_others_tells_no_secret(own: House) -> None:
    """A webhook's receiver may be anybody."""
    life(own, own.rep, "S-hook")
    rows = own.database.read(lambda connection: connection.execute(select(EVENTS)).mappings().all())
    bodies = [body_of(each).decode() for each in rows]
    assert len(bodies) > 5
    assert [each for each in bodies if any(secret in each for secret in SECRETS)] == []


def test_those_who_see_costs_are_told_them(own: House) -> None:
    """Else the tests above would look for what is nowhere."""
    client = Listening(own.admin)
    quote = life(own, client, "S-admin")
    client.get(path(quote))
    told = {each.rpartition(": ")[2] for each in client.secrets()}
    assert {"834.78", "hidden-", "Hidden", "cost", "margin"} <= told
