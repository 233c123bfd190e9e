"""The schemas of stored quotes in the OpenAPI document."""

from __future__ import annotations

from cpq.answer_schema import AnswerSchemas
from cpq.api.describing import reference
from cpq.api.quotes import AnyRequest
from cpq.quotes.asked import (
    AcceptanceGiven,
    CloneGiven,
    DecisionGiven,
    DelegationGiven,
    DocumentGiven,
    OpenQuotes,
    QuoteGiven,
    ReasonGiven,
    TemplateGiven,
)
from cpq.quotes.editing import EditRequest, Made
from cpq.quotes.model import (
    Attachment,
    Compared,
    Delegated,
    Document,
    Offer,
    QuoteSummary,
    StoredQuote,
    StoredVersion,
    Template,
    VersionSummary,
)
from cpq.rulebook.model import Strict
from cpq.rulebook.schema import JsonSchema

QUOTE_REQUESTS: tuple[type[Strict], ...] = (
    QuoteGiven,
    AnyRequest,
    EditRequest,
    CloneGiven,
    DecisionGiven,
    ReasonGiven,
    AcceptanceGiven,
    DelegationGiven,
    TemplateGiven,
    DocumentGiven,
    OpenQuotes,
)
QUOTE_ANSWERS = (
    StoredQuote,
    StoredVersion,
    VersionSummary,
    QuoteSummary,
    Compared,
    Made,
    Offer,
    Delegated,
    Template,
    Attachment,
    Document,
)


def around_quotes(schemas: AnswerSchemas) -> dict[str, JsonSchema]:
    """What endpoints put around them."""
    version = schemas.definitions["StoredVersion"]
    quote = reference("StoredQuote")
    return {
        "StoredVersion": {**version, "properties": {**_properties(version), "quote": reference("PricedQuote")}},
        "QuotePage": _object(items=_list("QuoteSummary"), next={"type": ["string", "null"]}),
        "TemplatePage": _object(items=_list("Template"), next={"type": ["string", "null"]}),
        "Versions": _object(items=_list("VersionSummary")),
        "Delegations": _object(items=_list("Delegated")),
        "Attachments": _object(items=_list("Attachment")),
        "EditedQuote": _object(results=_list("Made"), quote=quote),
        "Sent": _object(token={"type": "string"}, expires_at={"type": "string", "format": "date-time"}, quote=quote),
        "Recalculated": _object(quote={"anyOf": [quote, {"type": "null"}]}, compared=reference("Compared")),
    }


def _properties(schema: JsonSchema) -> JsonSchema:
    return schema["properties"]  # pyright: ignore[reportReturnType]


def _list(name: str) -> JsonSchema:
    return {"type": "array", "items": reference(name)}


def _object(**properties: object) -> JsonSchema:
    required = list(properties)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
