"""Usage of metered lines: each record counts once, each period is invoiced once, by the tiers of the version that was accepted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import update

from cpq.orders.tables import USAGE
from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book
from tests.quotes.shop import RULES, line
from tests.service.caller import Caller, caller, key_of
from tests.service.conftest import ON_ONE
from tests.service.test_ordering import accepted, ordered

TODAY = datetime.now(UTC).date()
START = TODAY - timedelta(days=75)
"""Two periods are over."""
TIERS = "U1: {method: graduated, tiers: [{from: 0, price: 0.10}, {from: 1000, price: 0.05}]}"
Periods = dict[tuple[str, str], dict[str, Any]]


@cache
def metered() -> Rulebook:
    """The shop, whose calls are cheaper from the thousandth on; 50 a month are included."""
    with TemporaryDirectory() as folder:
        return book(Path(folder), RULES.replace("U1: 0.10", TIERS) + "\n")


@pytest.fixture
def seller(database: Database) -> Caller:
    return caller(metered(), role=Role.ADMIN, database=database)


def order_of(seller: Caller, *more: object) -> dict[str, Any]:
    calls = line("U1", 100, start=START.isoformat(), term=12)
    return ordered(seller, accepted(seller, line("W1"), calls, *more))


def report(seller: Caller, order: dict[str, Any], *records: tuple[str, int, str], line: str = "2") -> Any:
    """`id`, days after the beginning, quantity."""
    written = [
        {"id": id, "line": line, "date": (START + timedelta(days=days)).isoformat(), "quantity": quantity}
        for id, days, quantity in records
    ]
    return seller.post(f"/v1/orders/{order['id']}/usage", {"records": written})


def invoice(seller: Caller, order: dict[str, Any], until: date | None = None) -> Any:
    body = {"until": (until or TODAY - timedelta(days=1)).isoformat()}
    return seller.post(f"/v1/orders/{order['id']}/usage-invoices", body)


def test_a_period_that_is_over_is_invoiced_once_by_the_tiers_that_were_accepted(seller: Caller) -> None:
    order = order_of(seller)
    assert (
        report(seller, order, ("a", 0, "1000"), ("b", 3, "549.5"), ("c", 35, "40"), ("d", 74, "5")).status_code == 200
    )
    first, *rest = invoice(seller, order).json()["items"]
    # 1,549.5 − 50 included: 1000 × 0.10 + 499.5 × 0.05 = 124.975 and 6 % of it; the second month is within what is included
    found = seller.get(f"/v1/invoices/{first['id']}").json()
    (charged,) = found["lines"]
    assert (charged["kind"], charged["line"], charged["code"]) == ("usage", "2", "U1")
    assert (charged["net"], charged["tax"], found["payable"]) == ("124.98", "7.50", "132.48")
    assert (charged["start"], found["date"]) == (START.isoformat(), charged["end"])
    assert rest == []
    assert invoice(seller, order).json()["items"] == []
    view = seller.get(f"/v1/orders/{order['id']}").json()
    assert (view["invoiced"], view["open"]) == ("132.48", "132.48")
    used = seller.get(f"/v1/orders/{order['id']}/usage").json()["items"]
    assert [(Decimal(each["quantity"]), each["records"], each["invoice"]) for each in used[:3]] == [
        (Decimal("1549.5"), 2, first["number"]), (40, 1, None), (5, 1, None),
    ]  # fmt: skip
    late = report(seller, order, ("e", 5, "1"))
    assert (late.status_code, late.json()["errors"][0]["code"]) == (409, "usage-invoiced")


@ON_ONE
def test_a_record_counts_once_and_its_id_is_of_nothing_else(seller: Caller) -> None:
    order = order_of(seller)
    for _ in range(2):
        answer = report(seller, order, ("a", 0, "100"), ("a", 0, "100.000"))
        assert [(each["quantity"], each["records"]) for each in answer.json()["items"]] == [("100.000000", 1)]
    other = report(seller, order, ("new", 1, "1"), ("a", 0, "101"))
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (409, "/records/1/id")
    assert seller.get(f"/v1/orders/{order['id']}/usage").json()["items"][0]["records"] == 1  # all or none


@ON_ONE
def test_lines_that_are_metered_together_share_what_is_included(seller: Caller) -> None:
    order = order_of(seller, line("U1", 100, start=START.isoformat(), term=12))
    report(seller, order, ("a", 0, "60"))
    report(seller, order, ("b", 1, "60"), line="3")
    (made,) = invoice(seller, order, START + timedelta(days=40)).json()["items"]
    lines = seller.get(f"/v1/invoices/{made['id']}").json()["lines"]
    assert [(each["line"], each["net"]) for each in lines] == [("2", "1.00"), ("3", "6.00")]


@ON_ONE
def test_what_cannot_have_been_used_is_refused(seller: Caller) -> None:
    order = order_of(seller)
    for line_, days, quantity, code in (
        ("1", 0, "1", "unknown-line"),
        ("9", 0, "1", "unknown-line"),
        ("2", -1, "1", "outside-term"),
        ("2", 90, "1", "too-early"),
        ("2", 0, "-1", "out-of-range"),
        ("2", 0, "0.0000001", None),
    ):
        answer = report(seller, order, ("a", days, quantity), line=line_)
        assert answer.status_code == 422, answer.text
        assert code in (None, answer.json()["errors"][0]["code"])


@ON_ONE
def test_who_may_not_does_not_and_a_running_period_waits(seller: Caller, database: Database) -> None:
    order = order_of(seller)
    report(seller, order, ("a", 0, "100"))
    rep = seller.with_key(key_of(database, Role.REP))
    assert report(rep, order, ("x", 0, "1")).status_code == 404
    assert invoice(rep, order).status_code == 403
    early = invoice(seller, order, TODAY)
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "/until")
    assert invoice(seller, order, START + timedelta(days=5)).json()["items"] == []


@ON_ONE
def test_what_is_reported_while_an_invoice_is_worked_out_is_not_lost(
    seller: Caller, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cpq.api import usage  # noqa: PLC0415

    order = order_of(seller)
    report(seller, order, ("a", 0, "100"))
    priced = usage.priced_as_told

    def meanwhile(*given: Any) -> Any:
        database.write(lambda connection: connection.execute(update(USAGE).values(quantity=7_000_000_000)))
        return priced(*given)

    monkeypatch.setattr(usage, "priced_as_told", meanwhile)
    answer = invoice(seller, order)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "usage-changed")


@ON_ONE
def test_a_cancelled_order_is_metered_no_more_and_its_usage_is_credited(seller: Caller) -> None:
    order = order_of(seller)
    report(seller, order, ("a", 0, "1000"))
    invoice(seller, order)
    cancelled = seller.call(
        "POST", f"/v1/orders/{order['id']}/cancellation", json={}, headers={"if-match": '"1"'}
    ).json()
    assert (cancelled["state"], cancelled["invoiced"], cancelled["open"]) == ("cancelled", "0.00", "0.00")
    assert report(seller, order, ("b", 40, "1")).status_code == 409
