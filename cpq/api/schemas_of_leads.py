"""The schemas of leads, campaigns, forms and imports in the OpenAPI document."""

from __future__ import annotations

from cpq.api.describing import reference
from cpq.leads.given import (
    ConversionGiven,
    LeadChanged,
    LeadEventsGiven,
    LeadGiven,
    LeadsGiven,
    OwnerGiven,
    ReleaseLeadGiven,
    StateGiven,
)
from cpq.leads.given_of_campaigns import CampaignChanged, CampaignGiven, CostGiven, FormGiven, FormLeadGiven
from cpq.leads.views import AssignmentView, CampaignView, Conversion, LeadEvent, LeadForm, LeadScored, LeadView, Thanks
from cpq.platform.imports.given import ImportChanged
from cpq.platform.imports.views import ImportedRowError, ImportPreview, ImportSummary, ImportView
from cpq.rulebook.model import Strict
from cpq.rulebook.schema import JsonSchema

LEAD_REQUESTS: tuple[type[Strict], ...] = (
    LeadGiven,
    LeadChanged,
    LeadsGiven,
    StateGiven,
    OwnerGiven,
    ReleaseLeadGiven,
    LeadEventsGiven,
    ConversionGiven,
    CampaignGiven,
    CampaignChanged,
    CostGiven,
    FormGiven,
    FormLeadGiven,
    ImportChanged,
)
LEAD_ANSWERS: tuple[type, ...] = (AssignmentView, Conversion, LeadScored, Thanks, ImportView, ImportPreview)
LEAD_LISTED: tuple[type, ...] = (LeadView, LeadEvent, CampaignView, LeadForm, ImportSummary, ImportedRowError)


def around_leads() -> dict[str, JsonSchema]:
    """What endpoints put around them."""
    result = {"oneOf": [_object(lead=reference("LeadView")), _object(problem=reference("Problem"))]}
    return {
        "Assignments": _object(items={"type": "array", "items": reference(AssignmentView.__name__)}),
        "LeadEvents": _object(items={"type": "array", "items": reference(LeadEvent.__name__)}),
        "LeadBatch": _object(results={"type": "array", "items": result}),
    }


def _object(**properties: object) -> JsonSchema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
