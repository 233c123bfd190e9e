"""Leads and campaigns as they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from cpq.accounts.views import FieldOrigin
from cpq.cleaning.phones import Home
from cpq.leads.states import State
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class LeadView:
    """A lead. `phone` is whole for who may change the lead or may see all numbers, else with stars; `pool` is the public pool that it waits
    in; `due_at` is until when somebody is to respond, `overdue` that nobody did; `merged_into` is the lead that it became part of.
    """

    id: str
    name: str | None
    company: str | None
    title: str | None
    phone: str | None
    phone_extension: str | None
    phone_home: Home | None
    email: str | None
    region: str | None
    industry: str | None
    size: int | None
    credit_code: str | None
    source: str | None
    campaign: str | None
    channel: str | None
    form: str | None
    notes: str | None
    consent: bool | None
    fields: Mapping[str, object]
    state: State
    state_at: datetime
    reason: str | None
    owner: str | None
    team: str | None
    pool: str | None
    assigned_at: datetime | None
    due_at: datetime | None
    responded_at: datetime | None
    overdue: bool
    merged_into: str | None
    provenance: Mapping[str, FieldOrigin]
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """Who got a lead, when and why: by a rule with its place in the rulebook, by a person, from the public pool."""

    number: int
    at: datetime
    owner: str | None
    pool: str | None
    how: str
    rule: str | None
    place: str | None
    why: Text


@dataclass(frozen=True, slots=True)
class LeadEvent:
    """Something that a lead did; `known_at` is when it came here."""

    id: str
    kind: str
    at: datetime
    known_at: datetime
    actor: str | None
    agent: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class ScoreReason:
    """Why a lead has a score: a rule that holds, does not, or of which that is not known; or something that the lead did, and what is left of it."""

    rule: str
    text: Text
    holds: bool | None
    points: Decimal
    at: datetime | None
    place: Place


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A score from 0 to 100 by a set of rules, None where nothing is known; `completeness` is how much of what the rules ask for is known,
    `asks` what would complete it, `ignored` how many events do not count and why.
    """

    set: str
    name: Text
    kind: Literal["attributes", "behaviour"]
    version: str
    value: Decimal | None
    grade: str | None
    completeness: Decimal | None
    reasons: tuple[ScoreReason, ...]
    asks: tuple[str, ...]
    ignored: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LeadScored:
    """The scores of a lead at a moment, by which version of the rules."""

    lead: str
    at: datetime
    rulebook_version: str
    scores: tuple[ScoreView, ...]


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a lead became; `matched_by` says whether the account was chosen (id), had the same credit code (credit_code), or is new."""

    lead: str
    account: str
    contact: str | None
    opportunity: str | None
    matched_by: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DayCost:
    """What a campaign cost on a day."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign with what it cost so far, by day, and how many leads it brought and of these were converted."""

    id: str
    name: str
    channel: str | None
    start: date | None
    end: date | None
    currency: str
    budget: Decimal | None
    cost: Decimal
    costs: tuple[DayCost, ...]
    leads: int
    converted: int
    notes: str | None
    owner: str
    team: str | None
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class LeadForm:
    """A form on a web page; its id is the public key that the page sends to."""

    id: str
    name: str
    campaign: str | None
    channel: str | None
    consent: Text | None
    origins: tuple[str, ...]
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Thanks:
    """That something was filled in; the same whatever becomes of it."""

    received: bool
