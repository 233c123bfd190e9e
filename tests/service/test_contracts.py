"""Contracts of orders over HTTP: signed once, amended by differences, with the digest of what was signed."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import insert

from cpq.platform.storage.tables import new_id
from cpq.quotes.tables import ATTACHMENTS, QUOTES
from tests.service.conftest import ON_ONE
from tests.service.test_activities import Sales, sales

__all__ = ["sales"]
SIGNED: dict[str, Any] = {
    "signed": "2026-02-01",
    "signatories": [{"side": "buyer", "name": "Zhang Wei", "title": "GM"}, {"side": "seller", "name": "Lin Yue"}],
}
X: dict[str, Any] = {"x_csrf_token": "x"}


def attached(sales: Sales, quote: str, content: bytes) -> str:
    """A file of a quote, which is made for it: orders of these tests have none."""
    named = {"zh": "合同", "en": "contract"}
    head = {"id": quote, "number": quote, "customer": "C1001", "customer_name": named, "state": "accepted"}
    sums = {"newest": 1, "currency": "CNY", "digits": 2, "net": 1, "gross": 1, "line_ids": 1, "version": 1}
    now, id = sales.company.now, new_id("att")
    row = {**head, **sums, "valid_until": now.date(), "owner": "usr_x", "created_at": now, "updated_at": now}
    file = {"id": id, "quote": quote, "name": "contract.pdf", "media_type": "application/pdf", "size": len(content)}
    kept = {"digest": sha256(content).hexdigest(), "content": content, "created_by": "usr_x", "created_at": now}
    sales.database.write(lambda connection: connection.execute(insert(QUOTES).values(**row)))
    sales.database.write(lambda connection: connection.execute(insert(ATTACHMENTS).values(**file, **kept)))
    return id


def test_a_contract_has_the_amounts_of_its_order_and_amendments_add_to_them(sales: Sales) -> None:
    order = sales("GET", f"/v1/orders/{sales.order}")
    file = attached(sales, order["quote"], b"signed")
    made = sales("POST", "/v1/contracts", {**SIGNED, "order": sales.order, "attachment": file}, 201, **X)
    path = f"/v1/contracts/{made['id']}"
    sums = {name: order[name] for name in ("net", "tax", "gross")}
    assert (made["at_signature"], made["amounts"], made["amendments"]) == (sums, sums, [])
    assert (made["number"], made["customer"]) == ("CTR-2026-000001", "C1001")
    assert made["digest"] == sha256(b"signed").hexdigest()
    assert sales("GET", "/v1/contracts/CTR-2026-000001") == sales("GET", path) == made
    less = {"signed": "2026-03-01", "reason": "Two seats fewer", "net": "-100.00", "tax": "-6.00"}
    sales("POST", f"{path}/amendments", less, 201, **X)
    more = {"signed": "2026-03-02", "reason": "Another order", "order": sales.company.order("ann")}
    after = sales("POST", f"{path}/amendments", more, 201, **X)
    assert [each["amounts"]["gross"] for each in after["amendments"]] == ["-106.00", order["gross"]]
    assert float(after["amounts"]["gross"]) == pytest.approx(2 * float(order["gross"]) - 106)
    assert after["at_signature"] == sums
    assert sales("GET", "/v1/contracts?customer=C1001&signed_from=2026-02-01&signed_to=2026-02-01")["items"] == [after]
    assert sales("GET", "/v1/contracts?signed_from=2026-02-02")["items"] == []
    line = [each["what"] for each in sales("GET", f"/v1/timeline?subject={sales.order}")["items"]]
    assert line[:3] == ["contract.amended", "contract.amended", "contract.signed"]


@ON_ONE
def test_an_order_counts_in_one_contract_once_and_what_cannot_be_is_refused(sales: Sales) -> None:
    body = {**SIGNED, "order": sales.order, "number": "HT-2026-1"}
    made = sales("POST", "/v1/contracts", body, 201, idempotency_key="k", **X)
    assert sales("POST", "/v1/contracts", body, 201, idempotency_key="k", **X) == made
    other = sales.company.order("ann")

    def refused(path: str, status: int = 422, /, **given: Any) -> list[tuple[str, str | None]]:
        errors = sales("POST", path, given, status, **X)["errors"]
        return [(each["code"], each.get("pointer")) for each in errors]

    contracts, amendments = "/v1/contracts", f"/v1/contracts/{made['id']}/amendments"
    assert refused(contracts, 409, **SIGNED, order=sales.order) == [("contract-there", "/order")]
    assert refused(contracts, 409, **SIGNED | {"order": other, "number": "HT-2026-1"}) == [
        ("contract-number", "/number")
    ]
    assert refused(contracts, **{**SIGNED, "order": other, "signed": "2199-01-01"}) == [("not-signed-yet", "/signed")]
    assert refused(contracts, **SIGNED, order=other, attachment="att_x") == [("unknown-attachment", "/attachment")]
    one_side = {**SIGNED, "signatories": SIGNED["signatories"][:1] * 2}
    assert refused(contracts, **one_side, order=other) == [("signatories", "/signatories")]
    head: dict[str, Any] = {"signed": "2026-03-01", "reason": "x"}
    assert refused(amendments, **head)[0][0] == "amendment-amount"
    assert refused(amendments, **head, order=other, net="1")[0][0] == "amendment-amount"
    assert refused(amendments, **head, net="0.001", tax="0") == [("amount-digits", "/net")]
    assert refused(amendments, 409, **head, order=sales.order) == [("contract-there", "/order")]
    sales("POST", "/v1/contracts", {**SIGNED, "order": "ord_00000000000000000000000000"}, 404, **X)
    sales.as_("bob")("GET", f"/v1/contracts/{made['id']}", status=404)
    assert sales("GET", "/v1/contracts")["items"] == []
    sales("POST", amendments, {**head, "net": "1", "tax": "0"}, 404, **X)
