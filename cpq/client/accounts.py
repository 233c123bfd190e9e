"""Accounts and the people there, who has which say, and plans with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.calling import Tagged
from cpq.client.resource import Resource
from cpq.client.schemas import (
    AccountChangedGiven,
    AccountGiven,
    AccountTree,
    AccountView,
    ContactChangedGiven,
    ContactGiven,
    ContactView,
    CustomerRfm,
    Filled,
    GetAccountsQuery,
    GetAccountsRfmQuery,
    GetAccountsTreeQuery,
    GetContactsQuery,
    GetPlansQuery,
    GetPowerMapsOneQuery,
    GetPowerMapsPictureQuery,
    GetPowerMapsQuery,
    Overview,
    PlanChangedGiven,
    PlanGiven,
    PlanView,
    PowerMapChangedGiven,
    PowerMapGiven,
    PowerMapSummary,
    PowerMapView,
)


class Accounts(Resource):
    def list(self, **query: Unpack[GetAccountsQuery]) -> Iterator[AccountView]:
        return self._calling.pages("/v1/accounts", query)

    def add(self, given: AccountGiven) -> AccountView:
        return self._calling.json("POST", "/v1/accounts", body=given)

    def get(self, id: str) -> Tagged[AccountView]:
        return self._calling.tagged("GET", "/v1/accounts/{}", id)

    def change(self, id: str, given: AccountChangedGiven, *, if_match: str) -> Tagged[AccountView]:
        return self._calling.tagged("PATCH", "/v1/accounts/{}", id, body=given, if_match=if_match)

    def overview(self, id: str) -> Overview:
        """All that is known of one, from every side."""
        return self._calling.json("GET", "/v1/accounts/{}/overview", id)

    def tree(self, id: str, **query: Unpack[GetAccountsTreeQuery]) -> AccountTree:
        """Its group, with what it comes to."""
        return self._calling.json("GET", "/v1/accounts/{}/tree", id, query=query)

    def fill(self, id: str) -> Filled:
        """Fills in what registers of companies say."""
        return self._calling.json("POST", "/v1/accounts/{}/backfill", id)

    def rfm(self, **query: Unpack[GetAccountsRfmQuery]) -> Iterator[CustomerRfm]:
        """Customers by how recently, how often and for how much they bought."""
        return self._calling.pages("/v1/accounts/rfm", query)


class Contacts(Resource):
    def list(self, **query: Unpack[GetContactsQuery]) -> Iterator[ContactView]:
        return self._calling.pages("/v1/contacts", query)

    def add(self, given: ContactGiven) -> ContactView:
        return self._calling.json("POST", "/v1/contacts", body=given)

    def get(self, id: str) -> Tagged[ContactView]:
        return self._calling.tagged("GET", "/v1/contacts/{}", id)

    def change(self, id: str, given: ContactChangedGiven, *, if_match: str) -> Tagged[ContactView]:
        return self._calling.tagged("PATCH", "/v1/contacts/{}", id, body=given, if_match=if_match)


class PowerMaps(Resource):
    def list(self, **query: Unpack[GetPowerMapsQuery]) -> Iterator[PowerMapSummary]:
        return self._calling.pages("/v1/power-maps", query)

    def add(self, given: PowerMapGiven) -> PowerMapView:
        return self._calling.json("POST", "/v1/power-maps", body=given)

    def get(self, id: str, **query: Unpack[GetPowerMapsOneQuery]) -> Tagged[PowerMapView]:
        return self._calling.tagged("GET", "/v1/power-maps/{}", id, query=query)

    def change(self, id: str, given: PowerMapChangedGiven, *, if_match: str) -> Tagged[PowerMapView]:
        return self._calling.tagged("PATCH", "/v1/power-maps/{}", id, body=given, if_match=if_match)

    def picture(self, id: str, **query: Unpack[GetPowerMapsPictureQuery]) -> bytes:
        """As SVG."""
        return self._calling.response("GET", "/v1/power-maps/{}/picture", id, query=query).content


class Plans(Resource):
    def list(self, **query: Unpack[GetPlansQuery]) -> Iterator[PlanView]:
        return self._calling.pages("/v1/plans", query)

    def add(self, given: PlanGiven) -> PlanView:
        return self._calling.json("POST", "/v1/plans", body=given)

    def get(self, id: str) -> Tagged[PlanView]:
        return self._calling.tagged("GET", "/v1/plans/{}", id)

    def change(self, id: str, given: PlanChangedGiven, *, if_match: str) -> Tagged[PlanView]:
        return self._calling.tagged("PATCH", "/v1/plans/{}", id, body=given, if_match=if_match)
