"""The names that rules about leads, about who gets them, about deals and about groups of customers may use."""

from __future__ import annotations

from cpq.company.currency import SellingCurrency
from cpq.company.market import Region, Segment
from cpq.rulebook.expressions import Bool, Day, MoneyType, Number, Scope, TextSet, TextType, Type, asked_name
from cpq.rulebook.model import Entity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.selling.indicators import VALUES, Indicator
from cpq.selling.leads import LeadField, LeadSource
from cpq.selling.pipeline import Pipeline
from cpq.selling.scores import LeadScores

LEAD = "lead."
RESERVED_LEAD_FIELDS = frozenset(
    {"source", "sources", "created", "has_phone", "has_email", "has_company", "has_credit_code", "consent"}
)
"""What every lead says of itself and no declared field can be."""
OPEN_LEAD_FIELDS = ("company", "title", "industry", "region", "city", "channel", "campaign", "email_domain")
"""What every lead can have as a text; a declared field of the same id says more exactly what it is. Besides there is `size`, a number."""

QUOTE_STATES = frozenset(
    {"draft", "in_approval", "approved", "sent", "accepted", "rejected", "expired", "withdrawn", "superseded"}
)


def c139(indicator: Indicator) -> str:
    """The name whose value is what is known of an indicator, as expressions write it."""
    return asked_name("c139", indicator.value)


def lead_scope(rulebook: Rulebook) -> Scope:
    """The names of a lead: what every lead has, and the declared fields."""
    return Scope(_lead_names(rulebook), Text(zh="线索评分条件", en="a condition about a lead"))


def assignment_scope(rulebook: Rulebook) -> Scope:
    """The names of a lead, its scores 0 to 100, and its grades."""
    scores = rulebook.all(LeadScores)
    values: dict[str, Type] = {f"score.{id}": Number() for id in scores}
    grades: dict[str, Type] = {f"grade.{id}": TextType(frozenset(each.grades)) for id, each in scores.items()}
    names = _lead_names(rulebook) | values | grades
    return Scope(names, Text(zh="分配条件", en="a condition of assignment"))


def opportunity_scope(rulebook: Rulebook) -> Scope:
    """The names of a deal: what is in it, how long it has been where, whom we know, what was quoted, and its portrait."""
    portrait = {indicator.value: TextType(VALUES) for indicator in Indicator}
    return Scope(_deal_names(rulebook), Text(zh="商机条件", en="a condition about a deal"), {"c139": portrait})


def rfm_scope(_: Rulebook) -> Scope:
    """The names of a customer's purchases within the window."""
    names: dict[str, Type] = dict.fromkeys(
        ("recency", "frequency", "monetary", "days_since_last", "orders", "revenue"), Number()
    )
    return Scope(names, Text(zh="客户价值分群条件", en="a condition of a group of customers"))


def _lead_names(rulebook: Rulebook) -> dict[str, Type]:
    sources = _ids(rulebook, LeadSource)
    names: dict[str, Type] = {f"{LEAD}{name}": TextType() for name in OPEN_LEAD_FIELDS}
    names["lead.size"] = Number()
    names |= {f"{LEAD}{id}": field.expression_type() for id, field in rulebook.all(LeadField).items()}
    return names | {
        "lead.source": TextType(sources),
        "lead.sources": TextSet(sources),
        "lead.created": Day(),
        "lead.has_phone": Bool(),
        "lead.has_email": Bool(),
        "lead.has_company": Bool(),
        "lead.has_credit_code": Bool(),
        "lead.consent": Bool(),
        "today": Day(),
    }


def _deal_names(rulebook: Rulebook) -> dict[str, Type]:
    return {
        "pipeline": TextType(_ids(rulebook, Pipeline)),
        "stage": TextType(),
        "amount": MoneyType(),
        "amount_in_company_currency": Number(),
        "currency": TextType(_ids(rulebook, SellingCurrency)),
        "source": TextType(_ids(rulebook, LeadSource, "")),
        "close_date": Day(),
        "today": Day(),
        "next_step": Bool(),
        "close_date_pushes": Number(),
        "days_without_activity": Number(),
        "days_in_stage": Number(),
        "expected_days": Number(),
        "contacts": Number(),
        "contact_roles": TextSet(),
        "competitors": Number(),
        "products": Number(),
        "tasks_done": TextSet(),
        "account.segment": TextType(_ids(rulebook, Segment)),
        "account.region": TextType(_ids(rulebook, Region)),
        "quote.attached": Bool(),
        "quote.state": TextType(QUOTE_STATES | {""}),
        "quote.net": MoneyType(),
        "quote.valid_until": Day(),
        "quote.expired": Bool(),
        "portrait.clear": Number(),
        "portrait.first": Number(),
        "portrait.win": Number(),
    }


def _ids(rulebook: Rulebook, kind: type[Entity], *also: str) -> frozenset[str] | None:
    """The ids of a section as the closed set of words; open where the section has none."""
    ids = frozenset(rulebook.all(kind))
    return ids | frozenset(also) if ids else None
