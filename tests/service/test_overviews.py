"""An account from every side: each block says where it is from, and shows what the caller may see; as a page it runs nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from cpq.overviews.overview import SECTIONS, overview
from cpq.overviews.page import page
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from tests.orders.cloud import quoted, sample
from tests.service.conftest import ON_ONE
from tests.service.people import Desk
from tests.service.test_order_service import Books

NOW = datetime(2026, 6, 20, 9, tzinfo=UTC)
HOSTILE = '"><img src=x onerror=alert(1)>\u202e林'


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def spruce(desk: Desk, customer: str | None = "C1001") -> str:
    """An account with a parent, people, a map, an order that is invoiced and partly paid."""
    books = Books(desk.database, now=NOW)
    order = books.place(quoted())
    books.issue(order, NOW.date())
    books.pay(order, "100.00")
    group = desk.account("Group")
    account = desk.account(HOSTILE, parent=group, customer=customer, phone="021-58881234")
    people = {"name": HOSTILE, "account": account, "phones": ["13812348000"], "title": "<b>CIO</b>"}
    contact = desk("POST", "/v1/contacts", people, 201)["id"]
    members = [{"contact": contact, "role": "decision_maker", "support": "enemy"}]
    desk("POST", "/v1/power-maps", {"account": account, "name": HOSTILE, "members": members}, 201)
    call = {"kind": "call", "subjects": [contact], "occurred_at": "2026-06-01T08:00:00Z", "title": "ring 13812348000"}
    desk("POST", "/v1/activities", call, 201)
    deal = {"name": HOSTILE, "account": account, "currency": "CNY", "amount": "1200.50", "close_date": "2026-12-01"}
    desk("POST", "/v1/opportunities", deal, 201)
    return account


def blocks(desk: Desk, account: str) -> dict[str, Any]:
    found = desk("GET", f"/v1/accounts/{account}/overview")
    return {each["name"]: each for each in found["blocks"]}


def test_every_block_is_there_with_its_source(desk: Desk) -> None:
    found = blocks(desk, spruce(desk))
    assert list(found) == [each.name for each in SECTIONS]
    assert all(each["source"]["zh"] and each["as_of"] for each in found.values())
    states = {name: each["state"] for name, each in found.items()}
    assert {name for name, state in states.items() if state == "not_kept"} >= {"service"}
    shown = {
        "profile",
        "tree",
        "contacts",
        "power_maps",
        "interactions",
        "orders",
        "payments",
        "aging",
        "risk",
    }
    assert shown <= {name for name, state in states.items() if state == "shown"}
    profile = {each["name"]: each["value"] for each in found["profile"]["facts"]}
    assert profile["owner"] == desk("GET", "/v1/me")["name"]
    order = found["orders"]["rows"][0]
    assert found["tree"]["rows"][0]["total"] == {"amount": order["net"]["amount"], "currency": "CNY"}
    deal = found["opportunities"]["rows"][0]
    assert (deal["amount"]["amount"], deal["status"]["en"], deal["close_date"]) == ("1200.50", "open", "2026-12-01")
    assert found["payments"]["rows"][0]["amount"]["amount"] == "100.00"
    risks = {each["risk"]["en"] for each in found["risk"]["rows"]}
    assert {"One contact only", "Who decides is against us", "Nobody who decides is covered", "Overdue"} <= risks


@ON_ONE
def test_what_the_caller_may_not_see_is_not_there(desk: Desk) -> None:
    account = spruce(desk)
    narrowed = desk.user(Role.INTEGRATION, rights=["sales:read"])
    found = blocks(narrowed, account)
    assert {name for name, each in found.items() if each["state"] == "hidden"} == {
        "quotes", "orders", "payments", "aging", "value"
    }  # fmt: skip
    assert found["tree"]["rows"][0]["total"] is None
    assert "Overdue" not in str(found["risk"])
    said = str(blocks(desk.user(Role.FINANCE), account))
    assert "13812348000" not in said
    assert "138****8000" in said
    assert "+86138****8000" in said
    assert "+8621****1234" in said
    desk.user(Role.REP)("GET", f"/v1/accounts/{account}/overview", status=404)


@ON_ONE
def test_an_account_without_customer_says_why_it_has_no_orders(desk: Desk) -> None:
    found = blocks(desk, spruce(desk, customer=None))
    assert (found["orders"]["state"], found["orders"]["rows"]) == ("empty", [])
    assert "customer" in found["orders"]["note"]["en"]


@ON_ONE
def test_what_a_customer_is_worth_is_told_as_the_list_of_segments_tells_it(desk: Desk) -> None:
    """By the scores and segments of the rulebook; long after the order there is nothing within its window of 730 days."""
    account = spruce(desk)
    facts, later = (_worth(desk, account, at) for at in (NOW, NOW.replace(year=2028)))
    (listed,) = desk("GET", f"/v1/accounts/rfm?as_of={NOW.date()}")["items"]
    assert (
        (facts["rfm"], facts["segment"].en) == (listed["code"], listed["segment_name"]["en"]) == ("111", "Nearly gone")
    )
    assert (str(facts["value"].amount), facts["orders"]) == (listed["amount"], listed["orders"])
    assert later == {}


def _worth(desk: Desk, account: str, at: datetime) -> dict[str, Any]:
    view = desk.database.read(lambda connection: overview(connection, SYSTEM, sample(), account, at))
    (block,) = [each for each in view.blocks if each.name == "value"]
    return {each.name: each.value for each in block.facts}


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


@ON_ONE
def test_the_page_stands_alone_and_a_hostile_name_is_only_a_name(desk: Desk) -> None:
    account = spruce(desk)
    view = desk.database.read(lambda connection: overview(connection, SYSTEM, sample(), account, NOW))
    (listed,) = desk("GET", f"/v1/power-maps?account={account}")["items"]
    drawn = desk("GET", f"/v1/power-maps/{listed['id']}/picture?locale=zh")
    text = page(view, "zh", [drawn])
    found = Tags(text)
    assert not {"script", "img", "link", "iframe", "object", "a"} & found.tags
    assert not {each for each in found.attributes if each.startswith("on") or each in ("href", "src")}
    assert "url(" not in text
    assert "http://www.w3.org/2000/svg" in text
    assert "&lt;img src=x onerror=alert(1)&gt;林" in text
    assert "\u202e" not in text
    assert '<html lang="en">' in page(view, "en")
    assert "Overdue" in page(view, "en")
