"""The schemas of opportunities in the OpenAPI document."""

from __future__ import annotations

from cpq.api.describing import reference
from cpq.opportunities.forecast import Forecast
from cpq.opportunities.given import (
    AssessmentsGiven,
    AttachedGiven,
    OpportunityChanged,
    OpportunityGiven,
    RetractionGiven,
    StageGiven,
)
from cpq.opportunities.views import (
    AssessmentView,
    OpportunityChange,
    OpportunitySummary,
    OpportunityView,
    Portrait,
    RiskView,
    StageLog,
)
from cpq.rulebook.model import Strict
from cpq.rulebook.schema import JsonSchema

OPPORTUNITY_REQUESTS: tuple[type[Strict], ...] = (
    OpportunityGiven,
    OpportunityChanged,
    StageGiven,
    RetractionGiven,
    AttachedGiven,
    AssessmentsGiven,
)
OPPORTUNITY_ANSWERS = (OpportunityView, OpportunityChange, StageLog, Portrait, AssessmentView, RiskView, Forecast)
OPPORTUNITY_LISTED = (OpportunitySummary,)


def around_opportunities() -> dict[str, JsonSchema]:
    """What endpoints put around them."""
    return {
        "OpportunityChanges": _items(OpportunityChange),
        "Assessments": _items(AssessmentView),
        "Risks": _items(RiskView),
    }


def _items(kind: type) -> JsonSchema:
    items = {"type": "array", "items": reference(kind.__name__)}
    return {"type": "object", "properties": {"items": items}, "required": ["items"], "additionalProperties": False}
