"""Who gets a lead, until when somebody must have answered, and the public pool."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cpq.selling.assigning import Person, assign, policy_on
from cpq.selling.assignment import PublicPool
from cpq.selling.pools import idle, why_not_claim
from cpq.selling.work_time import due, working_time
from cpq.selling.working_hours import WorkingHours
from tests.selling.ruled import RULES, cases, rules

MORNING = datetime(2026, 9, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize("case", cases("assignment"))
def test_assignment(case: dict[str, Any]) -> None:
    people = [
        Person(id, frozenset(each.get("teams", ())), each.get("open", 0), each.get("last"), each.get("away", False))
        for id, each in case["people"].items()
    ]
    policy = policy_on(rules(), MORNING.date())
    assert policy is not None
    found = assign(rules(), policy, {name: typed(each) for name, each in case["facts"].items()}, people, MORNING)
    gives = case["gives"]
    assert (found.person, found.pool, found.rule) == (gives.get("person"), gives.get("pool"), gives["rule"])
    assert found.why.en == gives.get("en", found.why.en)
    assert found.why.zh == gives.get("zh", found.why.zh)
    assert found.respond_by.at == gives.get("due", found.respond_by.at)
    assert {each.rule: each.why.en for each in found.passed} == gives.get("passed", {})
    lines = RULES.splitlines()
    assert f"{found.rule or 'otherwise'}:" in lines[found.place.line - 1]
    assert all(f"{each.rule}:" in lines[each.place.line - 1] for each in found.passed)


def typed(given: object) -> object:
    return Decimal(given) if isinstance(given, int) else frozenset(given) if isinstance(given, list) else given


@pytest.mark.parametrize("case", cases("work_time"))
def test_working_hours(case: dict[str, Any]) -> None:
    hours = rules().all(WorkingHours)[case["hours"]]
    wanted = Decimal(str(case["wanted"]))
    found = due(hours, case["start"], wanted)
    assert found.at == case["due"]
    assert found.estimated is case.get("estimated", False)
    worked = working_time(hours, case["start"], found.at)
    assert (Decimal(worked.time.total_seconds()) / 3600, worked.estimated) == (wanted, found.estimated)


def test_no_working_time_passes_at_night_on_holidays_and_backwards() -> None:
    hours = rules().all(WorkingHours)["office"]
    at = datetime.fromisoformat
    for start, end in (
        ("2026-09-01T18:00:00+08:00", "2026-09-02T09:00:00+08:00"),
        ("2026-10-01T00:00:00+08:00", "2026-10-08T00:00:00+08:00"),
        ("2026-09-01T15:00:00+08:00", "2026-09-01T14:00:00+08:00"),
        ("2026-09-03T15:00:00+08:00", "2026-09-01T14:00:00+08:00"),
    ):
        assert not working_time(hours, at(start), at(end)).time


@pytest.mark.parametrize("case", cases("deals", "claims"))
def test_claims(case: dict[str, Any]) -> None:
    refusal = why_not_claim(rules().all(PublicPool)["open"], case["today"], case["held"], case.get("lost"), MORNING)
    said = refusal and (refusal.text.zh, refusal.text.en)
    assert said == ((case["zh"], case["en"]) if "zh" in case else None)


@pytest.mark.parametrize("case", cases("deals", "idle"))
def test_leads_come_back_to_the_pool(case: dict[str, Any]) -> None:
    assert idle(rules().all(PublicPool)[case["pool"]], case["last"], MORNING) == case["gives"]
