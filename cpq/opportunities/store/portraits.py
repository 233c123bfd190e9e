"""Assessments in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select

from cpq.opportunities.portrait import Assessment
from cpq.opportunities.tables import ASSESSMENTS
from cpq.selling.indicators import Indicator


def rows_of(connection: Connection, opportunity: str) -> list[RowMapping]:
    """Every assessment of an opportunity, in the order of writing."""
    query = select(ASSESSMENTS).where(ASSESSMENTS.c.opportunity == opportunity).order_by(ASSESSMENTS.c.number)
    return list(connection.execute(query).mappings())


def assessments_of(connection: Connection, opportunity: str) -> tuple[Assessment, ...]:
    """The same as the portrait takes them."""
    return tuple(map(assessment_of, rows_of(connection, opportunity)))


def assessment_of(row: RowMapping) -> Assessment:
    """A row as an assessment."""
    names = ("value", "day", "by", "evidence", "coach_confirmed", "expires")
    return Assessment(Indicator(row["indicator"]), **{name: row[name] for name in names})


def add(connection: Connection, opportunity: str, given: Iterable[Assessment], at: datetime) -> None:
    """Puts assessments in."""
    own = ASSESSMENTS.c.opportunity == opportunity
    last = connection.scalar(select(func.max(ASSESSMENTS.c.number)).where(own)) or 0
    rows = [_row(opportunity, last + number, each, at) for number, each in enumerate(given, 1)]
    connection.execute(insert(ASSESSMENTS), rows)


def _row(opportunity: str, number: int, each: Assessment, at: datetime) -> dict[str, Any]:
    names = ("value", "day", "by", "evidence", "coach_confirmed", "expires")
    said = {name: getattr(each, name) for name in names}
    return {"opportunity": opportunity, "number": number, "indicator": each.indicator.value, "at": at, **said}
