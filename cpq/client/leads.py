"""Leads, from campaigns and forms to conversion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.calling import Tagged
from cpq.client.resource import Resource
from cpq.client.schemas import (
    Assignments,
    CampaignChangedGiven,
    CampaignGiven,
    CampaignView,
    Conversion,
    ConversionGiven,
    CostGiven,
    FormGiven,
    FormLeadGiven,
    GetCampaignsQuery,
    GetFormsQuery,
    GetLeadsEventsQuery,
    GetLeadsQuery,
    GetLeadsScoresQuery,
    LeadBatch,
    LeadChangedGiven,
    LeadEvent,
    LeadEvents,
    LeadEventsGiven,
    LeadForm,
    LeadGiven,
    LeadScored,
    LeadsGiven,
    LeadView,
    OwnerGiven,
    ReleaseLeadGiven,
    StateGiven,
    Thanks,
)


class Leads(Resource):
    def list(self, **query: Unpack[GetLeadsQuery]) -> Iterator[LeadView]:
        return self._calling.pages("/v1/leads", query)

    def add(self, given: LeadGiven) -> LeadView:
        return self._calling.json("POST", "/v1/leads", body=given)

    def get(self, id: str) -> Tagged[LeadView]:
        return self._calling.tagged("GET", "/v1/leads/{}", id)

    def change(self, id: str, given: LeadChangedGiven, *, if_match: str) -> Tagged[LeadView]:
        return self._calling.tagged("PATCH", "/v1/leads/{}", id, body=given, if_match=if_match)

    def add_many(self, given: LeadsGiven) -> LeadBatch:
        """Each is answered by itself."""
        return self._calling.json("POST", "/v1/leads/batch", body=given)

    def assignments(self, id: str) -> Assignments:
        return self._calling.json("GET", "/v1/leads/{}/assignments", id)

    def claim(self, id: str) -> LeadView:
        """Out of the public pool."""
        return self._calling.json("POST", "/v1/leads/{}/claim", id, once=True)

    def give(self, id: str, given: OwnerGiven) -> LeadView:
        return self._calling.json("POST", "/v1/leads/{}/owner", id, body=given)

    def release(self, id: str, given: ReleaseLeadGiven) -> LeadView:
        """Into the public pool."""
        return self._calling.json("POST", "/v1/leads/{}/release", id, body=given)

    def move(self, id: str, given: StateGiven, *, if_match: str) -> Tagged[LeadView]:
        return self._calling.tagged("POST", "/v1/leads/{}/states", id, body=given, if_match=if_match)

    def scores(self, id: str, **query: Unpack[GetLeadsScoresQuery]) -> LeadScored:
        return self._calling.json("GET", "/v1/leads/{}/scores", id, query=query)

    def events(self, id: str, **query: Unpack[GetLeadsEventsQuery]) -> Iterator[LeadEvent]:
        return self._calling.pages("/v1/leads/{}/events", query, names=(id,))

    def add_events(self, id: str, given: LeadEventsGiven) -> LeadEvents:
        return self._calling.json("POST", "/v1/leads/{}/events", id, body=given)

    def conversion(self, id: str) -> Conversion:
        return self._calling.json("GET", "/v1/leads/{}/conversion", id)

    def convert(self, id: str, given: ConversionGiven) -> Conversion:
        """Into an account, a contact and an opportunity."""
        return self._calling.json("POST", "/v1/leads/{}/conversion", id, body=given)


class Campaigns(Resource):
    def list(self, **query: Unpack[GetCampaignsQuery]) -> Iterator[CampaignView]:
        return self._calling.pages("/v1/campaigns", query)

    def add(self, given: CampaignGiven) -> CampaignView:
        return self._calling.json("POST", "/v1/campaigns", body=given)

    def get(self, id: str) -> Tagged[CampaignView]:
        return self._calling.tagged("GET", "/v1/campaigns/{}", id)

    def change(self, id: str, given: CampaignChangedGiven, *, if_match: str) -> Tagged[CampaignView]:
        return self._calling.tagged("PATCH", "/v1/campaigns/{}", id, body=given, if_match=if_match)

    def add_cost(self, id: str, given: CostGiven) -> CampaignView:
        """Of a day; said again it is as said last."""
        return self._calling.json("PUT", "/v1/campaigns/{}/costs", id, body=given)


class Forms(Resource):
    def list(self, **query: Unpack[GetFormsQuery]) -> Iterator[LeadForm]:
        return self._calling.pages("/v1/forms", query)

    def add(self, given: FormGiven) -> LeadForm:
        return self._calling.json("POST", "/v1/forms", body=given)

    def remove(self, id: str) -> None:
        self._calling.json("DELETE", "/v1/forms/{}", id)

    def send(self, form: str, given: FormLeadGiven) -> Thanks:
        """As a page on the web does."""
        return self._calling.json("POST", "/v1/forms/{}/leads", form, body=given, once=True)
