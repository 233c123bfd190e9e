"""What to do about a deal by its portrait, how long an assessment is good, and which risks a deal runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.selling.deals import DealRisk, PortraitAdvice
from cpq.selling.indicators import Indicator, Value
from cpq.selling.truth import Facts, known_values, truth


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about an indicator that has a value, and where that is written."""

    indicator: Indicator
    value: Value
    text: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk that a deal runs, with what is known that makes it one."""

    id: str
    name: Text
    level: Literal["low", "medium", "high"]
    advice: Text | None
    because: tuple[tuple[str, object], ...]
    place: Place


def advice(rulebook: Rulebook, portrait: Mapping[Indicator, Value], stage: str) -> tuple[Advice, ...]:
    """What the rules advise in a stage, in the order of the indicators; one that the portrait leaves out is unknown."""
    found: list[Advice] = []
    for indicator in Indicator:
        rule = rulebook.get(PortraitAdvice, indicator.value)
        value: Value = portrait.get(indicator, "unknown")
        for number, step in enumerate(rule.steps if rule else ()):
            if rule and value in step.values and (not step.stages or stage in step.stages):
                found.append(Advice(indicator, value, step.text, rule.at("steps", number)))
    return tuple(found)


def good_until(rulebook: Rulebook, indicator: Indicator, day: date) -> date | None:
    """The last day on which an assessment made on a day is good; None where it is for ever."""
    rule = rulebook.get(PortraitAdvice, indicator.value)
    if rule is None or rule.valid_days is None:
        return None
    return day + timedelta(days=rule.valid_days)


_LEVELS = {"high": 0, "medium": 1, "low": 2}


def risks_of(rulebook: Rulebook, facts: Facts, day: date) -> tuple[Risk, ...]:
    """The risks in force on a day that an open deal runs, the worst first. What is not known is no risk."""
    found = [
        Risk(id, risk.name, risk.level, risk.advice, known_values(risk.when, facts), risk.at("when"))
        for id, risk in rulebook.all(DealRisk).items()
        if risk.valid.covers(day) and truth(risk.when, facts)
    ]
    return tuple(sorted(found, key=lambda each: _LEVELS[each.level]))
