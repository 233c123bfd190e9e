"""Orders and the subscriptions that they begin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.calling import Tagged
from cpq.client.resource import Resource
from cpq.client.schemas import (
    AmendmentGiven,
    GetOrdersQuery,
    Issued,
    IssueGiven,
    OrderGiven,
    OrderSummary,
    OrderView,
    RenewalGiven,
    StoredQuote,
    SubscriptionView,
    Usage,
    UsageGiven,
    WhyGiven,
)


class Orders(Resource):
    def add(self, given: OrderGiven) -> Tagged[OrderView]:
        return self._calling.tagged("POST", "/v1/orders", body=given)

    def list(self, **query: Unpack[GetOrdersQuery]) -> Iterator[OrderSummary]:
        return self._calling.pages("/v1/orders", query)

    def get(self, id: str) -> Tagged[OrderView]:
        return self._calling.tagged("GET", "/v1/orders/{}", id)

    def amend(self, id: str, given: AmendmentGiven) -> Tagged[StoredQuote]:
        return self._calling.tagged("POST", "/v1/orders/{}/amendment", id, body=given)

    def renew(self, id: str, given: RenewalGiven) -> Tagged[StoredQuote]:
        return self._calling.tagged("POST", "/v1/orders/{}/renewal", id, body=given)

    def fulfil(self, id: str, given: WhyGiven, *, if_match: str) -> Tagged[OrderView]:
        return self._calling.tagged("POST", "/v1/orders/{}/fulfilment", id, body=given, if_match=if_match)

    def reopen(self, id: str, given: WhyGiven, *, if_match: str) -> Tagged[OrderView]:
        return self._calling.tagged("POST", "/v1/orders/{}/reopening", id, body=given, if_match=if_match)

    def cancel(self, id: str, given: WhyGiven, *, if_match: str) -> Tagged[OrderView]:
        return self._calling.tagged("POST", "/v1/orders/{}/cancellation", id, body=given, if_match=if_match)

    def invoice(self, id: str, given: IssueGiven) -> Issued:
        """Issues the invoices that are due until a day."""
        return self._calling.json("POST", "/v1/orders/{}/invoices", id, body=given)

    def usage(self, id: str) -> Usage:
        """What was used of metered lines, by line and period."""
        return self._calling.json("GET", "/v1/orders/{}/usage", id)

    def report_usage(self, id: str, given: UsageGiven) -> Usage:
        """Answers the periods of the records as they are now."""
        return self._calling.json("POST", "/v1/orders/{}/usage", id, body=given)

    def invoice_usage(self, id: str, given: IssueGiven) -> Issued:
        """Issues the invoices of what was used in periods that are over."""
        return self._calling.json("POST", "/v1/orders/{}/usage-invoices", id, body=given)

    def subscription(self, number: str) -> SubscriptionView:
        return self._calling.json("GET", "/v1/subscriptions/{}", number)
