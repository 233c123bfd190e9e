"""Prices of requests, and why they are what they are."""

from __future__ import annotations

from typing import Unpack

from cpq.client.resource import Resource
from cpq.client.schemas import (
    Batch,
    BatchRequest,
    ExplanationRequestGiven,
    LineExplanation,
    PostPricesQuery,
    PricedQuote,
    QuoteRequestGiven,
)


class Prices(Resource):
    def price(self, given: QuoteRequestGiven, **query: Unpack[PostPricesQuery]) -> PricedQuote:
        return self._calling.json("POST", "/v1/prices", body=given, query=query)

    def batch(self, given: BatchRequest) -> Batch:
        """Each request has its quote or its problem; none is raised."""
        return self._calling.json("POST", "/v1/prices/batch", body=given)

    def explain(self, given: ExplanationRequestGiven) -> LineExplanation:
        """How the price of a line came about, and what was near."""
        return self._calling.json("POST", "/v1/explanations", body=given)
