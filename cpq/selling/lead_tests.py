"""Running the worked cases of scores."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.selling.behaviour import Behaviour, Event, score_behaviour
from cpq.selling.facts import lead_facts
from cpq.selling.lead_test import LeadTest
from cpq.selling.scores import AttributeScores, BehaviourScores, LeadScores
from cpq.selling.scoring import Score, score_attributes


def run_lead_tests(rulebook: Rulebook) -> tuple[Finding, ...]:
    """One finding for each value that is not the expected one."""
    return tuple(finding for test in rulebook.all(LeadTest).values() for finding in _run(test, rulebook))


def _run(test: LeadTest, rulebook: Rulebook) -> Iterator[Finding]:
    for id, expected in test.expect.items():
        score = _score(rulebook.all(LeadScores)[id], test, rulebook)
        if score is None:
            continue
        for name in ("value", "grade", "completeness"):
            wanted: Decimal | str | None = getattr(expected, name)
            computed: Decimal | str | None = getattr(score, name, None)
            if wanted is not None and wanted != computed:
                yield _differs(test, (id, name), _shown(wanted), _shown(computed))


def _score(ruleset: LeadScores, test: LeadTest, rulebook: Rulebook) -> Score | Behaviour | None:
    match ruleset:
        case AttributeScores():
            return score_attributes(ruleset, lead_facts(rulebook, test.lead, test.today))
        case BehaviourScores():
            noon = datetime.combine(test.today, time(12), UTC)
            return score_behaviour(ruleset, _events(test, noon), noon, UTC)
        case _:
            return None


def _events(test: LeadTest, noon: datetime) -> Iterator[Event]:
    for number, each in enumerate(test.events):
        at = noon - timedelta(microseconds=int(each.days_ago * 86_400_000_000))
        yield from (Event(f"{number}-{count}", each.kind, at) for count in range(each.times))


def _shown(value: Decimal | str | None) -> str:
    return "–" if value is None else f"{value:f}" if isinstance(value, Decimal) else value


def _differs(test: LeadTest, path: tuple[str, ...], expected: str, computed: str) -> Finding:
    what = ".".join(path)
    text = Text(
        zh=f"评分测试“{test.name.zh}”的 {what}：预期 {expected}，算得 {computed}",
        en=f'test of scores "{test.name.en}", {what}: {expected} expected, {computed} computed',
    )
    return Finding("test-failed", test.at("expect", *path), text)
