"""C139: what a seller knows of a deal, as fourteen indicators, written as 6C2F0W.

Nine C (clear), three F (first), one W (win), and the coach, who calibrates all others. What has evidence fades: an assessment expires, and then
counts as unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cpq.selling.indicators import Indicator, Value


@dataclass(frozen=True, slots=True)
class Assessment:
    """What somebody said of an indicator on a day, and what it rests on. It is good until `expires`, that day included."""

    indicator: Indicator
    value: Value
    day: date
    by: str
    evidence: str | None = None
    coach_confirmed: bool = False
    expires: date | None = None


def portrait(assessments: Iterable[Assessment], day: date) -> dict[Indicator, Assessment | None]:
    """The last assessment of each indicator up to a day, those of one day in the order given; None where there is none or it is over."""
    last: dict[Indicator, Assessment] = {}
    for each in sorted((each for each in assessments if each.day <= day), key=lambda each: each.day):
        last[each.indicator] = each
    return {indicator: _good(last.get(indicator), day) for indicator in Indicator}


def _good(assessment: Assessment | None, day: date) -> Assessment | None:
    over = assessment is not None and assessment.expires is not None and assessment.expires < day
    return None if over else assessment


def value_of(assessment: Assessment | None) -> Value:
    return "unknown" if assessment is None else assessment.value


def notation(known: Mapping[Indicator, Assessment | None]) -> str:
    """How many of each kind are a plain yes: 6C2F0W."""
    yes = [indicator.kind for indicator, each in known.items() if value_of(each) == "yes"]
    return "".join(f"{yes.count(kind)}{kind}" for kind in "CFW")
