"""Prices over HTTP are the engine's, to the byte; many at a time each have their own result."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from cpq.api import prices
from cpq.kinds import read_request
from cpq.platform.people.rights import Role
from cpq.quote import price_quote
from cpq.quote_json import as_json
from docs.generator.example import EXAMPLE, example_rulebook
from tests.service.caller import HEAD, Caller, caller

FIRST: dict[str, Any] = yaml.load((EXAMPLE / "requests/first.yaml").read_text("utf-8"), yaml.BaseLoader)
"""Every number a string, as JSON has them."""
ONE: dict[str, Any] = {"id": "Q-1", **HEAD, "lines": [{"product": "GRN-64", "quantity": 2}]}


@pytest.fixture(scope="module")
def service() -> Caller:
    return caller()


@pytest.fixture(scope="module")
def inside() -> Caller:
    return caller(role=Role.ADMIN)


@pytest.mark.parametrize("short_lines", [0, 100], ids=["beside the event loop", "in it"])
def test_a_quote_is_what_the_engine_says(short_lines: int) -> None:
    rulebook = example_rulebook()
    request = {**FIRST, "lines": [{**line, "configuration": _whole(line)} for line in FIRST["lines"]]}
    answer = caller(role=Role.ADMIN, short_lines=short_lines).post("/v1/prices", request)
    expected = price_quote(
        rulebook, read_request((EXAMPLE / "requests/first.yaml").read_bytes(), "first.yaml", rulebook)
    )
    assert answer.status_code == 200, answer.text
    assert answer.json() == as_json(expected)


def _whole(line: dict[str, Any]) -> dict[str, Any]:
    """Quantities of options are whole numbers, not strings."""
    options = line.get("configuration", {})
    return {name: {"HEAD-STD": 2} if name == "heads" else value for name, value in options.items()}


def test_the_same_request_gives_the_same_bytes(service: Caller) -> None:
    assert service.post("/v1/prices", ONE).content == service.post("/v1/prices", ONE).content


def test_who_needs_no_reasons_gets_the_same_price_without_them(service: Caller) -> None:
    whole, short = (service.post(f"/v1/prices{query}", ONE).json() for query in ("", "?explained=false"))
    reasons = ("waterfall", "promotions", "price_lists_passed_over")
    assert all(whole[name] for name in reasons)
    assert short == {
        **whole,
        **{name: [] for name in reasons},
        "lines": [{**line, "trace": []} for line in whole["lines"]],
    }
    assert service.post("/v1/prices?explained=perhaps", ONE).status_code == 422


def test_a_batch_prices_each_by_itself_and_tells_what_is_wrong_with_which(service: Caller) -> None:
    unknown = {**ONE, "lines": [{"product": "GRN-46", "quantity": 1}]}
    malformed = {**ONE, "channel": "directt", "lines": []}
    answer = service.post("/v1/prices/batch", {"requests": [ONE, unknown, malformed, ONE]}, accept_language="zh")
    first, second, third, fourth = answer.json()["results"]
    assert answer.status_code == 200
    assert first == fourth == {"quote": service.post("/v1/prices", ONE).json()}
    assert second["problem"]["type"] == "/problems/refused"
    assert second["problem"]["errors"][0]["pointer"] == "/lines/0/product"
    assert third["problem"]["type"] == "/problems/invalid-request"
    assert {each["pointer"] for each in third["problem"]["errors"]} == {"/channel", "/lines"}
    assert third["problem"]["title"] == "请求有误"


@pytest.mark.parametrize(
    "limits", [{"batch_requests": 2}, {"batch_lines": 2}], ids=["too many requests", "too many lines in all"]
)
def test_a_batch_has_an_end(limits: dict[str, Any]) -> None:
    answer = caller(**limits).post("/v1/prices/batch", {"requests": [ONE] * 3})
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


@pytest.mark.parametrize("body", [{}, {"requests": {}}, {"requests": [], "more": 1}, [ONE]], ids=str)
def test_a_batch_is_a_list_and_nothing_else(service: Caller, body: object) -> None:
    answer = service.post("/v1/prices/batch", body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not-a-list")


def test_a_batch_that_takes_too_long_gives_what_was_priced_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 999.0])
    monkeypatch.setattr(prices, "monotonic", lambda: next(clock))
    first, second = caller().post("/v1/prices/batch", {"requests": [ONE, ONE]}).json()["results"]
    assert "quote" in first
    assert second["problem"]["type"] == "/problems/took-too-long"


def test_an_explanation_has_the_sentences_and_what_was_near(service: Caller) -> None:
    many = {**ONE, "lines": [{"product": "CUP", "quantity": 30, "variant": {"size": "small", "colour": "black"}}]}
    answer = service.post("/v1/explanations", {"request": many, "line": "1"}).json()
    quote = service.post("/v1/prices", many).json()
    assert answer["line"] == quote["lines"][0]
    assert len(answer["sentences"]) >= len(answer["line"]["trace"])
    assert answer["sentences"][0]["en"].startswith("The list price is ")
    assert answer["sentences"][0]["zh"].startswith("目录单价为")


@pytest.mark.parametrize(
    ("line", "pointer", "code"),
    [("7", "/line", "unknown-line"), ("", "/line", "unknown-line"), (1, "/line", "wrong-type")],
)
def test_a_line_that_is_not_there_is_pointed_to(service: Caller, line: object, pointer: str, code: str) -> None:
    error = service.post("/v1/explanations", {"request": ONE, "line": line}).json()["errors"][0]
    assert (error["pointer"], error["code"]) == (pointer, code)


def test_a_mistake_inside_the_request_to_explain_is_pointed_to_there(service: Caller) -> None:
    wrong = {**ONE, "lines": [{"product": "GRN-46", "quantity": 1}]}
    error = service.post("/v1/explanations", {"request": wrong, "line": "1"}).json()["errors"][0]
    assert error["pointer"] == "/request/lines/0/product"
