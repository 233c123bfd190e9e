"""Stored quotes as they go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cpq.quotes.approving import ApprovalRequest
from cpq.quotes.difference import Difference
from cpq.quotes.editing import Made
from cpq.quotes.history import Known
from cpq.quotes.life import Action, State
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF file that is kept, to be read at `/v1/quotes/ID/documents/KEY`; `made` says that it was made for this request."""

    key: str
    number: int
    locale: str
    view: str
    pages: int
    size: int
    made: bool


@dataclass(frozen=True, slots=True)
class QuoteSummary:
    """A quote in a list. `state` and amounts are those of the newest version; `version` is its number."""

    id: str
    number: str
    title: object
    customer: str
    customer_name: object
    state: State
    newest: int
    currency: str
    net: Decimal
    gross: Decimal
    valid_until: date
    owner: str
    team: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version: what was asked for, what was `known` of the customer besides, and the priced quote that came of it, without costs for
    those who see none.
    """

    number: int
    state: State
    rulebook_version: str
    request: object
    known: tuple[Known, ...]
    approvals: tuple[ApprovalRequest, ...]
    quote: object
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoredQuote:
    """A quote with its newest version, and what can be done with it now by who sells it."""

    summary: QuoteSummary
    possible: tuple[Action, ...]
    version: StoredVersion


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """A version in the list of them."""

    number: int
    state: State
    rulebook_version: str
    net: Decimal
    gross: Decimal
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions, with the difference as data and in sentences; `before` is None of versions that are not stored."""

    before: int
    after: int | None
    difference: Difference
    sentences: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class EditedQuote:
    """A quote after edits, and what became of each."""

    results: tuple[Made, ...]
    quote: StoredQuote


@dataclass(frozen=True, slots=True)
class Sent:
    """A quote that was sent. `token` opens `/v1/acceptances/TOKEN` for the customer until `expires_at`; it is shown once."""

    token: str
    expires_at: datetime
    quote: StoredQuote


@dataclass(frozen=True, slots=True)
class Offer:
    """What a customer sees by a link. `document` is the digest of the quote: who accepts sends it back."""

    number: str
    state: State
    valid_until: date
    document: str
    quote: object
    accepted_by: str | None
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Delegated:
    """A delegation that is kept."""

    id: str
    giver: str
    taker: str
    role: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Template:
    """A request to begin quotes with."""

    id: str
    name: object
    request: object
    owner: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a quote; `digest` is the SHA-256 of its content."""

    id: str
    name: str
    media_type: str
    size: int
    digest: str
    created_by: str
    created_at: datetime
