"""Deals from the first request to the payment, as the unsafe requests that they are made of: each with an Idempotency-Key of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx

from tests.quotes.shop import RULES, asked, line
from tests.service.test_quotes import today

COUPON = """
promotions:
  many: {name: Many, coupons: [MANY], limits: {uses: 100000, per_coupon: 100000}, benefit: {kind: percent, value: 1%}}
  last: {name: Last, coupons: [LAST], limits: {per_coupon: 1}, benefit: {kind: percent, value: 1%}}
"""
SHOP = f"{RULES}\n{COUPON}"
STEPS = ("create", "submit", "approve", "send", "accept", "order", "invoice", "pay", "document")
"""In the order in which a deal takes them."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, as far as a repetition has to be the same."""

    status: int
    tag: str | None
    location: str | None
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, which may be sent again: `by` whom, to which path, with which key."""

    by: str
    path: str
    body: object
    key: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def sent(self, client: httpx.Client, id: str | None = None) -> Reply | None:
        """The reply; None where the connection was lost before it was there."""
        headers = {"idempotency-key": self.key, **self.headers, **({"x-request-id": id} if id else {})}
        try:
            got = client.post(self.path, json=self.body, headers=headers)
        except httpx.TransportError:
            return None
        return Reply(got.status_code, got.headers.get("etag"), got.headers.get("location"), got.content)


@dataclass(slots=True)
class Deal:
    """What is known of a deal so far; `step` is the one to be taken next."""

    number: str
    quantity: int
    step: int = 0
    quote: str = ""
    token: str = ""
    document: str = ""
    order: str = ""
    open: Decimal = Decimal(0)

    @property
    def name(self) -> str:
        return STEPS[self.step]

    def asks(self) -> Asked:
        """The request of the next step."""
        by, path, body = _REQUESTS[self.name](self)
        headers = {"prefer": "respond-async"} if self.name == "document" else {}
        return Asked(by, path, body, f"{self.number}-{self.name}", headers)

    def took(self, reply: Reply) -> None:
        """Goes on with what was answered."""
        assert reply.status in (200, 201, 202), (self.name, reply)
        got = reply.json
        match self.name:
            case "create":
                self.quote = got["summary"]["id"]
            case "send":
                self.token = got["token"]
            case "order":
                self.order = got["id"]
            case "invoice":
                self.open = sum((Decimal(each["payable"]) for each in got["items"]), Decimal(0))
            case _:
                pass
        self.step += 1


def _quoted(deal: Deal) -> object:
    """Fifteen percent off: a lead has to approve."""
    head = {"id": deal.number, "date": today(), "coupons": ["MANY"]}
    return {"request": {**asked(line("S1", deal.quantity, 15, term=12)), **head}}


Made = tuple[str, str, object]
_REQUESTS: Mapping[str, Callable[[Deal], Made]] = {
    "create": lambda deal: ("seller", "/v1/quotes", _quoted(deal)),
    "submit": lambda deal: ("seller", f"/v1/quotes/{deal.quote}/submission", {}),
    "approve": lambda deal: ("lead", f"/v1/quotes/{deal.quote}/approvals/1", {"decision": "approve"}),
    "send": lambda deal: ("seller", f"/v1/quotes/{deal.quote}/sending", {}),
    "accept": lambda deal: ("", f"/v1/acceptances/{deal.token}", {"name": "Chen Xiao", "document": deal.document}),
    "order": lambda deal: ("seller", "/v1/orders", {"quote": deal.quote}),
    "invoice": lambda deal: ("seller", f"/v1/orders/{deal.order}/invoices", {"until": today()}),
    "pay": lambda deal: (
        "seller",
        "/v1/payments",
        {"order": deal.order, "date": today(), "amount": str(deal.open), "currency": "CNY"},
    ),
    "document": lambda deal: ("seller", f"/v1/quotes/{deal.quote}/documents", {"locale": "en"}),
}
