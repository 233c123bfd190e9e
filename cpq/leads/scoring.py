"""What rules know of a lead, and the scores that follow: pure, so that a score can be had again as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cpq.cleaning.emails import email
from cpq.cleaning.unclean import Unclean
from cpq.leads.views import ScoreReason, ScoreView
from cpq.rulebook.rulebook import Rulebook
from cpq.selling.assigning import policy_on
from cpq.selling.behaviour import Behaviour, Counted, Event, score_behaviour
from cpq.selling.facts import lead_facts
from cpq.selling.scores import AttributeScores, BehaviourScores, LeadScores
from cpq.selling.scoring import Score, score_attributes
from cpq.selling.working_hours import WorkingHours

HOME = ZoneInfo("Asia/Shanghai")
Scored = Score | Behaviour


def zone_of(rulebook: Rulebook, at: datetime) -> ZoneInfo:
    """Where days begin: where those work who get the leads."""
    policy = policy_on(rulebook, at.astimezone(HOME).date())
    return HOME if policy is None else ZoneInfo(rulebook.all(WorkingHours)[policy.working_hours].zone)


def facts_of(rulebook: Rulebook, lead: Mapping[str, Any], at: datetime) -> dict[str, object]:
    """What a lead says under the names of expressions; declared fields come before what every lead has."""
    zone = zone_of(rulebook, at)
    size = lead.get("size")
    plain = {
        name: lead.get(name)
        for name in ("company", "title", "industry", "region", "channel", "campaign", "source", "consent")
    }
    known = {
        "size": None if size is None else str(size),
        "email_domain": _domain(lead.get("email")),
        "created": lead["created_at"].astimezone(zone).date(),
        **{f"has_{name}": lead.get(name) is not None for name in ("phone", "email", "company", "credit_code")},
    }
    return lead_facts(rulebook, {**plain, **known, **(lead.get("fields") or {})}, at.astimezone(zone).date())


def scored(rulebook: Rulebook, facts: Mapping[str, object], events: Iterable[Event], at: datetime) -> list[Scored]:
    """The scores of a lead by every set of rules that is in force at a moment."""
    zone, done = zone_of(rulebook, at), tuple(events)
    made: list[Scored] = []
    for each in rulebook.all(LeadScores).values():
        if not each.valid.covers(at.astimezone(zone).date()):
            continue
        if isinstance(each, AttributeScores):
            made.append(score_attributes(each, facts))
        elif isinstance(each, BehaviourScores):
            made.append(score_behaviour(each, done, at, zone))
    return made


def shown(rulebook: Rulebook, score: Scored) -> ScoreView:
    """A score with its reasons, and where they are written."""
    rules = rulebook.all(LeadScores)[score.ruleset]
    if isinstance(score, Score):
        reasons = tuple(
            ScoreReason(each.rule, each.text, each.holds, each.points, None, each.place) for each in score.rules
        )
        return ScoreView(
            score.ruleset,
            rules.name,
            "attributes",
            score.version,
            score.value,
            score.grade,
            score.completeness,
            reasons,
            score.asks,
            {},
        )
    counted = tuple(_did(rules, each) for each in score.counted)
    ignored: dict[str, int] = {}
    for _, why in score.ignored:
        ignored[why] = ignored.get(why, 0) + 1
    return ScoreView(
        score.ruleset, rules.name, "behaviour", score.version, score.value, score.grade, None, counted, (), ignored
    )


def _did(rules: LeadScores, counted: Counted) -> ScoreReason:
    event = counted.event
    name = rules.events[event.kind].name if isinstance(rules, BehaviourScores) else rules.name
    return ScoreReason(event.kind, name, True, counted.points, event.at, counted.place)


def _domain(address: str | None) -> str | None:
    if address is None:
        return None
    try:
        return email(address).domain
    except Unclean:
        return None
