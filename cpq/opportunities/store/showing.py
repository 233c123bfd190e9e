"""The portrait of an opportunity and its risks, as they are answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping

from cpq.opportunities.advising import risk_view
from cpq.opportunities.portrait import notation, portrait, value_of
from cpq.opportunities.record import OPPORTUNITY
from cpq.opportunities.stage_log import stage_at
from cpq.opportunities.store.facts import facts_of
from cpq.opportunities.store.portraits import assessment_of, rows_of
from cpq.opportunities.store.stages import entries_of, log_of
from cpq.opportunities.views import AssessmentView, IndicatorView, Portrait, RiskView
from cpq.platform.people.caller import Caller
from cpq.platform.records.store import found
from cpq.platform.storage.reading import read_as
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.selling.advising import advice
from cpq.selling.advising import risks_of as rules_of_risks
from cpq.selling.indicators import MEANINGS, Indicator, Value


def portrait_of(
    connection: Connection, caller: Caller, id: str, rulebook: Rulebook, day: date, now: datetime
) -> Portrait:
    """What was known of the fourteen indicators on a day, with what to do about each in the stage that it is in."""
    row = found(connection, caller, OPPORTUNITY, id)
    rows = [each for each in rows_of(connection, id) if each["day"] <= day]
    known = portrait(map(assessment_of, rows), day)
    values: dict[Indicator, Value] = {indicator: value_of(each) for indicator, each in known.items()}
    to_do: dict[Indicator, list[Text]] = {}
    for each in advice(rulebook, values, _stage(connection, row, day, now)):
        to_do.setdefault(each.indicator, []).append(each.text)
    shown = tuple(
        _indicator(indicator, value, _last(rows, indicator), tuple(to_do.get(indicator, ())))
        for indicator, value in values.items()
    )
    return Portrait(day, notation(known), values[Indicator.COACH], shown)


def history_of(connection: Connection, caller: Caller, id: str) -> list[AssessmentView]:
    """Every assessment, the newest first."""
    found(connection, caller, OPPORTUNITY, id)
    return [_assessment(each) for each in reversed(rows_of(connection, id))]


def risks_of(
    connection: Connection, caller: Caller, id: str, rulebook: Rulebook, now: datetime
) -> tuple[RiskView, ...]:
    """What puts an opportunity at risk; nothing does once it is closed."""
    row = found(connection, caller, OPPORTUNITY, id)
    if row["status"] != "open":
        return ()
    run = rules_of_risks(rulebook, facts_of(connection, row, rulebook, now), now.date())
    return tuple(map(risk_view, run))


def _stage(connection: Connection, row: RowMapping, day: date, now: datetime) -> str:
    """The stage at the end of the day; on a day before the first entry, that of today."""
    if day >= now.date():
        return row["stage"]
    end = datetime.combine(day, datetime.max.time(), now.tzinfo)
    return stage_at(entries_of(log_of(connection, row["id"])), end) or row["stage"]


def _last(rows: Sequence[RowMapping], indicator: Indicator) -> RowMapping | None:
    """The last assessment of an indicator, as `portrait` takes it."""
    own = [each for each in rows if each["indicator"] == indicator.value]
    return max(own, key=lambda each: (each["day"], each["number"]), default=None)


def _indicator(indicator: Indicator, value: Value, last: RowMapping | None, to_do: tuple[Text, ...]) -> IndicatorView:
    over = last is not None and value == "unknown" and last["value"] != "unknown"
    assessment = None if last is None else _assessment(last)
    return IndicatorView(indicator, MEANINGS[indicator], value, over, assessment, to_do)


def _assessment(row: RowMapping) -> AssessmentView:
    return read_as(AssessmentView, {**row, "indicator": Indicator(row["indicator"])})  # pyright: ignore[reportArgumentType]
