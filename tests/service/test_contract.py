"""The OpenAPI document is true: its examples are answered, and whatever is sent by it gets an answer that fits it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.types import ASGIApp

from cpq.api.desk import desk_for
from cpq.app import endpoints, layered
from cpq.bom.products import Product
from cpq.company.market import Customer
from cpq.kinds import load_rulebook
from cpq.platform.in_force import InForce
from cpq.platform.people.rights import Role
from cpq.platform.settings import Settings
from cpq.platform.storage.database import Database
from cpq.rulebook.rulebook import Rulebook
from docs.generator.example import example_rulebook
from tests.service.caller import HEAD, Caller, key_of
from tests.service.databases import fresh_sqlite

SAMPLE = Path(__file__).parents[2]


def application(rulebook: Rulebook, narrowed: bool = False) -> tuple[ASGIApp, dict[str, Any], str]:
    """A service and its document; narrowed to ids of the rulebook, so that what is made up gets further than its names."""
    limits, database = Settings(burst=1_000_000), Database(fresh_sqlite())
    app = endpoints(desk_for(limits, InForce(rulebook), database))
    if narrowed:
        app.openapi_schema = _narrowed(app.openapi(), rulebook)
    return layered(app), app.openapi(), key_of(database, Role.ADMIN)


def _narrowed(document: dict[str, Any], rulebook: Rulebook) -> dict[str, Any]:
    made: dict[str, Any] = _shortened(document)
    schemas = made["components"]["schemas"]
    customers, products = list(rulebook.all(Customer)), list(rulebook.all(Product))
    head = {name: {"enum": [value]} for name, value in HEAD.items() if name != "customer"} | {
        "customer": {"enum": customers}
    }
    for name, schema in schemas.items():
        if name.endswith("RequestGiven"):
            schema["properties"] |= {key: each for key, each in head.items() if key in schema["properties"]}
    schemas["LineRequestGiven"]["properties"] |= {
        "product": {"enum": products},
        "quantity": {"enum": ["1", "3", 12, "0.5"]},
    }
    for name in (
        "price_list",
        "payment_term",
        "sales_role",
        "existing",
        "consumed",
        "gifts",
        "co_terminate",
        "deliveries",
    ):
        schemas["QuoteRequestGiven"]["properties"].pop(name, None)
    for path, operations in made["paths"].items():
        for parameter in (each for operation in operations.values() for each in operation.get("parameters", [])):
            if parameter["in"] == "path":
                parameter["schema"] = {"enum": ["CRESTA", "BAR", "nothing"] if "configurations" in path else products}
    return made


def _shortened(schema: Any) -> Any:
    """The same with lists of twenty at most: what becomes of long ones is another test's."""
    if isinstance(schema, list):
        return [_shortened(each) for each in cast("list[Any]", schema)]
    if not isinstance(schema, dict):
        return schema
    inside = cast("dict[str, Any]", schema)
    return {key: min(each, 20) if key == "maxItems" else _shortened(each) for key, each in inside.items()}


@pytest.fixture(scope="module")
def sample() -> tuple[Caller, dict[str, Any]]:
    loaded = load_rulebook(SAMPLE / "rules", SAMPLE)
    assert loaded.rulebook is not None
    app, document, key = application(loaded.rulebook)
    return Caller(app, key), document


_OF_WHAT_IS_KEPT = re.compile(
    r"/v1/(quotes/|acceptances/|delegations|orders|invoices|payments|allocations|releases|refunds|webhooks/)"
    r"|/v1/(accounts/|contacts|power-maps|plans|activities|tasks|contracts|opportunities/)"
    r"|/v1/(leads/[^b]|campaigns/|forms/|imports/|merges)"
)
"""What is sent to or about a quote, an order or a webhook that is there already; their own tests send it."""


def _bodies(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (path, name)
        for path, operations in document["paths"].items()
        if "requestBody" in operations.get("post", {}) and path != "/v1/sign-ins" and not _OF_WHAT_IS_KEPT.match(path)
        for name in operations["post"]["requestBody"]["content"].get("application/json", {}).get("examples", {})
    ]


@pytest.mark.parametrize(("path", "name"), _bodies(application(example_rulebook())[1]))
def test_an_example_fits_its_schema_and_is_answered_as_the_document_says(
    sample: tuple[Caller, dict[str, Any]], path: str, name: str
) -> None:
    service, document = sample
    operation = document["paths"][path]["post"]
    content = operation["requestBody"]["content"]["application/json"]
    example = content["examples"][name]["value"]
    if "{id}" in path:
        path = path.replace("{id}", service.post(re.sub(r"/\{id\}.*", "", path), {"name": "x"}).json()["key"]["id"])
    answer = service.post(path.replace("{product}", "R240").replace("{version}", "current"), example)
    status = next(iter(operation["responses"]))
    assert answer.status_code == int(status), answer.text
    shared = {"components": document["components"]}
    answered = operation["responses"][status]["content"]["application/json"]["schema"]
    assert list(Draft202012Validator({**content["schema"], **shared}).iter_errors(example)) == []
    assert list(Draft202012Validator({**answered, **shared}).iter_errors(answer.json())) == []


def test_the_document_is_openapi_3_1_with_a_summary_in_both_languages_everywhere() -> None:
    _, document, _ = application(example_rulebook())
    operations = [each for path in document["paths"].values() for each in path.values()]
    assert document["openapi"].startswith("3.1")
    assert len(operations) >= 13
    assert [each["summary"] for each in operations if " · " not in each["summary"]] == []


@schemathesis.serializer("application/zip")
def _archive(_: object, made_up: object) -> bytes:
    """Bytes that are no archive: what becomes of archives is another test's."""
    return made_up if isinstance(made_up, bytes) else str(made_up).encode("utf-8", "replace")


APP, _, KEY = application(example_rulebook(), narrowed=True)
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", APP)
SCHEMA.config.phases.coverage.enabled = False  # every bound of every field: minutes


@SCHEMA.parametrize()  # pyright: ignore[reportUntypedFunctionDecorator]
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
def test_whatever_is_sent_gets_an_answer_that_fits_the_document(case: schemathesis.Case) -> None:
    answer = case.call(headers={"authorization": f"Bearer {KEY}"})
    assert answer.status_code < 500 or answer.status_code == 503, answer.text
    checks = [status_code_conformance, content_type_conformance, response_schema_conformance]
    case.validate_response(answer, checks=checks)
