"""The catalogue over HTTP: found by words in both languages, page by page, once for those who have it already."""

from __future__ import annotations

import pytest

from cpq.bom.products import Product
from docs.generator.example import example_rulebook
from tests.service.caller import HEAD, Caller, caller

AUDIENCE = {**HEAD}


@pytest.fixture(scope="module")
def service() -> Caller:
    return caller()


def ids(service: Caller, **query: object) -> list[str]:
    answer = service.get("/v1/products", params={"limit": 200, **query})
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["products"]]


@pytest.mark.parametrize("sort", ["id", "-id", "name_zh", "-name_en", "category", "-category"])
@pytest.mark.parametrize("limit", [1, 7])
def test_the_pages_together_are_all_products_once_and_in_order(service: Caller, sort: str, limit: int) -> None:
    found: list[str] = []
    query: dict[str, object] = {"sort": sort, "limit": limit}
    while True:
        page = service.get("/v1/products", params=query).json()
        found += [each["id"] for each in page["products"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert found == ids(service, sort=sort)
    assert sorted(found) == sorted(example_rulebook().all(Product))
    assert page["total"] == len(found)


def test_words_are_looked_for_in_both_languages(service: Caller) -> None:
    assert "GRN-64" in ids(service, q="grinder 64")
    assert ids(service, q="磨豆机 64") == ids(service, q="grinder 64") != []
    assert ids(service, q="nothing of that name") == []


def test_a_category_has_what_is_below_it(service: Caller) -> None:
    below = set(ids(service, category="equipment"))
    page = service.get("/v1/products", params={"category": "equipment"}).json()
    counts = {each["id"]: each["count"] for each in page["categories"]}
    assert below == set(ids(service, category="machines")) | set(ids(service, category="grinders")) | below
    assert counts["equipment"] == page["total"] == len(below)
    assert counts["machines"] < counts["equipment"]
    assert sum(each["count"] for each in page["kinds"]) == page["total"]


def test_what_may_be_sold_is_the_complement_of_what_may_not(service: Caller) -> None:
    sold, unsold = (set(ids(service, sellable=word, **AUDIENCE)) for word in ("true", "false"))
    every = service.get("/v1/products", params={"limit": 200, **AUDIENCE}).json()["products"]
    assert sold | unsold == set(example_rulebook().all(Product))
    assert sold & unsold == set()
    assert {each["id"] for each in every if each["why_not"]} == unsold != set()
    assert all(reason["text"]["zh"] and reason["place"] for each in every for reason in each["why_not"])


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ({"colour": "red"}, "colour", "unknown-field"),
        ({"sort": "cost"}, "sort", "unknown-value"),
        ({"limit": "0"}, "limit", "out-of-range"),
        ({"limit": "1_0"}, "limit", "wrong-type"),
        ({"category": "machine"}, "category", "unknown-reference"),
        ({"sellable": "true"}, "sellable", "audience"),
        ({"cursor": "x"}, "cursor", "bad-cursor"),
        ({"cursor": "報"}, "cursor", "bad-cursor"),
        ({"date": "2026-02-30", "customer": "C-100", "channel": "direct", "currency": "CNY"}, "date", "day"),
    ],
    ids=str,
)
def test_a_parameter_that_is_wrong_is_named(service: Caller, query: dict[str, str], parameter: str, code: str) -> None:
    answer = service.get("/v1/products", params=query)
    assert answer.status_code == 422
    assert (parameter, code) in [(each.get("parameter"), each["code"]) for each in answer.json()["errors"]]


def test_a_parameter_given_twice_is_refused(service: Caller) -> None:
    answer = service.get("/v1/products?limit=1&limit=2")
    assert answer.json()["errors"][0]["code"] == "duplicate-key"


def test_a_cursor_is_for_the_order_that_gave_it(service: Caller) -> None:
    cursor = service.get("/v1/products", params={"limit": 1}).json()["next"]
    assert service.get("/v1/products", params={"sort": "-id", "cursor": cursor}).status_code == 422


@pytest.mark.parametrize("path", ["/v1/products", "/v1/products/GRN-64", "/v1/rulebooks/current"])
def test_who_has_the_answer_already_is_told_so(service: Caller, path: str) -> None:
    tag = service.get(path).headers["etag"]
    again = service.get(path, headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert service.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_product_tells_what_it_is_and_what_can_be_chosen(service: Caller) -> None:
    machine = service.get("/v1/products/CRESTA", params=AUDIENCE).json()
    assert machine["product"]["kind"] == "configurable"
    assert "heads" in {each["id"] for each in machine["groups"]}
    assert [each["id"] for each in machine["categories"]][-1] == "equipment"
    assert machine["product"]["why_not"] == []


def test_a_variant_is_found_by_its_own_code(service: Caller) -> None:
    codes = [each["id"] for each in service.get("/v1/products/CUP").json()["variants"]]
    found = service.get(f"/v1/products/{codes[0]}").json()
    assert codes
    assert (found["code"], found["product"]["id"]) == (codes[0], "CUP")
    assert {"size", "colour"} <= set(found["attributes"])


def test_a_product_that_is_not_there_may_be_another(service: Caller) -> None:
    answer = service.get("/v1/products/GRN-46")
    assert answer.status_code == 404
    assert "GRN-" in answer.json()["detail"]


def test_the_rulebook_in_force_tells_its_version_and_size(service: Caller) -> None:
    answer = service.get("/v1/rulebooks/current").json()
    assert answer["version"] == example_rulebook().version
    assert answer["sections"]["products"] == len(example_rulebook().all(Product))
    assert answer["since"].endswith("+00:00")
