"""Attacks of one call each: turned away with a problem that tells nothing of the inside, and nothing in the house has changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import func, select

from cpq.platform.audit.tables import AUDIT
from tests.security.house import House

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases/security/attacks.yaml").read_text("utf-8")
)
EVERY = [pytest.param(each, id=f"{kind}: {each['name']}") for kind, cases in CASES.items() for each in cases]
INSIDE = ("Traceback", "sqlalchemy", "sqlite", "psycopg", "pydantic", ".py", "SELECT ", "site-packages")


@pytest.fixture(scope="module")
def names(house: House) -> dict[str, str]:
    """What stands for {words} in the cases: ids of people and things, and what is forged of them."""
    token = house.things["token"]
    head, expires, signature = token.split(".")
    forged = {
        "token_cut": token[:-1],
        "token_forged": f"{head}.{expires}.{'0' * 64}",
        "token_longer": f"{head}.{int(expires) + 86_400}.{signature}",
        "token_capitals": token.upper(),
        "digest": "0" * 64,
        "many": "9" * 5_000,
        "deep": '{"a":' * 900 + "1" + "}" * 900,
    }
    return {**house.ids, **house.things, **forged}


@pytest.mark.parametrize("case", EVERY)
def test_an_attack_is_turned_away(house: House, names: dict[str, str], case: dict[str, Any]) -> None:
    before = changes(house)
    answer = attack(house, names, case)
    assert answer.status_code == case["status"], answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    if "type" in case:
        assert document["type"] == f"/problems/{case['type']}"
    if "error" in case:
        assert case["error"] in [each["code"] for each in document["errors"]]
    assert [each for each in INSIDE if each in answer.text] == []
    assert changes(house) == before


def attack(house: House, names: dict[str, str], case: dict[str, Any]) -> Any:
    method, _, address = case["call"].partition(" ")
    content = case.get("raw", json.dumps(case.get("body", {}), default=str))
    headers = {"content-type": "application/json", **case.get("headers", {})}
    options = {} if method in ("GET", "DELETE") else {"content": filled(content, names)}
    sent = {name: filled(value, names) for name, value in headers.items()}
    return house.people[case.get("as", "rep")].call(method, filled(address, names), headers=sent, **options)


def filled(text: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def changes(house: House) -> int:
    """Whatever changes anything leaves an entry."""
    return house.database.read(lambda connection: connection.scalar(select(func.count()).select_from(AUDIT))) or 0
