"""Accounts and contacts as they are answered; numbers are masked for who may not see them whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cpq.accounts.given import AccountKind, Consent, Lifecycle
from cpq.cleaning.phones import Home
from cpq.cleaning.phones import Kind as PhoneKind
from cpq.platform.records.masking import masked


@dataclass(frozen=True, slots=True)
class PhoneView:
    """A telephone number in E.164, with where it was given out; its middle is hidden, and no extension told, where it is `masked`."""

    number: str
    country: str | None
    kind: PhoneKind
    extension: str | None
    home: Home | None
    masked: bool


@dataclass(frozen=True, slots=True)
class FieldOrigin:
    """Where the value of a field comes from; `offered` is what a machine said later against a person's word, for somebody to decide."""

    source: str
    detail: str | None
    confidence: int
    confirmed: bool
    at: datetime
    by: str
    offered: object


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account. `merged_into` is the account that it became, where it was one of two for the same."""

    id: str
    name: str
    name_en: str | None
    credit_code: str | None
    kind: AccountKind | None
    industry: str | None
    size: int | None
    region: str | None
    address: str | None
    website: str | None
    phone: PhoneView | None
    parent: str | None
    customer: str | None
    lifecycle: Lifecycle
    currency: str | None
    notes: str | None
    owner: str
    team: str | None
    merged_into: str | None
    provenance: Mapping[str, FieldOrigin]
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ContactView:
    """Somebody at an account; `reports_to` is the contact above them."""

    id: str
    account: str
    name: str
    name_en: str | None
    title: str | None
    department: str | None
    phones: tuple[PhoneView, ...]
    emails: tuple[str, ...]
    reports_to: str | None
    birthday: date | None
    consent: Consent
    notes: str | None
    owner: str
    team: str | None
    merged_into: str | None
    provenance: Mapping[str, FieldOrigin]
    version: int
    created_at: datetime
    updated_at: datetime


def phone_view(kept: Mapping[str, Any], *, whole: bool) -> PhoneView:
    """A number as it is kept, whole or masked."""
    home = kept["home"]
    place = None if home is None else Home.kept(home)
    number, extension = (kept["number"], kept["extension"]) if whole else (masked(kept["number"]), None)
    return PhoneView(number, kept["country"], kept["kind"], extension, place, not whole)


def origins(kept: Mapping[str, Mapping[str, Any]], hidden: frozenset[str]) -> dict[str, FieldOrigin]:
    """The origins of fields; of those that are hidden it is not told what was offered."""
    return {
        name: FieldOrigin(
            each["source"],
            each["detail"],
            each["confidence"],
            each["confirmed"],
            datetime.fromisoformat(each["at"]),
            each["by"],
            None if name in hidden else each.get("offered"),
        )
        for name, each in kept.items()
    }
