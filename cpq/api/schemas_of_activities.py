"""The schemas of activities, tasks and drafts in the OpenAPI document."""

from __future__ import annotations

from typing import cast

from cpq.activities.given import ActivityChanged, ActivityGiven, DraftGiven, TaskChanged, TaskGiven
from cpq.activities.views import ActivityView, DraftResult, TaskView, TimelineEntry
from cpq.answer_schema import AnswerSchemas
from cpq.api.describing import reference
from cpq.rulebook.model import Strict
from cpq.rulebook.schema import JsonSchema

ACTIVITY_REQUESTS: tuple[type[Strict], ...] = (ActivityGiven, ActivityChanged, TaskGiven, TaskChanged, DraftGiven)
ACTIVITY_ANSWERS = (DraftResult,)
ACTIVITY_LISTED = (ActivityView, TaskView, TimelineEntry)
MOST_DRAFTS = 200


def around_activities(schemas: AnswerSchemas) -> dict[str, JsonSchema]:
    """What endpoints put around them."""
    result = schemas.definitions["DraftResult"]
    problem: JsonSchema = {"anyOf": [reference("Problem"), {"type": "null"}]}
    properties = {**cast("JsonSchema", result["properties"]), "problem": problem}
    drafts: JsonSchema = {"type": "array", "items": reference("DraftGiven"), "maxItems": MOST_DRAFTS}
    results: JsonSchema = {"type": "array", "items": reference("DraftResult")}
    return {
        "DraftResult": {**result, "properties": properties},
        "DraftsRequest": _object("drafts", drafts),
        "DraftResults": _object("results", results),
    }


def _object(name: str, value: JsonSchema) -> JsonSchema:
    return {"type": "object", "properties": {name: value}, "required": [name], "additionalProperties": False}
