"""What rules say of a deal: what to do by its portrait, and what puts it at risk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from cpq.money import arithmetic
from cpq.opportunities.views import RiskFact, RiskView
from cpq.rulebook.expressions import EvaluationError
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.selling.deals import DealRisk, PortraitAdvice
from cpq.selling.indicators import Indicator


def advice(rulebook: Rulebook, indicator: Indicator, value: str, stage: str) -> tuple[Text, ...]:
    """What to do about an indicator that has a value, in a stage; every step that fits."""
    rule = rulebook.get(PortraitAdvice, indicator.value)
    steps = () if rule is None else rule.steps
    return tuple(step.text for step in steps if value in step.values and (not step.stages or stage in step.stages))


_LEVELS = ("high", "medium", "low")


def risks(rulebook: Rulebook, facts: Mapping[str, Any], today: date) -> tuple[RiskView, ...]:
    """The risks that an open deal has on a day, the worst first; what is not known is none."""
    found = [
        RiskView(rule.id, rule.name, rule.level, _told(rule, facts), rule.advice, rule.at())
        for rule in rulebook.all(DealRisk).values()
        if rule.valid.covers(today) and _holds(rule, facts)
    ]
    return tuple(sorted(found, key=lambda risk: _LEVELS.index(risk.level)))


def _holds(rule: DealRisk, facts: Mapping[str, Any]) -> bool:
    try:
        with arithmetic():
            return rule.when.evaluate(facts) is True
    except EvaluationError:
        return False


def _told(rule: DealRisk, facts: Mapping[str, Any]) -> tuple[RiskFact, ...]:
    return tuple(RiskFact(name, _written(facts[name])) for name in sorted(rule.when.names) if name in facts)


def _written(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case frozenset():
            return ", ".join(sorted(map(str, cast("frozenset[str]", value))))
        case _:
            return str(value)
