"""The service itself: its jobs, its record, its health."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.resource import Resource
from cpq.client.schemas import AuditEntry, GetAuditQuery, Health, JobState


class Jobs(Resource):
    def get(self, id: str) -> JobState:
        return self._calling.json("GET", "/v1/jobs/{}", id)


class Audit(Resource):
    def list(self, **query: Unpack[GetAuditQuery]) -> Iterator[AuditEntry]:
        return self._calling.pages("/v1/audit", query)


class Service(Resource):
    def health(self) -> Health:
        return self._calling.json("GET", "/health")

    def ready(self) -> Health:
        """Waits, with the patience that there is, until it is ready."""
        return self._calling.json("GET", "/ready")
