"""Opportunities: stages, quotes, portraits, forecast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.calling import Tagged
from cpq.client.resource import Resource
from cpq.client.schemas import (
    Assessments,
    AssessmentsGiven,
    AttachedGiven,
    Forecast,
    GetOpportunitiesChangesQuery,
    GetOpportunitiesForecastQuery,
    GetOpportunitiesPortraitQuery,
    GetOpportunitiesQuery,
    GetOpportunitiesStagesQuery,
    OpportunityChangedGiven,
    OpportunityChanges,
    OpportunityGiven,
    OpportunitySummary,
    OpportunityView,
    Portrait,
    RetractionGiven,
    Risks,
    StageGiven,
    StageLog,
)


class Opportunities(Resource):
    def list(self, **query: Unpack[GetOpportunitiesQuery]) -> Iterator[OpportunitySummary]:
        return self._calling.pages("/v1/opportunities", query)

    def add(self, given: OpportunityGiven) -> OpportunityView:
        return self._calling.json("POST", "/v1/opportunities", body=given)

    def get(self, id: str) -> Tagged[OpportunityView]:
        return self._calling.tagged("GET", "/v1/opportunities/{}", id)

    def change(self, id: str, given: OpportunityChangedGiven, *, if_match: str) -> Tagged[OpportunityView]:
        return self._calling.tagged("PATCH", "/v1/opportunities/{}", id, body=given, if_match=if_match)

    def forecast(self, **query: Unpack[GetOpportunitiesForecastQuery]) -> Forecast:
        return self._calling.json("GET", "/v1/opportunities/forecast", query=query)

    def stages(self, id: str, **query: Unpack[GetOpportunitiesStagesQuery]) -> StageLog:
        """As they were at a moment, by what was known at another."""
        return self._calling.json("GET", "/v1/opportunities/{}/stages", id, query=query)

    def enter(self, id: str, given: StageGiven) -> OpportunityView:
        return self._calling.json("POST", "/v1/opportunities/{}/stages", id, body=given)

    def retract(self, id: str, number: str, given: RetractionGiven) -> OpportunityView:
        return self._calling.json("POST", "/v1/opportunities/{}/stages/{}/retraction", id, number, body=given)

    def attach(self, id: str, given: AttachedGiven) -> OpportunityView:
        return self._calling.json("POST", "/v1/opportunities/{}/quotes", id, body=given)

    def detach(self, id: str, quote: str) -> OpportunityView:
        return self._calling.json("DELETE", "/v1/opportunities/{}/quotes/{}", id, quote)

    def assessments(self, id: str) -> Assessments:
        return self._calling.json("GET", "/v1/opportunities/{}/assessments", id)

    def assess(self, id: str, given: AssessmentsGiven) -> Portrait:
        return self._calling.json("POST", "/v1/opportunities/{}/assessments", id, body=given)

    def portrait(self, id: str, **query: Unpack[GetOpportunitiesPortraitQuery]) -> Portrait:
        return self._calling.json("GET", "/v1/opportunities/{}/portrait", id, query=query)

    def risks(self, id: str) -> Risks:
        return self._calling.json("GET", "/v1/opportunities/{}/risks", id)

    def changes(self, id: str, **query: Unpack[GetOpportunitiesChangesQuery]) -> OpportunityChanges:
        return self._calling.json("GET", "/v1/opportunities/{}/changes", id, query=query)
