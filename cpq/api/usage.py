"""`/v1/orders/{id}/usage`: what was used of metered lines, and the invoices of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fastapi import APIRouter, Request
from sqlalchemy import Connection, RowMapping
from starlette.responses import Response

from cpq.api.describing import answers, asks
from cpq.api.examples_of_orders import ISSUE, USAGE
from cpq.api.keeping import done, today, told
from cpq.api.ordering import NO_RULEBOOK
from cpq.api.visit import Made, Visit, visiting
from cpq.orders.given import IssueGiven, UsageGiven
from cpq.orders.metering import MeteredPeriod, metered_periods, usage_content, with_usage
from cpq.orders.refusal import refusal
from cpq.orders.service.accepted import accepted_quote, accepted_version, priced_as_told
from cpq.orders.service.metering import Due, issue_usage, report, to_invoice
from cpq.orders.store import accounts
from cpq.orders.store.rows import seen
from cpq.orders.store.usage import usage_of
from cpq.orders.tables import ORDERS
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.in_force import UnknownVersion
from cpq.platform.kinds_of_problems import CONFLICT
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.quote_json import Json
from cpq.quotes.given import given_of, text_of
from cpq.quotes.store.quotes import Version
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook

router = APIRouter(prefix="/v1/orders", tags=["orders"])


@dataclass(frozen=True, slots=True)
class Metered:
    """An order with its metered periods, and what was accepted with the rulebook that priced it."""

    order: str
    version: Version
    rulebook: Rulebook
    periods: tuple[MeteredPeriod, ...]


@router.get(
    "/{id}/usage",
    summary="What was used, by line and period · 各行各周期的用量",
    responses=answers("Usage", body=False),
)
async def usage(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.ORDERS_READ)
    found = await _metered(visit, id)
    items = await visit.read(lambda connection: usage_of(connection, found.order, found.periods))
    return json_response({"items": _plain(visit, items)})


@router.post(
    "/{id}/usage",
    summary="Report what was used; a record is counted once · 上报用量，每条记录只计一次",
    responses=answers("Usage", stores=True),
    openapi_extra=asks("UsageGiven", USAGE, stores=True),
)
async def report_usage(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.ORDERS_WRITE, stores=True)
    body = await visit.body(UsageGiven)
    found = await _metered(visit, id)

    def work(act: Act) -> Made:
        touched = report(act, id, found.periods, body.value, body.at)
        return Made({"items": _plain(visit, usage_of(act.connection, found.order, touched))})

    return await done(visit, work, body.source)


@router.post(
    "/{id}/usage-invoices",
    status_code=201,
    summary="Issue the invoices of what was used in periods that are over · 开出已结束周期的用量账单",
    responses=answers("Issued", status=201, stores=True),
    openapi_extra=asks("IssueGiven", ISSUE, stores=True),
)
async def issue_invoices(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.PAYMENTS_WRITE, stores=True)
    body = await visit.body(IssueGiven)
    until = body.value.until
    if until >= today():
        wrong = refusal(
            "too-early",
            "只能开到昨天为止：周期须已结束",
            "the last day is yesterday: a period has to be over",
            body.at("until"),
        )
        raise told(visit, wrong, body.source)
    found = await _metered(visit, id)
    waiting = await visit.read(lambda connection: to_invoice(connection, found.order, found.periods, until))
    dues = await visit.desk.do(lambda: [_due(found, *each) for each in waiting], long=True)

    def work(act: Act) -> Made:
        ids = issue_usage(act, id, dues)
        items: list[Json] = [visit.plain(each) for each in accounts.invoices_by_id(act.connection, ids, act.now.date())]
        return Made({"items": items}, 201)

    return await done(visit, work, body.source)


def _due(found: Metered, periods: Sequence[MeteredPeriod], used: Mapping[str, Decimal]) -> Due:
    """What was used, priced by the rules and terms that were accepted."""
    lines = {each.line for each in found.periods}
    request = with_usage(given_of(found.version.told), lines, used)
    quote = priced_as_told(text_of(request), found.rulebook)
    return Due(periods, used, usage_content(quote, periods))


async def _metered(visit: Visit, id: str) -> Metered:
    """Raises a problem where the order is not the caller's to see, or its rulebook is gone."""

    def look(connection: Connection) -> tuple[str, tuple[RowMapping, Version, date]]:
        order = seen(connection, visit.caller, ORDERS, id)
        return order["id"], accepted_version(connection, visit.caller, order["quote"])

    order, accepted = await visit.read(look)
    row, version, day = accepted
    try:
        rulebook = await visit.desk.work.run(lambda: visit.desk.in_force.of(version.rulebook))
        schedule = (await visit.desk.work.run(lambda: accepted_quote(row, version, day, rulebook))).schedule
    except UnknownVersion:
        raise Problem(CONFLICT, NO_RULEBOOK) from None
    except Refused as refused:
        raise told(visit, refused) from None
    return Metered(order, version, rulebook, metered_periods(schedule))


def _plain(visit: Visit, items: Sequence[object]) -> list[Json]:
    return [visit.plain(each) for each in items]
