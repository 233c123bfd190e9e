"""Records that may be one, and merges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.resource import Resource
from cpq.client.schemas import (
    DuplicateChangedGiven,
    DuplicateView,
    GetDuplicatesQuery,
    GetMergesQuery,
    JobState,
    MergeGiven,
    MergeView,
)


class Duplicates(Resource):
    def list(self, **query: Unpack[GetDuplicatesQuery]) -> Iterator[DuplicateView]:
        return self._calling.pages("/v1/duplicates", query)

    def get(self, id: str) -> DuplicateView:
        return self._calling.json("GET", "/v1/duplicates/{}", id)

    def decide(self, id: str, given: DuplicateChangedGiven) -> DuplicateView:
        return self._calling.json("PATCH", "/v1/duplicates/{}", id, body=given)

    def search(self) -> JobState:
        return self._calling.json("POST", "/v1/duplicates/searches")


class Merges(Resource):
    def list(self, **query: Unpack[GetMergesQuery]) -> Iterator[MergeView]:
        return self._calling.pages("/v1/merges", query)

    def add(self, given: MergeGiven) -> MergeView:
        return self._calling.json("POST", "/v1/merges", body=given)

    def get(self, id: str) -> MergeView:
        return self._calling.json("GET", "/v1/merges/{}", id)

    def undo(self, id: str) -> None:
        self._calling.json("DELETE", "/v1/merges/{}", id)
