"""The deals of a forecast, read from the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, func, or_, select

from cpq.company.base_currency import BaseCurrency
from cpq.opportunities.asked import ForecastQuery
from cpq.opportunities.forecast import Deal, Forecast, forecast
from cpq.opportunities.pipelines import Pipelines, category_of, pipelines
from cpq.opportunities.tables import OPPORTUNITIES
from cpq.orders.amounts import amount_of
from cpq.platform.people.caller import Caller
from cpq.platform.records.store import seen_by
from cpq.rulebook.rulebook import Rulebook

_C = OPPORTUNITIES.c


def forecast_of(
    connection: Connection, caller: Caller, asked: ForecastQuery, rulebook: Rulebook, today: date
) -> Forecast:
    """What the caller's opportunities come to: closed ones on the day they were closed, at that day's rate; open ones on the expected day, at
    today's.
    """
    query = _seen(select(*_COLUMNS), caller, asked)
    start, end = _midnight(asked.since), _midnight(asked.until + timedelta(days=1))
    closed = and_(_C.closed_at.is_not(None), _C.closed_at >= start, _C.closed_at < end)
    still = and_(_C.status == "open", _C.close_date >= asked.since, _C.close_date <= asked.until)
    rows = connection.execute(query.where(or_(closed, still))).mappings()
    undated = _seen(select(func.count()).select_from(OPPORTUNITIES), caller, asked)
    undated = undated.where(_C.status == "open", _C.close_date.is_(None))
    deals, base = _deals(rows, pipelines(rulebook), today), BaseCurrency(rulebook)
    return forecast(deals, asked.period, base.code, base.worth, connection.scalar(undated) or 0)


_COLUMNS = [
    _C[name]
    for name in ("owner", "pipeline", "stage", "status", "category", "currency", "amount", "close_date", "closed_at")
]


def _seen(query: Select[Any], caller: Caller, asked: ForecastQuery) -> Select[Any]:
    query = query.where(seen_by(caller, OPPORTUNITIES), _C.merged_into.is_(None))
    if asked.pipeline is not None:
        query = query.where(_C.pipeline == asked.pipeline)
    return query if asked.owner is None else query.where(_C.owner == asked.owner)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _deals(rows: Any, known: Pipelines, today: date) -> Iterator[Deal]:
    for row in rows:
        closed: datetime | None = row["closed_at"]
        day = row["close_date"] if closed is None else closed.date()
        amount = None if row["amount"] is None else amount_of(row["amount"], row["currency"])
        priced_on = today if closed is None else day
        yield Deal(row["owner"], category_of(known, row), day, amount, row["currency"], priced_on, _chance(known, row))


def _chance(known: Pipelines, row: RowMapping) -> Decimal:
    pipeline = known.get(row["pipeline"])
    stage = None if pipeline is None else pipeline.stages.get(row["stage"])
    if stage is None:
        return Decimal(row["status"] == "won")
    return stage.chance
