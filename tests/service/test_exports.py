"""Tables for spreadsheets: the caller's rows alone, page after page, with texts that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from cpq.api import exports
from cpq.platform.people.rights import Role
from cpq.platform.spreadsheets import harmless
from cpq.platform.storage.database import Database
from tests.quotes.shop import line, shop
from tests.service.caller import Caller, caller, key_of
from tests.service.conftest import ON_ONE
from tests.service.test_ordering import TODAY, accepted, ordered
from tests.service.test_quotes import new


@pytest.fixture
def seller(database: Database) -> Caller:
    return caller(shop(), role=Role.ADMIN, database=database)


def table(service: Caller, address: str, **headers: str) -> list[dict[str, str]]:
    answer = service.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


@ON_ONE
def test_every_row_is_in_the_table_once_however_many_pages(seller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    for number in range(5):
        new(seller, line("W1", number + 1), line("W3"), number=f"Q-{number}", title={"zh": "=1+1", "en": "@trial"})
    listed = seller.get("/v1/quotes").json()["items"]
    rows = table(seller, "/v1/exports/quotes")
    assert [each["number"] for each in rows] == [each["number"] for each in listed]
    assert [Decimal(each["net"]) for each in rows] == [Decimal(each["net"]) for each in listed]
    assert {each["title"] for each in rows} == {"'@trial"}
    assert {each["title"] for each in table(seller, "/v1/exports/quotes", **{"accept-language": "zh"})} == {"'=1+1"}
    lines = table(seller, "/v1/exports/quote-lines?number=Q-3")
    assert [(each["quote"], each["line"], each["code"], each["net"]) for each in lines] == [
        ("Q-3", "1", "W1", "400.00"), ("Q-3", "2", "W3", "10.00"),
    ]  # fmt: skip
    assert seller.get("/v1/exports/quotes?limit=1").status_code == 422


def test_orders_invoices_and_payments_are_exported_with_the_filters_of_their_lists(seller: Caller) -> None:
    order, other = (ordered(seller, accepted(seller, line("W1", 2), number=f"Q-{each}")) for each in range(2))
    for each in (order, other):
        seller.post(f"/v1/orders/{each['id']}/invoices", {"until": TODAY.isoformat()})
    body = {"order": order["id"], "date": TODAY.isoformat(), "amount": "50.00", "currency": "CNY", "reference": "-2+3"}
    assert seller.post("/v1/payments", body).status_code == 201
    assert [each["number"] for each in table(seller, "/v1/exports/orders")] == [other["number"], order["number"]]
    assert table(seller, "/v1/exports/orders?state=cancelled") == []
    (invoice,) = table(seller, f"/v1/exports/invoices?order={order['id']}")
    assert (Decimal(invoice["payable"]) - Decimal(invoice["open"]), invoice["kind"]) == (50, "invoice")
    (payment,) = table(seller, "/v1/exports/payments")
    assert (payment["amount"], payment["left"], payment["reference"]) == ("50.00", "0.00", "'-2+3")


@ON_ONE
def test_nobody_gets_rows_costs_or_tables_that_are_not_theirs_to_see(seller: Caller, database: Database) -> None:
    new(seller, line("W1"))
    rep, clerk = (seller.with_key(key_of(database, role)) for role in (Role.REP, Role.PRICING_ADMIN))
    new(rep, line("W1"), number="R-1")
    assert [each["number"] for each in table(rep, "/v1/exports/quotes")] == ["R-1"]
    own, all_ = (table(each, "/v1/exports/quote-lines") for each in (rep, seller))
    assert ("cost" in own[0], {each["quote"] for each in own}) == (False, {"R-1"})
    assert [bool(each["cost"]) for each in all_] == [True, True]
    assert clerk.get("/v1/exports/payments").status_code == 403
    assert seller.with_key(None).get("/v1/exports/quotes").status_code == 401


@ON_ONE
def test_who_took_which_table_is_audited(seller: Caller) -> None:
    table(seller, "/v1/exports/invoices?open=true")
    (entry,) = audited(seller)
    assert (entry["action"], entry["subject"], entry["after"]) == ("invoices.exported", "invoices", {"open": True})
    assert seller.get("/v1/exports/invoices?open=perhaps").status_code == 422
    assert len(audited(seller)) == 1


def audited(seller: Caller) -> list[dict[str, Any]]:
    return [each for each in seller.get("/v1/audit").json()["items"] if each["action"].endswith("exported")]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "  =1", "＝1", "－1", "\n=1"])  # noqa: RUF001
def test_a_text_that_a_spreadsheet_might_work_out_begins_with_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "1-1", "Q-1", "a=b", "'=1"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
