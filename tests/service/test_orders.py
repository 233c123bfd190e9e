"""Orders, invoices, payments and webhooks over HTTP: every answer fits the OpenAPI document, and so does every example."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from cpq.platform.webhooks.delivering import Deliverer
from cpq.platform.webhooks.sending import Limits
from tests.orders.cloud import quoted, sample
from tests.service.caller import Caller, caller, key_of
from tests.service.test_order_service import Books
from tests.webhooks.receiver import answering, receiver

NOW = datetime.now(UTC)


class Client:
    """Calls, and holds every answer against the document."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.service: Caller = caller(sample(), database=database, webhook_http=True, webhook_anywhere=True)
        self.document: dict[str, Any] = self.service.get("/openapi.json").json()

    def __call__(self, method: str, path: str, body: object = None, status: int = 200, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.service.call(method, path, headers=named, **({} if body is None else {"json": body}))
        assert answer.status_code == status, answer.text
        self._fits(method.lower(), path, answer)
        return answer.json() if answer.content else None

    def _fits(self, method: str, path: str, answer: httpx.Response) -> None:
        given = path.partition("?")[0].split("/")
        (described,) = [
            each[method]
            for known, each in self.document["paths"].items()
            if method in each and known == _known(given, self.document)
        ]
        content = described["responses"][str(answer.status_code)].get("content", {})
        for each in content.values():
            schema = {**each["schema"], "components": self.document["components"]}
            assert list(Draft202012Validator(schema).iter_errors(answer.json())) == []

    def refused(self, method: str, path: str, body: object, status: int = 422) -> list[tuple[str, str | None]]:
        """The codes of what is wrong, with where in the body."""
        errors = self(method, path, body, status)["errors"]
        return [(each["code"], each.get("pointer")) for each in errors]


def _known(given: list[str], document: dict[str, Any]) -> str:
    """The path of the document that an address is of; one that is written out before one with a name to fill in."""
    found = [known for known in document["paths"] if _matches(known.split("/"), given)]
    return min(found, key=lambda known: known.count("{"))


def _matches(known: list[str], given: list[str]) -> bool:
    return len(known) == len(given) and all(a == b or a.startswith("{") for a, b in zip(known, given, strict=True))


@pytest.fixture
def client(database: Database) -> Client:
    return Client(database)


@pytest.fixture
def order(client: Client) -> dict[str, Any]:
    placed = Books(client.database, now=NOW).place(quoted())
    return client("GET", f"/v1/orders/{placed.id}")


def test_an_order_is_listed_read_and_invoiced(client: Client, order: dict[str, Any]) -> None:
    assert client("GET", "/v1/orders?state=open&customer=C1001")["items"][0]["id"] == order["id"]
    assert client("GET", "/v1/orders?state=cancelled")["items"] == []
    assert client("GET", f"/v1/orders/{order['number']}") == order
    assert [each["number"] for each in order["subscriptions"]] == ["SUB-2026-000001-1", "SUB-2026-000001-2"]
    until = {"until": "2026-03-31"}
    issued = client("POST", f"/v1/orders/{order['id']}/invoices", until, 201)["items"]
    assert client("POST", f"/v1/orders/{order['id']}/invoices", until, 201)["items"] == []
    invoice = client("GET", f"/v1/invoices/{issued[0]['number']}")
    assert (invoice["payable"], invoice["open"]) == (issued[0]["payable"], issued[0]["payable"])
    assert sum(float(each["gross"]) for each in invoice["lines"]) == pytest.approx(float(invoice["gross"]))
    assert len(client("GET", f"/v1/invoices?order={order['id']}&open=true")["items"]) == sum(
        each["open"] != "0.00" for each in issued
    )
    assert client("GET", "/v1/subscriptions/SUB-2026-000001-1") == order["subscriptions"][0]
    assert client.refused("POST", f"/v1/orders/{order['id']}/invoices", {"until": "9000-01-01"}) == [
        ("too-early", "/until")
    ]


def test_a_payment_pays_is_released_and_refunded(client: Client, order: dict[str, Any]) -> None:
    issued = client("POST", f"/v1/orders/{order['id']}/invoices", {"until": "2026-01-31"}, 201)["items"]
    number = issued[0]["number"]
    head = {"order": order["id"], "date": "2026-02-01", "currency": "CNY"}
    paid = client(
        "POST", "/v1/payments", {**head, "amount": "300.00", "invoices": [{"invoice": number, "amount": "100"}]}, 201
    )
    assert (paid["allocated"], paid["left"]) == ("100.00", "200.00")
    assert client("GET", f"/v1/payments/{paid['number']}") == paid
    assert client("GET", f"/v1/payments?order={order['id']}")["items"] == [paid]
    funds = {"funds": paid["number"]}
    assert client("POST", "/v1/allocations", funds)["left"] == "0.00"
    assert client("POST", "/v1/releases", {**funds, "invoice": number, "amount": "50"})["left"] == "50.00"
    to_come = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    assert client.refused("POST", "/v1/refunds", {**funds, "date": to_come}) == [("too-early", "/date")]
    back = client("POST", "/v1/refunds", {**funds, "date": "2026-02-02"})
    assert (back["allocated"], back["refunded"], back["left"]) == ("250.00", "50.00", "0.00")
    aged = client("GET", "/v1/receivables?day=2026-12-31")
    assert sum(each["invoices"] for each in aged["currencies"]["CNY"]) == 1
    unknown = {**head, "amount": "1", "invoices": [{"invoice": "INV-1"}]}
    assert client.refused("POST", "/v1/payments", unknown) == [("unknown-invoice", "/invoices/0/invoice")]
    assert client.refused("POST", "/v1/payments", {**head, "amount": "0.001"}) == [("amount-digits", "/amount")]
    assert client.refused("POST", "/v1/payments", {**head, "amount": "1", "date": to_come}) == [("too-early", "/date")]
    assert client.refused("POST", "/v1/allocations", funds, 409) == [("nothing-left", "/funds")]
    for amount in ("-1", "0", "1e999999999", True, "1_0"):
        client("POST", "/v1/payments", {**head, "amount": amount}, 422)


def test_a_payment_that_is_sent_again_is_recorded_once(client: Client, order: dict[str, Any]) -> None:
    body = {"order": order["id"], "date": "2026-02-01", "currency": "CNY", "amount": "300.00"}
    first = client("POST", "/v1/payments", body, 201, idempotency_key="k1")
    assert client("POST", "/v1/payments", body, 201, idempotency_key="k1") == first
    assert len(client("GET", "/v1/payments")["items"]) == 1


def test_an_invoice_is_credited_and_the_order_cancelled(client: Client, order: dict[str, Any]) -> None:
    path = f"/v1/orders/{order['id']}"
    (invoice,) = client("POST", f"{path}/invoices", {"until": "2026-01-31"}, 201)["items"]
    part = {"reason": "two fewer", "lines": [{"line": 1, "net": "10.00"}]}
    note = client("POST", f"/v1/invoices/{invoice['id']}/credit-notes", part, 201)
    assert (note["kind"], note["net"], note["of"]) == ("credit_note", "-10.00", invoice["id"])
    wrong = {"reason": "x", "lines": [{"line": 99, "net": "1"}]}
    assert client.refused("POST", f"/v1/invoices/{invoice['id']}/credit-notes", wrong)[0][0] == "unknown-line"
    client("POST", f"{path}/fulfilment", {}, 428)
    client("POST", f"{path}/fulfilment", {}, 412, if_match='"7"')
    client("POST", f"{path}/fulfilment", {}, if_match='"1"')
    assert client("POST", f"{path}/cancellation", {}, 409, if_match='"2"')["errors"][0]["code"] == "order-state"
    client("POST", f"{path}/reopening", {}, if_match='"2"')
    gone = client("POST", f"{path}/cancellation", {"reason": "withdrawn"}, if_match='"3"')
    assert (gone["state"], gone["invoiced"], gone["open"]) == ("cancelled", "0.00", "0.00")


@pytest.mark.parametrize("role", [Role.REP, Role.PRICING_ADMIN])
def test_who_may_not_touch_money_does_not(client: Client, order: dict[str, Any], role: Role) -> None:
    other = client.service.with_key(key_of(client.database, role))
    body = {"order": order["id"], "date": "2026-02-01", "currency": "CNY", "amount": "300.00"}
    assert other.post("/v1/payments", body).status_code == 403
    assert other.post(f"/v1/orders/{order['id']}/invoices", {"until": "2026-01-31"}).status_code == 403
    assert other.get(f"/v1/orders/{order['id']}").status_code == (404 if role is Role.REP else 403)
    assert other.get("/v1/webhooks").status_code == 403
    assert other.get("/v1/events").status_code == 403


def test_a_webhook_is_made_told_and_removed_and_its_secret_shown_once(client: Client, order: dict[str, Any]) -> None:
    with receiver(answering("204 No Content")) as (port, received):
        made = client("POST", "/v1/webhooks", {"url": f"http://127.0.0.1:{port}/hook"}, 201)
        id, secret = made["webhook"]["id"], made["secret"]
        client("POST", f"/v1/orders/{order['id']}/invoices", {"until": "2026-01-31"}, 201)
        limits = Limits(plain_http=True, anywhere=True)
        while Deliverer(client.database, limits, 5).step(datetime.now(UTC)):
            pass
    assert len(received) == 1
    hook = client("GET", f"/v1/webhooks/{id}")
    assert (hook["waiting"], hook["failures"]) == (0, 0)
    assert client("GET", f"/v1/webhooks/{id}/tries")["items"][0]["status"] == 204
    assert secret not in client.service.get("/v1/webhooks").text + client.service.get(f"/v1/webhooks/{id}").text
    assert client("POST", f"/v1/webhooks/{id}/rotation", status=201)["secret"] != secret
    event = client("GET", "/v1/events?kind=invoice.issued")["items"][0]["id"]
    client("POST", f"/v1/webhooks/{id}/replays", {"event": event}, 202)
    changed = client("PATCH", f"/v1/webhooks/{id}", {"active": False}, if_match='"2"')
    assert not changed["active"]
    client("POST", f"/v1/webhooks/{id}/replays", {"event": event}, 409)
    client("DELETE", f"/v1/webhooks/{id}", status=204)
    client("GET", f"/v1/webhooks/{id}", status=404)
    assert client.refused("POST", "/v1/webhooks", {"url": "ftp://x.example/"}) == [("bad-url", "/url")]


def test_the_secret_is_in_no_audit_entry(client: Client) -> None:
    made = client("POST", "/v1/webhooks", {"url": "https://erp.example/"}, 201)
    admin = client.service.with_key(key_of(client.database, Role.ADMIN))
    audited = admin.get("/v1/audit").text
    assert "webhook.created" in audited
    assert made["secret"] not in audited


def test_every_example_fits_its_schema(client: Client) -> None:
    tried = 0
    for operations in client.document["paths"].values():
        for described in operations.values():
            if not {"orders", "events"} & set(described["tags"]) or "requestBody" not in described:
                continue
            content = described["requestBody"]["content"]["application/json"]
            schema = {**content["schema"], "components": client.document["components"]}
            for example in content["examples"].values():
                assert list(Draft202012Validator(schema).iter_errors(example["value"])) == []
                tried += 1
    assert tried >= 12
