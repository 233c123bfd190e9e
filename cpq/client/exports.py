"""Tables for spreadsheets."""

from __future__ import annotations

from typing import Any, Unpack

from cpq.client.resource import Resource
from cpq.client.schemas import (
    GetExportsInvoicesQuery,
    GetExportsOrdersQuery,
    GetExportsPaymentsQuery,
    GetExportsQuoteLinesQuery,
    GetExportsQuotesQuery,
)


class Exports(Resource):
    """CSV files, in UTF-8 with a mark for Excel."""

    def quotes(self, **query: Unpack[GetExportsQuotesQuery]) -> bytes:
        return self._file("/v1/exports/quotes", query)

    def quote_lines(self, **query: Unpack[GetExportsQuoteLinesQuery]) -> bytes:
        """The lines of the newest versions."""
        return self._file("/v1/exports/quote-lines", query)

    def orders(self, **query: Unpack[GetExportsOrdersQuery]) -> bytes:
        return self._file("/v1/exports/orders", query)

    def invoices(self, **query: Unpack[GetExportsInvoicesQuery]) -> bytes:
        return self._file("/v1/exports/invoices", query)

    def payments(self, **query: Unpack[GetExportsPaymentsQuery]) -> bytes:
        return self._file("/v1/exports/payments", query)

    def _file(self, path: str, query: Any) -> bytes:
        return self._calling.response("GET", path, query=query).content
