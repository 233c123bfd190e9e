"""Files of records that are taken in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.calling import Tagged
from cpq.client.resource import Resource
from cpq.client.schemas import (
    GetImportsErrorsQuery,
    GetImportsPreviewQuery,
    GetImportsQuery,
    ImportChangedGiven,
    ImportedRowError,
    ImportPreview,
    ImportSummary,
    ImportView,
    PostImportsQuery,
)

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Imports(Resource):
    def list(self, **query: Unpack[GetImportsQuery]) -> Iterator[ImportSummary]:
        return self._calling.pages("/v1/imports", query)

    def add(self, content: bytes, *, workbook: bool = False, **query: Unpack[PostImportsQuery]) -> Tagged[ImportView]:
        """A CSV file in any usual encoding, or an Excel workbook."""
        media = WORKBOOK if workbook else "text/csv"
        return self._calling.tagged("POST", "/v1/imports", content=content, media=media, query=query)

    def get(self, id: str) -> Tagged[ImportView]:
        return self._calling.tagged("GET", "/v1/imports/{}", id)

    def change(self, id: str, given: ImportChangedGiven, *, if_match: str) -> Tagged[ImportView]:
        """Which column is which field."""
        return self._calling.tagged("PATCH", "/v1/imports/{}", id, body=given, if_match=if_match)

    def preview(self, id: str, **query: Unpack[GetImportsPreviewQuery]) -> ImportPreview:
        return self._calling.json("GET", "/v1/imports/{}/preview", id, query=query)

    def run(self, id: str) -> ImportView:
        """Goes on by itself; `get` tells how far it is."""
        return self._calling.json("POST", "/v1/imports/{}/run", id)

    def errors(self, id: str, **query: Unpack[GetImportsErrorsQuery]) -> Iterator[ImportedRowError]:
        return self._calling.pages("/v1/imports/{}/errors", query, names=(id,))

    def errors_file(self, id: str) -> bytes:
        return self._calling.response("GET", "/v1/imports/{}/errors.csv", id).content
