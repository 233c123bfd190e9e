"""From stage to stage: which gates are looked at, what is missing, where there is no way."""

from __future__ import annotations

from typing import Any

import pytest

from cpq.opportunities.moving import Step, missing, must_be_allowed
from cpq.rulebook.finding import Refused
from cpq.rulebook.place import Place
from cpq.selling.pipeline import Pipeline
from tests.quotes.shop import shop

PIPELINE = shop("""
pipelines:
  standard:
    name: Standard
    stages:
      first:
        name: First
        probability: 10%
        leave: {dated: {text: dated, when: close_date >= today}}
        tasks: {call: Call}
      second:
        name: Second
        probability: 20%
        enter: {known: {text: entered, when: contacts >= 1}}
        leave: {asked: {text: left, when: amount > 0}}
        tasks: {visit: Visit}
      third: {name: Third, probability: 50%, may_skip: false, back_to: [second]}
      won: {name: Won, outcome: won}
      lost: {name: Lost, outcome: lost}
""").all(Pipeline)["standard"]


def lacking(before: str | None, after: str, tasks: tuple[str, ...] = (), **facts: Any) -> list[str]:
    return [each.en for each in missing(Step(PIPELINE, before, after), {"tasks_done": frozenset(tasks), **facts})]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("first", "second", ["dated", "entered", 'the task "Call" is not done']),
        ("first", "third", ["dated", "left", 'the task "Call" is not done']),
        ("second", "third", ["left", 'the task "Visit" is not done']),
        ("third", "won", []),
        ("third", "second", []),
        ("first", "lost", []),
        ("lost", "second", []),
        ("first", "first", []),
        (None, "second", ["entered"]),
    ],
)
def test_what_is_not_known_is_missing_where_a_deal_goes_on(before: str | None, after: str, found: list[str]) -> None:
    assert lacking(before, after) == found


def test_what_is_so_is_not_missing() -> None:
    assert lacking("second", "third", ("visit",), amount=5) == []


@pytest.mark.parametrize(
    ("before", "after", "reasoned", "code"),
    [
        ("first", "won", True, "stage-not-skipped"),
        ("third", "first", True, "no-way-back"),
        ("third", "second", False, "reason-missing"),
        ("second", "first", False, "reason-missing"),
        ("won", "third", False, "reason-missing"),
    ],
)
def test_where_there_is_no_way(before: str, after: str, reasoned: bool, code: str) -> None:
    with pytest.raises(Refused) as refused:
        must_be_allowed(Step(PIPELINE, before, after), reasoned, lambda *_: Place(""))
    assert [each.code for each in refused.value.findings] == [code]


@pytest.mark.parametrize(
    ("before", "after"), [("third", "second"), ("won", "lost"), ("first", "lost"), ("lost", "first")]
)
def test_where_there_is_one(before: str, after: str) -> None:
    must_be_allowed(Step(PIPELINE, before, after), reasoned=True, where=lambda *_: Place(""))
