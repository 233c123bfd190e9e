"""Every call that changes what has a version asks for the one that was read: without it, with an old one or with any, nothing changes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.quotes.shop import asked, line
from tests.security.house import House
from tests.service.test_quotes import send, today

REQUEST = {"request": asked(line("W1", 3), id="Q-EAST", date=today())}
VERSIONED: list[tuple[str, str, str, object]] = [
    ("rep", "PUT", "/v1/quotes/{quote}/request", REQUEST),
    ("rep", "PATCH", "/v1/quotes/{quote}/lines", {"edits": [{"op": "remove", "id": "L1"}]}),
    ("rep", "POST", "/v1/quotes/{quote}/recalculation", None),
    ("rep", "POST", "/v1/orders/{order}/fulfilment", {}),
    ("rep", "POST", "/v1/orders/{order}/reopening", {}),
    ("boss", "POST", "/v1/orders/{order}/cancellation", {"reason": "x"}),
    ("admin", "PATCH", "/v1/users/{rep}", {"name": "Somebody Else"}),
    ("key", "PATCH", "/v1/webhooks/{webhook}", {"active": False}),
    ("rep", "PATCH", "/v1/accounts/{account}", {"name": "Another"}),
    ("rep", "PATCH", "/v1/contacts/{contact}", {"name": "Another"}),
    ("rep", "PATCH", "/v1/power-maps/{map}", {"name": "Another"}),
    ("rep", "PATCH", "/v1/plans/{plan}", {"name": "Another"}),
    ("rep", "PATCH", "/v1/activities/{activity}", {"title": "Another"}),
    ("rep", "PATCH", "/v1/tasks/{task}", {"state": "done"}),
    ("rep", "PATCH", "/v1/leads/{lead}", {"name": "Another"}),
    ("rep", "POST", "/v1/leads/{lead}/states", {"state": "contacted"}),
    ("rep", "PATCH", "/v1/campaigns/{campaign}", {"name": "Another"}),
    ("rep", "PATCH", "/v1/opportunities/{opportunity}", {"name": "Another"}),
    ("chief", "PATCH", "/v1/imports/{import}", {"country": "DE"}),
]
NO_VERSION_OF_OURS = [
    '"999"',
    '"0"',
    "*",
    "1",
    '"1", "2"',
    '"x"',
    '"-1"',
    '""',
    "W/*",
    '"1" OR 1=1',
    '"' + "9" * 400 + '"',
]


@pytest.fixture(scope="module")
def names(house: House) -> dict[str, str]:
    made = house.people["key"].post("/v1/webhooks", {"url": "https://erp.example.com/"})
    return {**house.ids, **house.things, "webhook": made.json()["webhook"]["id"]}


def seen(house: House, names: dict[str, str], path: str) -> Any:
    """The thing as it is now, as somebody who sees everything reads it."""
    address = re.match(r"/v1/[\w-]+/\{\w+\}", path)
    assert address is not None
    return house.admin.get(address[0].format(**names)).json()


@pytest.mark.parametrize(
    ("who", "method", "path", "body"), VERSIONED, ids=lambda each: each if isinstance(each, str) else ""
)
def test_nothing_changes_without_the_version_that_is(
    house: House, names: dict[str, str], who: str, method: str, path: str, body: object
) -> None:
    before, address = seen(house, names, path), path.format(**names)
    without = send(house.people[who], method, address, body)
    assert (without.status_code, without.json()["type"]) == (428, "/problems/version-required")
    for tag in NO_VERSION_OF_OURS:
        answer = send(house.people[who], method, address, body, tag)
        assert (answer.status_code, answer.json()["type"]) == (412, "/problems/stale-version"), tag
    assert seen(house, names, path) == before


def test_every_call_that_says_if_match_is_tried(house: House) -> None:
    described = house.rep.get("/openapi.json").json()["paths"]
    said = {
        (method.upper(), re.sub(r"\{\w+\}", "*", path))
        for path, methods in described.items()
        for method, each in methods.items()
        if "If-Match" in {parameter["name"] for parameter in each.get("parameters", [])}
    }
    assert {(method, re.sub(r"\{\w+\}", "*", path)) for _, method, path, _ in VERSIONED} == said
