"""Versions of the rulebook, and which is in force when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.resource import Resource
from cpq.client.schemas import (
    Activation,
    ActivationGiven,
    CheckReport,
    Comparison,
    GetActivationsQuery,
    GetRulebooksQuery,
    JobState,
    OpenQuotesGiven,
    PostRulebooksQuery,
    Preview,
    PreviewRequest,
    RulebookInForce,
    RulebookVersion,
)


class Rulebooks(Resource):
    def current(self) -> RulebookInForce:
        return self._calling.json("GET", "/v1/rulebooks/current")

    def store(self, archive: bytes, **query: Unpack[PostRulebooksQuery]) -> CheckReport:
        """A ZIP file of a workspace. A job, which is waited for, checks it, and stores it where nothing is wrong and `check_only` is not asked
        for: what is wrong is in the report.
        """
        return self._calling.done("POST", "/v1/rulebooks", content=archive, media="application/zip", query=query)

    def list(self, **query: Unpack[GetRulebooksQuery]) -> Iterator[RulebookVersion]:
        return self._calling.pages("/v1/rulebooks", query)

    def get(self, version: str) -> RulebookVersion:
        return self._calling.json("GET", "/v1/rulebooks/{}", version)

    def archive(self, version: str) -> bytes:
        """The ZIP file."""
        return self._calling.response("GET", "/v1/rulebooks/{}/archive", version).content

    def differences(self, version: str, other: str) -> Comparison:
        return self._calling.json("GET", "/v1/rulebooks/{}/differences/{}", version, other)

    def preview_of_quotes(self, version: str, given: OpenQuotesGiven) -> Preview | JobState:
        """What the version would make of the newest open quotes; of many of them a job, whose `result` has it once it is done."""
        return self._calling.json("POST", "/v1/rulebooks/{}/preview/quotes", version, body=given)

    def preview(self, version: str, given: PreviewRequest) -> Preview:
        """What the version would make of requests."""
        return self._calling.json("POST", "/v1/rulebooks/{}/preview", version, body=given)


class Activations(Resource):
    def add(self, given: ActivationGiven) -> Activation:
        return self._calling.json("POST", "/v1/activations", body=given)

    def list(self, **query: Unpack[GetActivationsQuery]) -> Iterator[Activation]:
        return self._calling.pages("/v1/activations", query)

    def take_back(self, id: str) -> None:
        self._calling.json("DELETE", "/v1/activations/{}", id)
