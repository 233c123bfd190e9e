"""Contracts of orders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.resource import Resource
from cpq.client.schemas import (
    ContractAmendmentGiven,
    ContractGiven,
    ContractView,
    GetContractsQuery,
)


class Contracts(Resource):
    def list(self, **query: Unpack[GetContractsQuery]) -> Iterator[ContractView]:
        return self._calling.pages("/v1/contracts", query)

    def add(self, given: ContractGiven) -> ContractView:
        return self._calling.json("POST", "/v1/contracts", body=given)

    def get(self, id: str) -> ContractView:
        return self._calling.json("GET", "/v1/contracts/{}", id)

    def amend(self, id: str, given: ContractAmendmentGiven) -> ContractView:
        return self._calling.json("POST", "/v1/contracts/{}/amendments", id, body=given)
