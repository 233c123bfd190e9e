"""Attachments and templates over HTTP, on every database."""

from __future__ import annotations

from typing import Any

import pytest

from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from tests.quotes.shop import line, shop
from tests.service.caller import Caller, caller
from tests.service.test_quotes import new, path, send, today

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


@pytest.fixture
def seller(database: Database) -> Caller:
    return caller(shop(), role=Role.INTEGRATION, database=database)


def attach(service: Caller, quote: dict[str, Any], name: str, content: bytes, kind: str = "image/png") -> Any:
    address = f"{path(quote)}/attachments?name={name}"
    return service.call("POST", address, content=content, headers={"content-type": kind})


def test_a_file_is_attached_read_and_removed(seller: Caller) -> None:
    quote = new(seller, line("W1"))
    answer = attach(seller, quote, "..%2F..%2Fphoto.png", PNG)
    assert answer.status_code == 201, answer.text
    (kept,) = answer.json()["items"]
    assert (kept["name"], kept["media_type"], kept["size"]) == ("photo.png", "image/png", len(PNG))
    read = seller.get(answer.headers["location"])
    assert read.content == PNG
    assert read.headers["content-disposition"].startswith('attachment; filename="photo.png"')
    assert read.headers["content-security-policy"].startswith("default-src 'none'")
    assert read.headers["x-content-type-options"] == "nosniff"
    assert seller.get(f"{path(quote)}/attachments").json() == answer.json()
    assert send(seller, "DELETE", answer.headers["location"]).status_code == 204
    assert seller.get(answer.headers["location"]).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "kind", "status"),
    [
        ("a.html", b"<script>", "text/html", 415),
        ("a.png", b"MZ", "image/png", 422),
        ("a.exe", PNG, "image/png", 422),
        ("", PNG, "image/png", 422),
    ],
)
def test_what_may_not_be_attached_is_not(seller: Caller, name: str, content: bytes, kind: str, status: int) -> None:
    quote = new(seller, line("W1"))
    assert attach(seller, quote, name, content, kind).status_code == status
    assert seller.get(f"{path(quote)}/attachments").json()["items"] == []


def test_a_file_of_another_quote_is_not_there(seller: Caller) -> None:
    one, other = new(seller, line("W1")), new(seller, line("W1"), number="Q-2")
    key = attach(seller, one, "a.png", PNG).json()["items"][0]["id"]
    assert seller.get(f"{path(other)}/attachments/{key}").status_code == 404


def test_a_quote_begins_with_a_template(seller: Caller) -> None:
    request = {"currency": "CNY", "channel": "direct", "lines": [line("W1", 2)], "counters": {}}
    template = seller.post("/v1/quote-templates", {"name": {"zh": "常用", "en": "Usual"}, "request": request})
    assert template.status_code == 201, template.text
    assert "counters" not in template.json()["request"]
    head = {"id": "Q-T", "date": today(), "customer": "ACME"}
    made = seller.post("/v1/quotes", {"template": template.json()["id"], "request": head})
    assert made.status_code == 201, made.text
    assert made.json()["summary"]["net"] == "200.00"
    assert [each["name"]["en"] for each in seller.get("/v1/quote-templates").json()["items"]] == ["Usual"]
    assert send(seller, "DELETE", f"/v1/quote-templates/{template.json()['id']}").status_code == 204
    gone = {"template": template.json()["id"], "request": {**head, "id": "Q-U"}}
    assert seller.post("/v1/quotes", gone).status_code == 404


def test_a_quote_begins_with_a_configuration(seller: Caller) -> None:
    head = {"id": "Q-C", "date": today(), "currency": "CNY", "channel": "direct", "customer": "ACME"}
    body = {"request": head, "configuration": {"product": "W1", "quantity": 3}}
    made = seller.post("/v1/quotes", body)
    assert made.status_code == 201, made.text
    assert made.json()["summary"]["net"] == "300.00"
    wrong = {**body, "configuration": {"product": "W1", "configuration": {"cpu": {"X": 1}}}}
    assert seller.post("/v1/quotes", wrong).json()["errors"][0]["pointer"] == "/request/lines/0/configuration"
