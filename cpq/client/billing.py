"""Invoices, and the money that pays them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.resource import Resource
from cpq.client.schemas import (
    AllocationGiven,
    CreditGiven,
    FundsView,
    GetInvoicesQuery,
    GetPaymentsQuery,
    GetReceivablesQuery,
    InvoiceSummary,
    InvoiceView,
    PaymentGiven,
    PaymentView,
    Receivables,
    RefundGiven,
    ReleaseGiven,
)


class Invoices(Resource):
    def list(self, **query: Unpack[GetInvoicesQuery]) -> Iterator[InvoiceSummary]:
        return self._calling.pages("/v1/invoices", query)

    def get(self, id: str) -> InvoiceView:
        return self._calling.json("GET", "/v1/invoices/{}", id)

    def credit(self, id: str, given: CreditGiven) -> InvoiceView:
        """Answers the credit note."""
        return self._calling.json("POST", "/v1/invoices/{}/credit-notes", id, body=given)

    def receivables(self, **query: Unpack[GetReceivablesQuery]) -> Receivables:
        """What is open on a day, by how late it is."""
        return self._calling.json("GET", "/v1/receivables", query=query)


class Payments(Resource):
    def list(self, **query: Unpack[GetPaymentsQuery]) -> Iterator[PaymentView]:
        return self._calling.pages("/v1/payments", query)

    def add(self, given: PaymentGiven) -> PaymentView:
        return self._calling.json("POST", "/v1/payments", body=given)

    def get(self, id: str) -> PaymentView:
        return self._calling.json("GET", "/v1/payments/{}", id)

    def allocate(self, given: AllocationGiven) -> FundsView:
        return self._calling.json("POST", "/v1/allocations", body=given)

    def release(self, given: ReleaseGiven) -> FundsView:
        return self._calling.json("POST", "/v1/releases", body=given)

    def refund(self, given: RefundGiven) -> FundsView:
        return self._calling.json("POST", "/v1/refunds", body=given)
