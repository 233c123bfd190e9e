"""The schemas of the OpenAPI document: of requests from the models that read them, of answers from the classes that are written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast, get_args

from cpq.answer_schema import AnswerSchemas
from cpq.api.describing import reference
from cpq.api.explanations import ExplanationRequest
from cpq.api.schemas_of_accounts import ACCOUNT_ANSWERS, ACCOUNT_LISTED, ACCOUNT_REQUESTS
from cpq.api.schemas_of_activities import ACTIVITY_ANSWERS, ACTIVITY_LISTED, ACTIVITY_REQUESTS, around_activities
from cpq.api.schemas_of_leads import LEAD_ANSWERS, LEAD_LISTED, LEAD_REQUESTS, around_leads
from cpq.api.schemas_of_merges import MERGE_LISTED, MERGE_REQUESTS
from cpq.api.schemas_of_opportunities import (
    OPPORTUNITY_ANSWERS,
    OPPORTUNITY_LISTED,
    OPPORTUNITY_REQUESTS,
    around_opportunities,
)
from cpq.api.schemas_of_orders import ORDER_ANSWERS, ORDER_LISTED, ORDER_REQUESTS, around_orders
from cpq.api.schemas_of_quotes import QUOTE_ANSWERS, QUOTE_REQUESTS, around_quotes
from cpq.bom.configuration import Repairs
from cpq.bom.request import QuoteRequest
from cpq.configuring.completed import NotWeighed
from cpq.configuring.page import ChoiceStep, ConfigurationPage, Why
from cpq.configuring.request import ChoiceRequest, CompletedBy, CompletionRequest, ConfigurationRequest, RepairRequest
from cpq.explanation import Near
from cpq.platform.audit.queries import AuditPage
from cpq.platform.jobs.watching import JobState
from cpq.platform.people.model import (
    Key,
    KeyGiven,
    Me,
    NewKey,
    SignInGiven,
    Team,
    TeamGiven,
    User,
    UserChanged,
    UserGiven,
)
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.product_details import ProductDetails
from cpq.product_search import FoundPage
from cpq.rulebook.model import Strict
from cpq.rulebook.schema import JsonSchema, document_schema
from cpq.rulebook.text import Text
from cpq.rulebooks.checking import CheckReport
from cpq.rulebooks.comparison import Comparison
from cpq.rulebooks.effects import Preview
from cpq.rulebooks.versions import Activation, ActivationGiven, RulebookVersion

_REQUESTS: tuple[type[Strict], ...] = (
    QuoteRequest,
    ExplanationRequest,
    ConfigurationRequest,
    ChoiceRequest,
    RepairRequest,
    CompletionRequest,
    SignInGiven,
    UserGiven,
    UserChanged,
    TeamGiven,
    KeyGiven,
    ActivationGiven,
    *QUOTE_REQUESTS,
    *ORDER_REQUESTS,
    *ACCOUNT_REQUESTS,
    *MERGE_REQUESTS,
    *ACTIVITY_REQUESTS,
    *LEAD_REQUESTS,
    *OPPORTUNITY_REQUESTS,
)
_ANSWERS = (
    PricedQuote,
    ConfigurationPage,
    ChoiceStep,
    Repairs,
    FoundPage,
    ProductDetails,
    NewKey,
    Me,
    AuditPage,
    JobState,
    CheckReport,
    Comparison,
    *QUOTE_ANSWERS,
    *ORDER_ANSWERS,
    *ACCOUNT_ANSWERS,
    *ACTIVITY_ANSWERS,
    *LEAD_ANSWERS,
    *OPPORTUNITY_ANSWERS,
    Preview,
)
_LISTED = (
    User,
    Team,
    Key,
    RulebookVersion,
    Activation,
    *ORDER_LISTED,
    *ACCOUNT_LISTED,
    *MERGE_LISTED,
    *ACTIVITY_LISTED,
    *LEAD_LISTED,
    *OPPORTUNITY_LISTED,
)
"""What is listed page by page: `UserPage` has users."""


def components() -> dict[str, JsonSchema]:
    """Every schema by its name."""
    schemas = AnswerSchemas()
    for kind in (*_ANSWERS, *_LISTED):
        schemas.of(kind)
    wrapped = _wrapped(schemas)  # first: it has more classes defined
    made = {**schemas.definitions, **wrapped}
    made |= {f"{name.removesuffix('Given')}Given": schema for name, schema in _given().items()}
    return {
        "Problem": _PROBLEM,
        "ProblemError": _PROBLEM_ERROR,
        **made,
        "BatchRequest": _BATCH_REQUEST,
        "PreviewRequest": _BATCH_REQUEST,
    }


def _given() -> dict[str, JsonSchema]:
    """The schemas of requests, their parts named apart from those of answers."""
    made: dict[str, JsonSchema] = {}
    for model in _REQUESTS:
        schema = document_schema(model.__name__, Text("", ""), model)
        text = json.dumps(schema).replace("#/$defs/", "#/components/schemas/")
        for name in cast("Mapping[str, JsonSchema]", schema.get("$defs", {})):
            given = f"{name.removesuffix('Given')}Given"
            text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{given}"')
        whole = cast("JsonSchema", json.loads(text))
        made |= cast("dict[str, JsonSchema]", whole.pop("$defs", {}))
        made[model.__name__] = {key: value for key, value in whole.items() if key not in ("$schema", "$id", "title")}
    return made


def _wrapped(schemas: AnswerSchemas) -> dict[str, JsonSchema]:
    """What endpoints put around answers."""
    page, version = schemas.definitions["ConfigurationPage"], schemas.of(str)
    properties = cast("JsonSchema", page["properties"])
    unpriced = {"type": "array", "items": reference("ProblemError")}
    state = {**page, "properties": {**properties, "unpriced": unpriced}}
    state["required"] = [*cast("list[str]", page["required"]), "unpriced"]
    choices = properties["configuration"]
    step = cast("JsonSchema", schemas.definitions["ChoiceStep"]["properties"])
    return {
        "ConfigurationPage": state,
        "ConfigurationState": reference("ConfigurationPage"),
        "ChoiceStep": _object(outcome=step["outcome"], why=step["why"], page=reference("ConfigurationPage")),
        "WhyNot": _object(possible=schemas.of(bool), why=schemas.of(Why | None)),
        "Completion": _object(
            by={"enum": list(get_args(CompletedBy))},
            why=schemas.of(Why | None),
            proven=schemas.of(bool),
            not_weighed=schemas.of(tuple[NotWeighed, ...]),
            configuration=_or_null(choices),
            page=_or_null(reference("ConfigurationPage")),
        ),
        "LineExplanation": _object(
            rulebook_version=version,
            line=schemas.of(PricedLine),
            sentences=schemas.of(tuple[Text, ...]),
            why_not=schemas.of(tuple[Near, ...]),
        ),
        "Batch": _object(
            rulebook_version=version,
            results={
                "type": "array",
                "items": {"oneOf": [_object(quote=reference("PricedQuote")), _object(problem=reference("Problem"))]},
            },
        ),
        "RulebookInForce": _object(
            version=version,
            since={"type": "string", "format": "date-time"},
            sections={"type": "object", "additionalProperties": schemas.of(int)},
        ),
        **{f"{kind.__name__}Page": _page(kind.__name__) for kind in _LISTED},
        "SignedOut": _object(address={"type": ["string", "null"], "format": "uri"}),
        "SignedIn": _object(user=version, csrf_token=version, expires_at={"type": "string", "format": "date-time"}),
        **around_quotes(schemas),
        **around_orders(),
        **around_activities(schemas),
        **around_leads(),
        **around_opportunities(),
        "Health": _object(status={"enum": ["up", "ready"]}),
    }


def _object(**properties: object) -> JsonSchema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _page(name: str) -> JsonSchema:
    return _object(items={"type": "array", "items": reference(name)}, next={"type": ["string", "null"]})


def _or_null(schema: object) -> JsonSchema:
    return {"anyOf": [schema, {"type": "null"}]}


_TEXT = AnswerSchemas().of(Text)
_NUMBER: JsonSchema = {"type": "integer", "minimum": 1}
_PROBLEM_ERROR: JsonSchema = {
    "description": "One finding: by JSON pointer where it is about the body, by its place where it is about the rulebook.",
    "type": "object",
    "properties": {
        "code": {"type": "string"},
        "text": _TEXT,
        "pointer": {"type": "string", "description": "RFC 6901"},
        "parameter": {"type": "string"},
        "line": _NUMBER,
        "column": _NUMBER,
        "place": {"type": "string", "description": "file:line:column of the rulebook"},
        "related": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["code", "text", "related"],
    "additionalProperties": False,
}
_PROBLEM: JsonSchema = {
    "description": "Problem details, RFC 9457.",
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "error_count": {"type": "integer"},
        "errors": {"type": "array", "items": reference("ProblemError")},
    },
    "required": ["type", "title", "status", "detail", "request_id", "error_count", "errors"],
    "additionalProperties": False,
}
_BATCH_REQUEST: JsonSchema = {
    "type": "object",
    "properties": {"requests": {"type": "array", "items": reference("QuoteRequestGiven"), "maxItems": 1000}},
    "required": ["requests"],
    "additionalProperties": False,
}
