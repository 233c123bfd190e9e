"""From an accepted quote to its order, and on to the quotes that amend and renew it, over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from cpq.platform.written_json import WrittenJson
from cpq.quotes.tables import VERSIONS
from tests.quotes.shop import line, shop
from tests.service.caller import Caller, caller, key_of
from tests.service.test_quote_flow import accept, path, send, sent
from tests.service.test_quotes import new

TODAY = datetime.now(UTC).date()
LIMITED = """
promotions:
  launch: {name: Launch, benefit: {kind: percent, value: 5%}, limits: {uses: 1}}
"""


@pytest.fixture
def seller(database: Database) -> Caller:
    return caller(shop(LIMITED), role=Role.ADMIN, database=database)


def accepted(seller: Caller, *lines: object, number: str = "Q-1") -> dict[str, Any]:
    quote = sent(seller, *lines, number=number)
    assert accept(seller, quote["token"]).status_code == 200
    return quote


def ordered(seller: Caller, quote: dict[str, Any]) -> dict[str, Any]:
    answer = seller.post("/v1/orders", {"quote": quote["summary"]["id"]})
    assert answer.status_code == 201, answer.text
    return answer.json()


def finished(seller: Caller, quote: dict[str, Any]) -> dict[str, Any]:
    """A draft, on its way until it is accepted, and its order."""
    for step in ("submission", "sending"):
        answer = send(seller, "POST", f"{path(quote)}/{step}")
        assert answer.status_code == 200, answer.text
    assert accept(seller, answer.json()["token"]).status_code == 200
    return ordered(seller, quote)


def test_an_accepted_quote_becomes_one_order_with_its_very_amounts(seller: Caller) -> None:
    quote = accepted(seller, line("S1", 10, term=12), line("W1", 2), line("W2", 1, optional=True))
    order = ordered(seller, quote)
    totals = quote["version"]["quote"]["totals"]
    assert (order["net"], order["gross"], order["date"]) == (totals["net"], totals["gross"], TODAY.isoformat())
    assert [each["number"] for each in order["lines"]] == [
        each["number"] for each in quote["version"]["quote"]["lines"]
    ]
    assert [each["product"] for each in order["subscriptions"]] == ["S1"]
    assert ordered(seller, quote) == order
    with ThreadPoolExecutor(4) as pool:
        assert {each["id"] for each in pool.map(lambda _: ordered(seller, quote), range(4))} == {order["id"]}
    event = next(each for each in seller.get("/v1/events").json()["items"] if each["kind"] == "order.created")
    assert (event["subject"], event["content"]["number"]) == (order["id"], order["number"])


def test_what_the_promotion_gave_is_ordered_although_it_is_used_up_by_now(seller: Caller) -> None:
    first, second = (accepted(seller, line("W1", 1), number=number) for number in ("Q-1", "Q-2"))
    orders = [ordered(seller, each) for each in (second, first)]
    assert [each["net"] for each in orders] == ["100.00", "95.00"]


def test_a_quote_that_was_not_accepted_makes_no_order(seller: Caller) -> None:
    quote = new(seller, line("W1"))
    answer = seller.post("/v1/orders", {"quote": quote["summary"]["id"]})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "quote-state")
    assert seller.post("/v1/orders", {"quote": "quo_" + "0" * 26}).status_code == 404
    assert seller.post("/v1/orders", {"quote": quote["summary"]["id"], "net": "1"}).status_code == 422


def test_somebody_elses_quote_is_not_there(seller: Caller, database: Database) -> None:
    quote = accepted(seller, line("W1"))
    other = seller.with_key(key_of(database, Role.REP))
    assert other.post("/v1/orders", {"quote": quote["summary"]["id"]}).status_code == 404


def test_a_quote_whose_amounts_do_not_come_out_as_accepted_makes_no_order(seller: Caller, database: Database) -> None:
    quote = accepted(seller, line("W1"))
    result = seller.get(f"{path(quote)}/versions/1").json()["quote"]
    result["totals"]["gross"] = "1.00"
    database.write(lambda connection: connection.execute(update(VERSIONS).values(result=WrittenJson.of(result))))
    answer = seller.post("/v1/orders", {"quote": quote["summary"]["id"]})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "priced-otherwise")


def test_an_order_is_amended_then_renewed_by_quotes_of_their_own(seller: Caller) -> None:
    order = ordered(seller, accepted(seller, line("S1", 10, term=12)))
    number = order["subscriptions"][0]["number"]
    change = {"date": TODAY.isoformat(), "start": (TODAY + timedelta(days=40)).isoformat()}
    more = {"product": "W1", "quantity": "1"}
    asked = {**change, "changes": {number: {"quantity": "15"}}, "lines": [more]}
    draft = seller.post(f"/v1/orders/{order['id']}/amendment", asked)
    assert draft.status_code == 201, draft.text
    quote = draft.json()
    assert (quote["summary"]["state"], quote["summary"]["number"]) == ("draft", f"{order['number']}-A1")
    assert [each["code"] for each in quote["version"]["quote"]["lines"]] == ["S1", "S1", "W1"]
    amendment = finished(seller, quote)
    (now,) = amendment["subscriptions"]
    assert (now["number"], now["quantity"], now["since"]) == (number, "15", change["start"])
    renewal = seller.post(f"/v1/orders/{order['id']}/renewal", {"date": TODAY.isoformat(), "term": 24})
    assert renewal.status_code == 201, renewal.text
    renewed = finished(seller, renewal.json())
    (going_on,) = renewed["subscriptions"]
    assert (going_on["renews"], going_on["quantity"]) == (number, "15")
    assert date.fromisoformat(going_on["start"]) == date.fromisoformat(now["end"]) + timedelta(days=1)
    again = seller.post(f"/v1/orders/{order['id']}/renewal", {"date": TODAY.isoformat()})
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "nothing-to-renew")


def test_what_is_wrong_with_an_amendment_is_told_where_it_is_written(seller: Caller) -> None:
    order = ordered(seller, accepted(seller, line("S1", 10, term=12)))
    number = order["subscriptions"][0]["number"]
    address, day = f"/v1/orders/{order['id']}/amendment", {"date": TODAY.isoformat()}

    def pointers(body: dict[str, Any]) -> list[str | None]:
        answer = seller.post(address, {**day, **body})
        assert answer.status_code == 422, answer.text
        return [each.get("pointer") for each in answer.json()["errors"]]

    assert pointers({"changes": {"SUB-9": {"quantity": "1"}}}) == ["/changes/SUB-9"]
    assert pointers({"changes": {number: {"quantity": "-1"}}}) == [f"/changes/{number}/quantity"]
    unknown = {"changes": {number: {"quantity": "11"}}, "lines": [{"product": "W9", "quantity": "1"}]}
    assert pointers(unknown) == ["/lines/0/product"]
    assert len(pointers({})) == 1


def test_a_subscription_that_a_client_makes_up_is_never_ordered(seller: Caller) -> None:
    end = (TODAY + timedelta(days=300)).isoformat()
    made_up = {"product": "S1", "quantity": "1000", "price": "99.00", "start": TODAY.isoformat(), "end": end}
    amended = line("S1", 1, amends="SUB-X")
    quote = new(seller, amended, existing={"SUB-X": made_up})
    for step in ("submission", "sending"):
        answer = send(seller, "POST", f"{path(quote)}/{step}")
        assert answer.status_code == 200, answer.text
    assert accept(seller, answer.json()["token"]).status_code == 200
    refused = seller.post("/v1/orders", {"quote": quote["summary"]["id"]})
    assert refused.json()["errors"][0]["code"] == "unknown-subscription"
