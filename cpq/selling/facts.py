"""From what a record holds to what rules ask for: typed values under the names of expressions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from decimal import Decimal

from cpq.bom.tree import line_of
from cpq.money import InvalidAmount, parse_decimal
from cpq.rulebook.rulebook import Rulebook
from cpq.selling.behaviour import Behaviour
from cpq.selling.indicators import Indicator, Value
from cpq.selling.leads import LeadField, LeadSource
from cpq.selling.scopes import LEAD, OPEN_LEAD_FIELDS, RESERVED_LEAD_FIELDS, c139
from cpq.selling.scoring import Score

_YES = frozenset({"true", "yes", "y", "1", "是", "有"})
_NO = frozenset({"false", "no", "n", "0", "否", "无"})


def lead_facts(rulebook: Rulebook, lead: Mapping[str, object], today: date) -> dict[str, object]:
    """The values of the names of `lead_scope`, of a lead's fields by their ids: texts, numbers, days, yes or no.

    A declared field may be given as it was typed: a number as a text, a choice by its name in either language. What does not fit,
    and what is empty, is not known. `has_…` and `consent` that are not given are false.
    """
    known: dict[str, object] = {"today": today}
    for id, field in rulebook.all(LeadField).items():
        known[f"{LEAD}{id}"] = field_value(field, lead.get(id))
    for id in OPEN_LEAD_FIELDS:
        known.setdefault(f"{LEAD}{id}", _text(lead.get(id)))
    known.setdefault("lead.size", _number(lead.get("size")))
    for id in RESERVED_LEAD_FIELDS - {"source", "sources", "created"}:
        known[f"{LEAD}{id}"] = lead.get(id) is True
    known["lead.created"] = _day(lead.get("created"))
    source = _text(lead.get("source"))
    if source is not None and source in rulebook.all(LeadSource):
        known["lead.source"] = source
        known["lead.sources"] = frozenset(line_of(rulebook.all(LeadSource), source))
    return {name: value for name, value in known.items() if value is not None}


def field_value(field: LeadField, given: object) -> object:
    """What is given, as the field's type; None where it is empty or does not fit."""
    match field.type:
        case "choice":
            return _choice(field, _text(given))
        case kind:
            return _READ[kind](given)


def score_facts(scores: Collection[Score | Behaviour]) -> dict[str, object]:
    """What `assignment_scope` knows of scores besides the lead's own facts: `score.…` and `grade.…` of each set."""
    values = {f"score.{each.ruleset}": each.value for each in scores}
    grades = {f"grade.{each.ruleset}": each.grade for each in scores}
    return {name: value for name, value in (values | grades).items() if value is not None}


def deal_facts(deal: Mapping[str, object], portrait: Mapping[Indicator, Value]) -> dict[str, object]:
    """The values of the names of `opportunity_scope`: those given, by their names there, and the portrait's.

    What is None is not known; an indicator that nobody assessed is `unknown`.
    """
    facts = {name: value for name, value in deal.items() if value is not None}
    for indicator in Indicator:
        facts[c139(indicator)] = portrait.get(indicator, "unknown")
    for kind, name in (("C", "clear"), ("F", "first"), ("W", "win")):
        yes = sum(1 for each in Indicator if each.kind == kind and portrait.get(each) == "yes")
        facts[f"portrait.{name}"] = Decimal(yes)
    return facts


def _choice(field: LeadField, written: str | None) -> str | None:
    if written is None or written in field.values:
        return written
    folded = written.casefold()
    words = ((id, (id, name.zh, name.en)) for id, name in field.values.items())
    return next((id for id, names in words if folded in (each.casefold() for each in names)), None)


def _text(given: object) -> str | None:
    return given.strip() or None if isinstance(given, str) else None


def _number(given: object) -> Decimal | None:
    if isinstance(given, bool) or not isinstance(given, int | str | Decimal):
        return None
    try:
        return parse_decimal(str(given).strip().replace(",", ""))
    except InvalidAmount:
        return None


def _yes_no(given: object) -> bool | None:
    if isinstance(given, bool):
        return given
    word = str(given).strip().casefold()
    return True if word in _YES else False if word in _NO else None


def _day(given: object) -> date | None:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given.strip()) if isinstance(given, str) else None
    except ValueError:
        return None


_READ: Mapping[str, Callable[[object], object]] = {"number": _number, "text": _text, "yes_no": _yes_no, "day": _day}
