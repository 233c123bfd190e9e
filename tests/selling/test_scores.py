"""Scores of leads by cases, and that they can be had again as they were."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cpq.selling.behaviour import Event, score_behaviour
from cpq.selling.facts import lead_facts
from cpq.selling.scores import AttributeScores, BehaviourScores, LeadScores
from cpq.selling.scoring import Score, score_attributes
from tests.selling.ruled import RULES, cases, loaded, rules

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 9, 1, 12, tzinfo=SHANGHAI)
TODAY = date(2026, 9, 1)


def fit(lead: dict[str, object], text: str = RULES) -> Score:
    book = rules() if text == RULES else loaded(text)
    ruleset = book.all(LeadScores)["fit"]
    assert isinstance(ruleset, AttributeScores)
    return score_attributes(ruleset, lead_facts(book, lead, TODAY))


def events(given: list[dict[str, Any]]) -> list[Event]:
    return [Event(**each) for each in given]


def interest() -> BehaviourScores:
    ruleset = rules().all(LeadScores)["interest"]
    assert isinstance(ruleset, BehaviourScores)
    return ruleset


@pytest.mark.parametrize("case", cases("attributes"))
def test_attributes(case: dict[str, Any]) -> None:
    score = fit(case["lead"])
    gives = case["gives"]
    assert (score.value if score.value is None else str(score.value)) == gives["value"]
    assert score.grade == gives["grade"]
    assert str(score.completeness) == gives["completeness"]
    assert list(score.asks) == gives["asks"]


@pytest.mark.parametrize("case", cases("behaviour"))
def test_behaviour(case: dict[str, Any]) -> None:
    score = score_behaviour(interest(), events(case["events"]), NOON, SHANGHAI)
    gives = case["gives"]
    assert (str(score.value), str(score.points), score.grade) == (gives["value"], gives["points"], gives["grade"])
    assert [[event.id, why] for event, why in score.ignored] == gives["ignored"]


def test_every_point_has_its_reason_and_the_place_of_its_rule() -> None:
    score = fit({"staff": 150, "industry": "bank"})
    lines = RULES.splitlines()
    for rule in score.rules:
        assert f"{rule.rule}:" in lines[rule.place.line - 1]
    held = {rule.rule: (rule.points, rule.text.zh) for rule in score.rules if rule.holds}
    assert held == {
        "middle": (Decimal(20), "百人以上"),
        "bank": (Decimal(40), "银行"),
        "silent": (Decimal(-30), "没有电话"),
    }
    asked = score_behaviour(interest(), [Event("a", "ask", NOON)], NOON, SHANGHAI).counted[0]
    assert lines[asked.place.line - 1].lstrip().startswith("ask:")


def test_the_version_is_that_of_what_the_rules_say_not_of_how_they_are_laid_out() -> None:
    before = fit({}).version
    assert fit({}, RULES.replace("points: 40}\n          middle", "points: 41}\n          middle")).version != before
    assert fit({}, RULES.replace("lead.staff >= 1000", "lead.staff >= 1001")).version != before
    assert fit({}, RULES.replace("A: 80", "A: 81")).version != before
    laid_out = RULES.replace("most: 40\n", "most: 40.00 # of a hundred\n").replace(
        "\nlead_scores:", "\n\n# Scores\nlead_scores:"
    )
    assert fit({}, laid_out).version == before


def test_a_score_can_be_had_again_as_it_was_by_the_rules_of_then() -> None:
    lead: dict[str, object] = {"staff": 300, "industry": "bank", "has_phone": True}
    then = fit(lead)
    later = RULES.replace("when: lead.staff >= 100, points: 20", "when: lead.staff >= 500, points: 20")
    assert fit(lead, later).value != then.value
    assert fit(lead) == then


def test_a_record_becomes_what_rules_ask_for() -> None:
    record = {
        "company": " 江海银行 ",
        "title": "采购总监",
        "size": 1200,
        "region": "",
        "source": "fair",
        "created": NOON,
        "has_phone": True,
        "has_email": None,
        "consent": None,
        "founded": "1999-02-30",
        "exporter": "否",
        "hobby": "chess",
    }
    assert lead_facts(rules(), record, TODAY) == {
        "today": TODAY,
        "lead.company": "江海银行",
        "lead.title": "采购总监",
        "lead.size": Decimal(1200),
        "lead.source": "fair",
        "lead.sources": frozenset({"fair", "event"}),
        "lead.created": TODAY,
        "lead.has_phone": True,
        "lead.has_email": False,
        "lead.has_company": False,
        "lead.has_credit_code": False,
        "lead.consent": False,
        "lead.exporter": False,
    }
