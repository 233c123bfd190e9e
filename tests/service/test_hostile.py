"""Every input is hostile: each of these is a problem document with its place, and never an error of the server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.service.caller import HEAD, Caller, caller

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/service/hostile.yaml").read_text("utf-8"))
ONE_LINE = (
    '{"id":"Q","date":"2026-04-10","currency":"CNY","channel":"direct","customer":"C-100","lines":[{"product":"GRN-64",'
    '"quantity":%s}]}'
)


@pytest.fixture(scope="module")
def service() -> Caller:
    return caller()


def problem(service: Caller, body: str | bytes, status: int, path: str = "/v1/prices") -> dict[str, Any]:
    answer = service.post(path, body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status
    assert document["request_id"] == answer.headers["x-request-id"]
    assert "Traceback" not in answer.text
    return document


@pytest.mark.parametrize("case", CASES["quantities"], ids=lambda case: case["name"])
def test_a_quantity_that_is_none(service: Caller, case: dict[str, Any]) -> None:
    error = problem(service, ONE_LINE % case["write"], case["status"])["errors"][0]
    assert error["code"] == case["code"]
    assert error["line"] == 1
    assert error.get("pointer") == (None if case["code"] == "syntax" else "/lines/0/quantity")


@pytest.mark.parametrize("case", CASES["bodies"], ids=lambda case: case["name"])
def test_a_body_that_is_no_request(service: Caller, case: dict[str, Any]) -> None:
    errors = problem(service, case["write"], case["status"])["errors"]
    assert (case["code"], case.get("pointer")) in [(each["code"], each.get("pointer")) for each in errors]


@pytest.mark.parametrize("path", ["/v1/prices", "/v1/prices/batch", "/v1/explanations", "/v1/configurations/CRESTA"])
@pytest.mark.parametrize("body", ['{"a":' * 900 + "1" + "}" * 900, "[" * 100_000], ids=["objects", "lists"])
def test_what_is_nested_too_deep(service: Caller, path: str, body: str) -> None:
    assert problem(service, body, 400, path)["errors"][0]["code"] == "too-deep"


def test_a_body_that_is_not_utf_8(service: Caller) -> None:
    document = problem(service, ONE_LINE.replace("Q", "报价").encode("gbk"), 400)
    assert document["errors"][0]["code"] == "encoding"


def test_two_hundred_thousand_lines_are_turned_away_unread(service: Caller) -> None:
    line = '{"product":"GRN-64","quantity":1}'
    document = problem(service, ONE_LINE % "1" + f",{line}" * 200_000, 413)
    assert document["type"] == "/problems/too-large"


def test_more_lines_than_a_request_may_have_are_one_error() -> None:
    """Where the limit of the body lets them in."""
    lines = ",".join(['{"product":"GRN-64","quantity":1}'] * 10_001)
    body = (ONE_LINE % "1").replace('[{"product":"GRN-64","quantity":1}]', f"[{lines}]")
    document = problem(caller(), body, 422)
    assert [(each["code"], each["pointer"]) for each in document["errors"]] == [("wrong-count", "/lines")]


def test_everything_wrong_is_told_at_once_with_its_place(service: Caller) -> None:
    lines = [{"product": "GRN-46", "quantity": 1}, {"product": "GRN-64", "quantity": -1, "colour": "red"}]
    answer = service.post("/v1/prices", {"id": "Q", **HEAD, "customer": "C-101", "lines": lines})
    found = {each["pointer"] for each in answer.json()["errors"]}
    assert answer.status_code == 422
    assert found == {"/customer", "/lines/1/quantity", "/lines/1/colour"}


def test_what_the_rules_refuse_is_told_by_pointer_and_by_place(service: Caller) -> None:
    line = {"product": "GRN-64", "quantity": 1, "discount": {"percent": "60%", "reason": "-"}}
    document = problem(service, json.dumps({"id": "Q", **HEAD, "lines": [line]}), 422)
    assert document["type"] == "/problems/refused"
    found = {each["pointer"]: (each["code"], each["related"]) for each in document["errors"]}
    assert found == {
        "": ("guardrail", ["rules/selling.yaml:32:3"]),
        "/lines/0": ("guardrail", ["rules/selling.yaml:37:3"]),
    }


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("de, en;q=0.5, zh;q=0.2", "en"),
        ("", "en"),
        ("zh;q=x, *", "en"),
        ("en;q=0, ZH", "zh"),
    ],
)
def test_a_problem_is_told_in_the_readers_language(service: Caller, accepted: str, locale: str) -> None:
    answer = service.post("/v1/prices", ONE_LINE % "-5", accept_language=accepted)
    document = answer.json()
    assert answer.headers["content-language"] == locale
    assert document["detail"] == document["errors"][0]["text"][locale]
    assert document["title"] == {"zh": "请求有误", "en": "The request is not right"}[locale]
