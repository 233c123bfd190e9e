"""What orders tell the next quote of their customer: how many there were, what they had, and the subscriptions that run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from cpq.orders.tables import BOUGHT
from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from cpq.platform.storage.upgrading import upgrade
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book
from tests.quotes.shop import RULES, line
from tests.service.caller import Caller, caller, key_of
from tests.service.conftest import ON_ONE
from tests.service.test_ordering import accepted, finished, ordered
from tests.service.test_quotes import new, path, send

LOYAL = """
promotions:
  welcome: {name: Welcome, when: customer.orders == 0, target: {products: [W1]}, benefit: {kind: percent, value: 10%}}
contracts:
  C: {name: C, customer: ACME, prices: {CNY: {D1: 790}}, limits: {some: {target: {products: [D1]}, quantity: 5}}}
"""
TODAY = datetime.now(UTC).date()


@cache
def members() -> Rulebook:
    """The shop, whose W2 has tiers over all that the customer had."""
    rules = RULES.replace("{method: volume, tiers", "{method: volume, over: customer, tiers")
    with TemporaryDirectory() as folder:
        return book(Path(folder), f"{rules}\n{LOYAL}\n")


@pytest.fixture
def seller(database: Database) -> Caller:
    return caller(members(), role=Role.ADMIN, database=database)


def net(quote: dict[str, Any]) -> str:
    return quote["summary"]["net"]


def known(quote: dict[str, Any]) -> dict[str, str]:
    return {each["field"]: each["origin"] for each in quote["version"]["known"]}


def test_orders_before_decide_tiers_and_offers_for_new_customers(seller: Caller) -> None:
    first = accepted(seller, line("W1"), line("W2", 8), number="Q-1")
    assert net(first) == "410.00"  # 100 − 10 %, 8 × 40
    assert (known(first)["previous_orders"], "cumulated" in known(first)) == ("orders", False)
    before = new(seller, line("W1"), line("W2", 2), number="Q-2")
    order = ordered(seller, first)
    again = new(seller, line("W1"), line("W2", 2), number="Q-3")
    assert (net(before), net(again)) == ("170.00", "160.00")  # 90 + 2 × 40; 100 + 2 × 30 after eight
    texts = {each["field"]: each["text"]["en"] for each in again["version"]["known"]}
    assert texts["cumulated"] == "cumulated: the 1 orders of ACME come to W1 × 1, W2 × 8"
    assert texts["previous_orders"] == "previous_orders: ACME has 1 orders that were not cancelled"
    assert "cumulated" not in again["version"]["request"]  # it is not what was asked for
    assert net(new(seller, line("W1"), number="Q-4", customer="SCHOOL")) == "90.00"
    cancelled = send(seller, "POST", f"/v1/orders/{order['id']}/cancellation", {}, f'"{order["version"]}"')
    assert cancelled.status_code == 200, cancelled.text
    assert net(new(seller, line("W1"), line("W2", 2), number="Q-5")) == "170.00"


@ON_ONE
def test_the_requests_own_word_wins(seller: Caller) -> None:
    ordered(seller, accepted(seller, line("W2", 8), number="Q-1"))
    said = {"previous_orders": 0, "cumulated": {"W2": "0"}}
    quote = new(seller, line("W1"), line("W2", 2), number="Q-2", **said)
    assert (net(quote), known(quote)) == ("170.00", {"previous_orders": "request", "cumulated": "request"})


@ON_ONE
def test_a_recalculation_says_what_has_changed_of_what_is_known(seller: Caller) -> None:
    quote = new(seller, line("W2", 2), number="Q-1")
    ordered(seller, accepted(seller, line("W2", 8), number="Q-2"))
    refused = seller.post(f"{path(quote)}/submission", {})
    assert (refused.status_code, "recalculate" in refused.json()["detail"]) == (409, True)
    answer = send(seller, "POST", f"{path(quote)}/recalculation", None, quote["tag"])
    compared = answer.json()["compared"]
    changed = {each["field"]: (each["before"], each["after"]) for each in compared["difference"]["request"]}
    assert changed == {"previous_orders": (0, 1), "cumulated.W2": (None, "8")}
    assert any("cumulated.W2: – → 8" in each["en"] for each in compared["sentences"])
    assert net(answer.json()["quote"]) == "60.00"


@ON_ONE
def test_a_line_goes_on_with_a_subscription_that_only_its_number_names(seller: Caller) -> None:
    order = ordered(seller, accepted(seller, line("S1", 10, term=12), number="Q-1"))
    (held,) = order["subscriptions"]
    start = (TODAY + timedelta(days=40)).isoformat()
    quote = new(seller, line("S1", 15, amends=held["number"], start=start), number="Q-2")
    assert known(quote) == {
        "previous_orders": "orders",
        "existing": "orders",
    }  # what goes on counts in the line, not before it
    assert [each["quantity"] for each in quote["version"]["quote"]["lines"]] == ["15", "-10"]
    assert finished(seller, quote)["subscriptions"][0]["quantity"] == "15"
    following = new(seller, line("S1", 1), number="Q-3")
    assert following["version"]["quote"]["request"]["cumulated"] == {"S1": "15"}
    renewal = new(seller, line("S1", 15, renews=held["number"]), number="Q-4")
    finished(seller, renewal)
    after = new(seller, line("S1", 1), number="Q-5")
    assert after["version"]["quote"]["request"]["cumulated"] == {"S1": "15"}  # the same seats go on


@ON_ONE
def test_nobody_is_told_prices_of_subscriptions_that_others_sold(seller: Caller, database: Database) -> None:
    order = ordered(seller, accepted(seller, line("S1", 10, term=12), number="Q-1"))
    rep = seller.with_key(key_of(database, Role.REP))
    body = {"id": "R-1", "date": TODAY.isoformat(), "currency": "CNY", "channel": "direct", "customer": "ACME"}
    named = line("S1", 15, amends=order["subscriptions"][0]["number"], start=TODAY.isoformat())
    refused = rep.post("/v1/quotes", {"request": {**body, "lines": [named]}})
    assert refused.status_code == 422
    assert order["subscriptions"][0]["price"] not in refused.text
    ending = rep.post("/v1/quotes", {"request": {**body, "co_terminate": True, "lines": [line("S1", 1)]}})
    assert ending.json()["version"]["quote"]["request"]["existing"] == {}
    assert ending.json()["version"]["quote"]["request"]["previous_orders"] == 1


@ON_ONE
def test_a_cancelled_order_gives_back_what_it_took_of_a_contract(seller: Caller) -> None:
    order = ordered(seller, accepted(seller, line("D1", 4), number="Q-1"))

    def left(number: str) -> str:
        quote = new(seller, line("D1", 1), number=number)
        return f"{Decimal(quote['version']['quote']['consumption'][0]['left']):.0f}"

    assert left("Q-2") == "0"
    send(seller, "POST", f"/v1/orders/{order['id']}/cancellation", {}, f'"{order["version"]}"')
    assert left("Q-3") == "4"


def test_orders_from_before_are_counted_when_the_database_is_upgraded(seller: Caller, database: Database) -> None:
    ordered(seller, accepted(seller, line("W1", 2), line("S1", 3, term=12), number="Q-1"))
    counted = database.read(_bought)

    def as_before(connection: Connection) -> None:
        connection.execute(text("DROP TABLE bought"))
        connection.execute(text("ALTER TABLE quote_versions DROP COLUMN known"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))

    database.write(as_before)
    upgrade(database, "0005")
    assert database.read(_bought) == counted == [("S1", 3_000_000), ("W1", 2_000_000)]


def _bought(connection: Connection) -> list[tuple[str, int]]:
    rows = connection.execute(select(BOUGHT.c.code, BOUGHT.c.quantity).order_by(BOUGHT.c.code))
    return [(str(code), int(quantity)) for code, quantity in rows]
