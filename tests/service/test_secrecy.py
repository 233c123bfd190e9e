"""Costs, margins and floors leave the house nowhere: not in a quote, an explanation, a configuration, a product or the text of an error."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from cpq.kinds import load_rulebook
from cpq.platform.people.rights import Role
from cpq.rulebook.rulebook import Rulebook
from tests.service.caller import Caller, caller

MINIMAL = Path(__file__).parents[2] / "examples" / "minimal" / "rules"

SHOP = """
products:
  PLUS:   {kind: sku, name: Plus, category: furniture, tax_class: goods, cost: 7919.13}
  MARGIN: {kind: sku, name: Margin, category: furniture, tax_class: goods, cost: 6271.57}
  FORMULA: {kind: sku, name: Formula, category: furniture, tax_class: goods, cost: 5417.39}
  BROKEN: {kind: sku, name: Broken, category: furniture, tax_class: goods, cost: 4243.51}
  FLOOR:  {kind: sku, name: Floor, category: furniture, tax_class: goods, cost: 512.37}
  UNKNOWN: {kind: sku, name: Unknown, category: furniture, tax_class: goods}
  BOX:
    kind: configurable
    name: Box
    category: furniture
    tax_class: goods
    cost: 312.49
    groups:
      inside: {name: Inside, options: {PLUS: , MARGIN: , FLOOR: }}
price_lists:
  cost-2026:
    name: Costs
    currency: CNY
    channel: direct
    valid: {from: 2027-01-01, to: 2027-12-31}
    entries:
      PLUS: {method: cost_plus, markup: 31.7%}
      MARGIN: {method: margin_target, margin: 37.3%}
      FORMULA: {method: formula, price: cost * 1.2345 + 1}
      BROKEN: {method: formula, price: 17.77 - cost}
      FLOOR: {price: 1000.00, floor: 873.21}
      UNKNOWN: 100.00
      BOX: 900.00
      ASSEMBLY: 900.00
price_rules:
  by-cost:
    name: By cost
    target: {products: [FORMULA]}
    adjust: {formula: "max(unit_net * 0.9, cost * 1.0713)"}
approvers:
  head: {name: Head, level: 9}
guardrails:
  margin-18-77:
    scope: quote
    text: The margin is below 18.77 % or so
    when: margin < 0.99
    approver: head
  floor-873-21:
    scope: line
    text: Below the floor of 873.21
    when: below_floor
    approver: head
  never:
    scope: line
    target: {products: [FLOOR]}
    text: Below a margin of 9.31 %, which costs 512.37
    when: margin < 0.0931
    refuse: true
pocket_costs:
  freight: {name: Freight, per_unit: {CNY: 61.43}}
"""

SECRETS = ("7919.13", "6271.57", "5417.39", "4243.51", "512.37", "312.49", "873.21", "18.77", "9.31", "1.2345", "17.77",
           "31.7", "0.317", "1.317", "37.3", "0.373", "61.43", "18-77", "873-21", "1.0713", "4225.74")  # fmt: skip
WORDS = {"cost", "margin", "floor", "pocket"}
HEAD = {"date": "2027-04-10", "currency": "CNY", "channel": "direct", "customer": "C1"}


def request(*products: str, discount: str | None = None) -> dict[str, Any]:
    more = {"discount": {"percent": discount, "reason": "-"}} if discount else {}
    return {"id": "Q", **HEAD, "lines": [{"product": product, "quantity": 1, **more} for product in products]}


CALLS: list[tuple[str, dict[str, Any], int]] = [
    ("/v1/prices", request("PLUS", "MARGIN", "FORMULA", "FLOOR", "UNKNOWN", "BOX"), 200),
    ("/v1/prices", request("FLOOR", discount="20%"), 200),
    ("/v1/prices", request("FLOOR", discount="48%"), 422),
    ("/v1/prices", request("BROKEN"), 422),
    ("/v1/prices/batch", {"requests": [request("PLUS"), request("BROKEN"), request("FLOOR", discount="48%")]}, 200),
    *(
        ("/v1/explanations", {"request": request(each), "line": "1"}, 200)
        for each in ("PLUS", "MARGIN", "FORMULA", "FLOOR")
    ),
    ("/v1/configurations/BOX", {**HEAD, "configuration": {"inside": "PLUS"}, "effects": True}, 200),
    ("/v1/configurations/BOX/choose", {**HEAD, "choice": {"name": "inside", "option": "MARGIN"}}, 200),
    ("/v1/configurations/BOX/complete", {**HEAD, "by": "cheapest"}, 200),
    ("/v1/configurations/BOX/complete", {**HEAD, "by": "closest"}, 200),
    ("/v1/configurations/BOX/complete", {**HEAD, "by": "margin"}, 403),
    ("/v1/configurations/BOX/repairs", {**HEAD, "choice": {"name": "inside", "option": "FLOOR"}}, 200),
    ("/v1/configurations/BOX/explain", {**HEAD, "choice": {"name": "inside", "option": "FLOOR"}}, 200),
]
PAGES = ["/v1/products", "/v1/products/PLUS", "/v1/products/BOX", "/v1/rulebooks/current"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    folder = tmp_path_factory.mktemp("secrets")
    shutil.copytree(MINIMAL, folder / "rules")
    (folder / "rules" / "shop.yaml").write_text(SHOP, "utf-8")
    loaded = load_rulebook(folder / "rules", folder)
    assert loaded.rulebook is not None, [each.line("en") for each in loaded.findings]
    return loaded.rulebook


@pytest.fixture(scope="module")
def outside(shop: Rulebook) -> Caller:
    return caller(shop)


@pytest.fixture(scope="module")
def inside(shop: Rulebook) -> Caller:
    return caller(shop, role=Role.ADMIN)


def keys(value: object) -> Iterator[str]:
    """Every key at any depth."""
    if isinstance(value, dict):
        for key, each in cast("dict[str, object]", value).items():
            yield key
            yield from keys(each)
    elif isinstance(value, list):
        for each in cast("list[object]", value):
            yield from keys(each)


def secrets_in(text: str) -> list[str]:
    """Secrets that a text tells; a moment's seconds may happen to have the digits of one and tell nothing."""
    told = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+", "", text)
    return [secret for secret in SECRETS if secret in told]


@pytest.mark.parametrize(("path", "body", "status"), CALLS, ids=lambda each: each if isinstance(each, str) else "")
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_no_answer_has_a_secret(outside: Caller, path: str, body: dict[str, Any], status: int, locale: str) -> None:
    answer = outside.post(path, body, accept_language=locale)
    assert answer.status_code == status, answer.text
    assert secrets_in(answer.text) == []
    assert WORDS & set(keys(answer.json())) == set()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_secret(outside: Caller, path: str) -> None:
    answer = outside.get(path)
    assert answer.status_code == 200
    assert secrets_in(answer.text) == []
    assert WORDS & set(keys(answer.json())) == set()


def test_those_inside_see_them_all(inside: Caller) -> None:
    """Else the tests above would look for what is not there."""
    seen = "".join(inside.post(path, body).text for path, body, _ in CALLS)
    untold = {"31.7", "0.317", "0.373", "1.0713", "4225.74", "4243.51"}  # in no field, in so many digits
    assert {secret for secret in SECRETS if secret not in seen} <= untold
    assert {"cost", "margin", "pocket"} <= set(keys(inside.post("/v1/prices", CALLS[0][1]).json()))


def test_that_an_approval_is_needed_is_told_but_not_why(outside: Caller, inside: Caller) -> None:
    body = request("FLOOR", discount="20%")
    told, known = (each.post("/v1/prices", body).json()["approvals"] for each in (outside, inside))
    assert {each["rule"] for each in known} == {"margin-18-77", "floor-873-21"}
    assert [(each["approver"], each["level"]) for each in told] == [(each["approver"], each["level"]) for each in known]
    assert {"rule", "reason", "place"} & set(keys(told)) == set()


def test_amounts_are_the_same_for_everybody(outside: Caller, inside: Caller) -> None:
    body = CALLS[0][1]
    theirs, ours = (each.post("/v1/prices", body).json() for each in (outside, inside))
    assert [line["net"] for line in theirs["lines"]] == [line["net"] for line in ours["lines"]]
    assert theirs["totals"]["payable"] == ours["totals"]["payable"]
    assert json.dumps(theirs) != json.dumps(ours)
