"""Opportunities as they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from cpq.opportunities.given import Category, Status
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text
from cpq.selling.indicators import Indicator, Value


@dataclass(frozen=True, slots=True)
class OpportunitySummary:
    """An opportunity in a list. `category` is what a person said, or what the stage says."""

    id: str
    name: str
    account: str | None
    pipeline: str
    stage: str
    status: Status
    category: Category
    currency: str
    amount: Decimal | None
    close_date: date | None
    primary_quote: str | None
    next_step: str | None
    owner: str
    team: str | None
    external_id: str | None
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ContactInDeal:
    """What a contact is in the deal."""

    contact: str
    role: str


@dataclass(frozen=True, slots=True)
class ProductInDeal:
    """What the customer may buy. `price` is that of one, in the currency of the opportunity."""

    product: str
    quantity: Decimal
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class CompetitorInDeal:
    """Who else may win it."""

    name: str
    strength: str | None
    threat: Literal["low", "medium", "high"]
    status: Literal["active", "withdrawn", "excluded"]


@dataclass(frozen=True, slots=True)
class AttachedQuote:
    """A quote of the opportunity; `net` is that of its newest version, in `currency`."""

    quote: str
    number: str
    state: str
    currency: str
    net: Decimal
    primary: bool
    valid_until: date


@dataclass(frozen=True, slots=True)
class AmountOrigin:
    """Where the amount comes from: the primary quote, a person, an import; `detail` is the number of the quote or the name of the file."""

    source: Literal["quote", "person", "import", "form", "registry", "rule"]
    detail: str | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class OpportunityView:
    """An opportunity. `category` is what a person said, or what the stage says; `category_said` tells which of the two. `entered` is when it
    came into the stage it is in, `closed_at` when it was won or lost. `close_date_moves` counts how often the expected day was put off.
    `merged_into` is the opportunity that it became.
    """

    id: str
    name: str
    account: str | None
    pipeline: str
    stage: str
    stage_name: Text
    status: Status
    entered: datetime
    closed_at: datetime | None
    loss_reason: str | None
    lost_to: str | None
    category: Category
    category_said: bool
    currency: str
    amount: Decimal | None
    amount_from: AmountOrigin | None
    close_date: date | None
    close_date_moves: int
    source_lead: str | None
    contacts: tuple[ContactInDeal, ...]
    products: tuple[ProductInDeal, ...]
    competitors: tuple[CompetitorInDeal, ...]
    quotes: tuple[AttachedQuote, ...]
    next_step: str | None
    tasks_done: tuple[str, ...]
    external_id: str | None
    owner: str
    team: str | None
    merged_into: str | None
    version: int
    created_by: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ChangedField:
    """What a field was and became; null where it was not there. Amounts in the currency of the opportunity."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class OpportunityChange:
    """What one act changed; `version` is that of the opportunity afterwards."""

    version: int
    at: datetime
    by: str
    source: str
    fields: tuple[ChangedField, ...]


@dataclass(frozen=True, slots=True)
class StageEntry:
    """One entry of the stage log: entered then, known then. `retracted_by` is the number of the entry that took it back. `overridden` is what
    was missing where a manager let it pass, `override` why.
    """

    number: int
    stage: str | None
    entered: datetime
    known: datetime
    by: str
    reason: str | None
    retracts: int | None
    retracted_by: int | None
    loss_reason: str | None
    lost_to: str | None
    overridden: tuple[Text, ...]
    override: str | None


@dataclass(frozen=True, slots=True)
class StageVisit:
    """A stay in a stage; `left` is null while it lasts."""

    stage: str
    entered: datetime
    left: datetime | None


@dataclass(frozen=True, slots=True)
class StageLog:
    """The stage at a moment by what was known then, the stays in stages, and every entry that was known."""

    stage: str | None
    at: datetime
    known_at: datetime
    visits: tuple[StageVisit, ...]
    entries: tuple[StageEntry, ...]


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """An assessment as it was written; `number` counts those of the opportunity."""

    number: int
    indicator: Indicator
    value: Value
    day: date
    by: str
    evidence: str | None
    coach_confirmed: bool
    expires: date | None
    at: datetime


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """What is known of an indicator: its value, which is unknown where nobody said it or what was said is over (`expired`), and what to do."""

    indicator: Indicator
    meaning: Text
    value: Value
    expired: bool
    assessment: AssessmentView | None
    advice: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """The fourteen indicators on a day; `notation` counts those that are a plain yes, as 6C2F0W."""

    day: date
    notation: str
    coach: Value
    indicators: tuple[IndicatorView, ...]


@dataclass(frozen=True, slots=True)
class RiskFact:
    """A fact that a risk rests on, by its name in the rules."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class RiskView:
    """What puts the opportunity at risk, with the facts that say so and the place of the rule."""

    risk: str
    name: Text
    level: Literal["low", "medium", "high"]
    facts: tuple[RiskFact, ...]
    advice: Text | None
    rule: Place
