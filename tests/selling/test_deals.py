"""Stages and what stands in the way, advice, risks, and groups of customers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cpq.kinds import load_files
from cpq.rulebook.finding import Severity
from cpq.rulebook.folder import folder_of
from cpq.selling.advising import advice, good_until, risks_of
from cpq.selling.customer_groups import group_of, score_by
from cpq.selling.customer_value import RfmModel
from cpq.selling.facts import deal_facts
from cpq.selling.indicators import Indicator, Value
from cpq.selling.moving import in_the_way
from cpq.selling.pipeline import Pipeline
from tests.selling.ruled import RULES, cases, rules

TODAY = date(2026, 9, 1)


def portrait(given: dict[str, Value]) -> dict[Indicator, Value]:
    return {Indicator(name): value for name, value in given.items()}


def facts(case: dict[str, Any]) -> dict[str, object]:
    deal = {name: typed(value) for name, value in case.get("deal", {}).items()}
    return deal_facts({"today": TODAY, **deal}, portrait(case.get("portrait", {})))


def typed(given: object) -> object:
    number = isinstance(given, int) and not isinstance(given, bool)
    return Decimal(str(given)) if number else frozenset(given) if isinstance(given, list) else given


@pytest.mark.parametrize("case", cases("gates"))
def test_gates(case: dict[str, Any]) -> None:
    found = in_the_way(rules().all(Pipeline)[case.get("pipeline", "direct")], case.get("now"), case["to"], facts(case))
    said = [{"why": each.why, "id": each.id, "zh": each.said.zh, "en": each.said.en} for each in found]
    assert said == case["missing"]
    written = {"back": "back_to", "skip": "may_skip"}
    for each in found:
        assert f"{written.get(each.why, each.id)}:" in RULES.splitlines()[each.place.line - 1]


def test_a_stage_knows_what_it_is_worth() -> None:
    stages = rules().all(Pipeline)["direct"].stages
    assert {id: (str(each.chance), each.category) for id, each in stages.items()} == {
        "talk": ("0.1", "pipeline"),
        "trial": ("0.4", "pipeline"),
        "offer": ("0.6", "commit"),
        "won": ("1", "closed"),
        "lost": ("0", "omitted"),
    }


@pytest.mark.parametrize("case", cases("deals", "advice"))
def test_advice(case: dict[str, Any]) -> None:
    found = advice(rules(), portrait(case["portrait"]), case["stage"])
    assert [[each.indicator.value, each.value, each.text.en] for each in found] == case["gives"]
    for each in found:
        assert each.text.zh in RULES.splitlines()[each.place.line - 1]


def test_an_assessment_is_good_for_as_long_as_the_rules_say() -> None:
    assert good_until(rules(), Indicator.C4, TODAY) == date(2026, 10, 1)
    assert good_until(rules(), Indicator.W1, TODAY) is None
    assert good_until(rules(), Indicator.C1, TODAY) is None


@pytest.mark.parametrize("case", cases("deals", "risks"))
def test_risks(case: dict[str, Any]) -> None:
    found = risks_of(rules(), facts(case), TODAY)
    assert [[each.id, each.level, dict(each.because) | {}] for each in found] == [
        [id, level, because | ({"today": TODAY} if id == "pushed" else {})] for id, level, because in case["gives"]
    ]
    for each in found:
        assert f"{each.id}:" in RULES.splitlines()[each.place.line - 1]


@pytest.mark.parametrize("case", cases("deals", "groups"))
def test_groups_of_customers(case: dict[str, Any]) -> None:
    model = rules().all(RfmModel)["all"]
    days, orders = Decimal(case["days"]), Decimal(case["orders"])
    recency = score_by(model.recency or (), days, falling=True)
    frequency = score_by(model.frequency or (), orders)
    assert [recency, frequency] == case["scores"]
    known = {"recency": Decimal(recency), "frequency": Decimal(frequency), "days_since_last": days, "orders": orders}
    assert group_of(model, known) == case["gives"]


@pytest.mark.parametrize("case", cases("idle"))
def test_a_condition_that_contradicts_itself_is_a_warning_at_its_place(case: dict[str, Any]) -> None:
    text = RULES.replace(case["find"], case["put"], 1)
    book = load_files(folder_of({"rules.yaml": text.encode()}))
    (warning,) = book.findings
    assert (warning.code, warning.severity) == ("never-applies", Severity.WARNING)
    assert case["en"] in warning.text.en
    line = text.splitlines()[warning.place.line - 1]
    assert line[warning.place.column - 1 :].startswith(case["put"].rpartition(" and ")[2])
