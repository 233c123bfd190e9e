"""Quotes that the service keeps, from their draft to their acceptance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.calling import Tagged
from cpq.client.resource import Resource
from cpq.client.schemas import (
    AcceptanceGiven,
    AnyRequestGiven,
    CloneGiven,
    Compared,
    DecisionGiven,
    Delegated,
    DelegationGiven,
    EditedQuote,
    EditRequestGiven,
    GetQuotesQuery,
    Offer,
    PostQuotesRecalculationQuery,
    QuoteGiven,
    QuoteSummary,
    ReasonGiven,
    Recalculated,
    Sent,
    StoredQuote,
    StoredVersion,
    Versions,
)
from cpq.client.schemas import (
    Delegations as ListOfDelegations,
)


class Quotes(Resource):
    def add(self, given: QuoteGiven) -> Tagged[StoredQuote]:
        return self._calling.tagged("POST", "/v1/quotes", body=given)

    def list(self, **query: Unpack[GetQuotesQuery]) -> Iterator[QuoteSummary]:
        return self._calling.pages("/v1/quotes", query)

    def get(self, id: str) -> Tagged[StoredQuote]:
        return self._calling.tagged("GET", "/v1/quotes/{}", id)

    def put_request(self, id: str, given: AnyRequestGiven, *, if_match: str) -> Tagged[StoredQuote]:
        return self._calling.tagged("PUT", "/v1/quotes/{}/request", id, body=given, if_match=if_match)

    def edit_lines(self, id: str, given: EditRequestGiven, *, if_match: str) -> Tagged[EditedQuote]:
        return self._calling.tagged("PATCH", "/v1/quotes/{}/lines", id, body=given, if_match=if_match)

    def clone(self, id: str, given: CloneGiven) -> Tagged[StoredQuote]:
        return self._calling.tagged("POST", "/v1/quotes/{}/clone", id, body=given)

    def recalculate(
        self, id: str, *, if_match: str, **query: Unpack[PostQuotesRecalculationQuery]
    ) -> Tagged[Recalculated]:
        """With the rulebook in force, which may be newer than that of the quote."""
        return self._calling.tagged("POST", "/v1/quotes/{}/recalculation", id, if_match=if_match, query=query)

    def versions(self, id: str) -> Versions:
        return self._calling.json("GET", "/v1/quotes/{}/versions", id)

    def version(self, id: str, number: int) -> StoredVersion:
        return self._calling.json("GET", "/v1/quotes/{}/versions/{}", id, number)

    def differences(self, id: str, *, from_: int | None = None, to: int | None = None) -> Compared:
        return self._calling.json("GET", "/v1/quotes/{}/differences", id, query={"from": from_, "to": to})

    def submit(self, id: str) -> Tagged[StoredQuote]:
        return self._calling.tagged("POST", "/v1/quotes/{}/submission", id)

    def decide(self, id: str, number: int, given: DecisionGiven) -> Tagged[StoredQuote]:
        """Approves or refuses, as one of its approvers."""
        return self._calling.tagged("POST", "/v1/quotes/{}/approvals/{}", id, number, body=given)

    def recall(self, id: str, given: ReasonGiven) -> Tagged[StoredQuote]:
        return self._calling.tagged("POST", "/v1/quotes/{}/recall", id, body=given)

    def withdraw(self, id: str, given: ReasonGiven) -> Tagged[StoredQuote]:
        return self._calling.tagged("POST", "/v1/quotes/{}/withdrawal", id, body=given)

    def reject(self, id: str, given: ReasonGiven) -> Tagged[StoredQuote]:
        return self._calling.tagged("POST", "/v1/quotes/{}/rejection", id, body=given)

    def send(self, id: str) -> Tagged[Sent]:
        """The customer's link has the `token`."""
        return self._calling.tagged("POST", "/v1/quotes/{}/sending", id)


class Delegations(Resource):
    def list(self) -> ListOfDelegations:
        return self._calling.json("GET", "/v1/delegations")

    def add(self, given: DelegationGiven) -> Delegated:
        return self._calling.json("POST", "/v1/delegations", body=given)

    def end(self, id: str) -> None:
        self._calling.json("DELETE", "/v1/delegations/{}", id)


class Acceptances(Resource):
    """What a customer may do who has the token of a quote; no key is needed."""

    def get(self, token: str) -> Offer:
        return self._calling.json("GET", "/v1/acceptances/{}", token)

    def accept(self, token: str, given: AcceptanceGiven) -> Offer:
        return self._calling.json("POST", "/v1/acceptances/{}", token, body=given, once=True)
