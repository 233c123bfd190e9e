"""Stored quotes over HTTP, on every database: made, read, changed, compared, approved, sent, accepted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from tests.quotes.shop import asked, line, shop
from tests.service.caller import Caller, caller

PASSWORD = "correct horse battery"


@pytest.fixture
def seller(database: Database) -> Caller:
    return caller(shop(), role=Role.INTEGRATION, database=database)


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def new(service: Caller, *lines: object, number: str = "Q-1", **more: object) -> dict[str, Any]:
    """A stored quote, with the tag of its row."""
    head = {"id": number, "date": today(), **more}
    answer = service.post("/v1/quotes", {"request": {**asked(*lines), **head}})
    assert answer.status_code == 201, answer.text
    return {**answer.json(), "tag": answer.headers["etag"]}


def path(quote: dict[str, Any]) -> str:
    return f"/v1/quotes/{quote['summary']['id']}"


def send(service: Caller, method: str, address: str, body: object = None, tag: str | None = None) -> Any:
    headers = {} if tag is None else {"if-match": tag}
    return service.call(method, address, json=body, headers=headers)


def test_a_quote_is_kept_with_its_request_and_its_prices(seller: Caller) -> None:
    quote = new(seller, line("W1", 2), line("W3", 1, optional=True), title="Trial")
    read = seller.get(path(quote))
    assert read.headers["etag"] == quote["tag"] == '"1"'
    got = read.json()
    assert got["summary"] == quote["summary"]
    assert (got["summary"]["state"], got["summary"]["net"], got["summary"]["newest"]) == ("draft", "200.00", 1)
    assert [each["id"] for each in got["version"]["request"]["lines"]] == ["L1", "L2"]
    assert got["version"]["quote"]["totals"]["net"] == "200.00"
    assert got["version"]["quote"]["asides"][0]["net"] == "10.00"
    assert got["possible"] == ["edit", "submit", "withdraw"]


def test_nothing_is_believed_that_is_not_the_clients_to_say(seller: Caller) -> None:
    quote = new(seller, line("W1", 1, 40), sales_role="boss", status="final", counters={"promotions": {}})
    assert [each["approver"] for each in quote["version"]["quote"]["approvals"]]
    assert not {"sales_role", "status", "counters"} & quote["version"]["request"].keys()
    for body in (
        {"request": asked(line("W1")), "owner": "x"},
        {"request": asked({**line("W1"), "net": "1"})},
        {"request": asked(line("W1")), "state": "approved"},
    ):
        assert seller.post("/v1/quotes", body).status_code == 422


def test_what_is_wrong_is_told_where_it_is_written(seller: Caller) -> None:
    answer = seller.post("/v1/quotes", {"request": asked(line("W1"), line("W9"))})
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/request/lines/1/product"]
    assert seller.post("/v1/quotes", {"request": asked(line("W1"))}).status_code == 201
    again = seller.post("/v1/quotes", {"request": asked(line("W1"))})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/conflict")


def test_a_draft_is_edited_in_place_and_only_by_who_has_read_it(seller: Caller) -> None:
    quote = new(seller, line("W1", 2))
    body = {"request": asked(line("W1", 3, id="L1"), date=today())}
    assert send(seller, "PUT", f"{path(quote)}/request", body).status_code == 428
    changed = send(seller, "PUT", f"{path(quote)}/request", body, quote["tag"])
    assert changed.status_code == 200, changed.text
    assert (changed.json()["summary"]["net"], changed.json()["summary"]["newest"]) == ("300.00", 1)
    assert send(seller, "PUT", f"{path(quote)}/request", body, quote["tag"]).status_code == 412
    renamed = {"request": {**asked(line("W1")), "id": "Q-2"}}
    assert send(seller, "PUT", f"{path(quote)}/request", renamed, changed.headers["etag"]).status_code == 409


def test_many_lines_are_edited_in_one_call(seller: Caller) -> None:
    quote = new(seller, line("W1", 2), line("W3", 1))
    edits = [{"op": "patch", "id": "L1", "fields": {"quantity": 4}}, {"op": "add", "line": line("D1")}]
    answer = send(seller, "PATCH", f"{path(quote)}/lines", {"edits": edits}, quote["tag"])
    assert answer.status_code == 200, answer.text
    assert [(each["id"], each["number"]) for each in answer.json()["results"]] == [("L1", 1), ("L3", 3)]
    assert answer.json()["quote"]["summary"]["net"] == "1210.00"
    wrong = [{"op": "remove", "id": "L1"}, {"op": "patch", "id": "L3", "fields": {"product": "W9"}}]
    refused = send(seller, "PATCH", f"{path(quote)}/lines", {"edits": wrong}, answer.headers["etag"])
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/edits/1"]
    assert seller.get(path(quote)).json()["summary"]["net"] == "1210.00"


def test_lists_filter_and_go_page_by_page(seller: Caller) -> None:
    for number in range(5):
        new(seller, line("W1", 1), number=f"A-{number}")
    new(seller, line("W1", 1), number="B-1", customer="SCHOOL")
    numbers, address = [], "/v1/quotes?number=A-&limit=2&sort=oldest"
    while address:
        page = seller.get(address).json()
        numbers += [each["number"] for each in page["items"]]
        address = page["next"] and f"/v1/quotes?number=A-&limit=2&sort=oldest&cursor={page['next']}"
    assert numbers == [f"A-{number}" for number in range(5)]
    assert [each["number"] for each in seller.get("/v1/quotes?customer=SCHOOL&state=draft").json()["items"]] == ["B-1"]
    assert seller.get("/v1/quotes?state=sent").json()["items"] == []
    for query in ("state=lost", "sort=net", "owner=x&page=2", "limit=0"):
        assert seller.get(f"/v1/quotes?{query}").status_code == 422


def test_a_quote_is_cloned_and_recalculated_by_a_newer_rulebook(database: Database) -> None:
    seller = caller(shop(), database=database)
    quote = new(seller, line("W1", 2))
    copy = seller.post(f"{path(quote)}/clone", {"id": "Q-2"})
    assert (copy.status_code, copy.json()["summary"]["number"], copy.json()["summary"]["state"]) == (
        201,
        "Q-2",
        "draft",
    )
    newer = caller(shop(SEASON), database=database)
    preview = send(newer, "POST", f"{path(quote)}/recalculation?preview=true", tag=quote["tag"])
    assert preview.status_code == 200, preview.text
    assert preview.json()["compared"]["difference"]["totals"]["net"]["change"] == "-20.00"
    assert newer.get(path(quote)).json()["summary"]["net"] == "200.00"
    done = send(newer, "POST", f"{path(quote)}/recalculation", tag=quote["tag"])
    assert done.json()["quote"]["summary"]["net"] == "180.00"


SEASON = """
promotions:
  season: {name: Season, target: {products: [W1]}, benefit: {kind: percent, value: 10%}}
"""


@pytest.mark.parametrize(
    "request_given",
    [
        {},
        {"lines": None},
        {"lines": 7},
        {"lines": "W1"},
        {"lines": [7, None, "x"]},
        {"lines": [{"id": ["L1"], "product": "W1", "quantity": 1}]},
        {"lines": [{"id": None, "product": "W1"}]},
        {"lines": [], "coupons": {"x": 1}, "rebates": [1], "customer": ["ACME"], "date": 7, "currency": []},
        {"lines": [{"product": "W1", "quantity": 1}], "rebates": {"R": "all"}, "customer": {"id": ["x"]}},
    ],
)
def test_a_request_of_any_form_is_told_what_is_wrong(seller: Caller, request_given: dict[str, object]) -> None:
    for body in ({"request": request_given}, {"request": request_given, "configuration": {"product": "W1"}}):
        answer = seller.post("/v1/quotes", body)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-request"), answer.text
        assert answer.json()["errors"]
