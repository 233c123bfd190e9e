"""`/v1/leads/{id}/events` and `/v1/leads/{id}/scores`: what a lead did, and what it scores, now or as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from cpq.api.describing import answers, asks, takes
from cpq.api.examples_of_leads import EVENTS
from cpq.api.keeping import listed
from cpq.api.visit import Made, visiting
from cpq.leads.given import LeadEventsGiven, ScoreQuery
from cpq.leads.scoring import facts_of, scored, shown
from cpq.leads.service.intake import lead_to_change
from cpq.leads.service.scoring import events_of, lead_as_of, note, version_at
from cpq.leads.store import leads as store
from cpq.leads.views import LeadEvent, LeadScored
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.in_force import UnknownVersion
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.pages import PageQuery
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.selling.behaviour import Event

router = APIRouter(prefix="/v1", tags=["leads"])


@router.get(
    "/leads/{id}/events",
    summary="What a lead did, what came last first · 线索行为，新的在前",
    responses=answers("LeadEventPage", body=False),
    openapi_extra=takes(PageQuery),
)
async def every(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(PageQuery)

    def look(connection: Connection) -> tuple[list[LeadEvent], str | None]:
        store.lead_row(connection, visit.caller, id)
        return store.events(connection, id, query)

    return listed(visit, await visit.read(look))


@router.post(
    "/leads/{id}/events",
    summary="Say what a lead did; sent again it counts once · 上报线索行为，重复上报只计一次",
    responses=answers("LeadEvents", stores=True),
    openapi_extra=asks("LeadEventsGiven", EVENTS, stores=True),
)
async def add(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    given = (await visit.body(LeadEventsGiven)).value

    def work(act: Act) -> Made:
        row = lead_to_change(act, id)
        return Made({"items": [visit.plain(each) for each in note(act, visit.rulebook, row, given.events)]})

    return await visit.act(work)


@dataclass(frozen=True, slots=True)
class _Then:
    """What was known of a lead at a moment, and by which rules it was scored; None: those in force now."""

    lead: dict[str, Any]
    events: list[Event]
    version: str | None


@router.get(
    "/leads/{id}/scores",
    summary="The scores of a lead with their reasons, now or as they were at a moment · 线索评分及理由，当前或某一时刻",
    responses=answers("LeadScored", body=False),
    openapi_extra=takes(ScoreQuery),
)
async def scores(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    asked = visit.query(ScoreQuery).at
    at = asked or datetime.now(UTC)

    def look(connection: Connection) -> _Then:
        row = store.lead_row(connection, visit.caller, id)
        version = None if asked is None else version_at(connection, id, at)
        return _Then(lead_as_of(connection, row, at), events_of(connection, id, at), version)

    then = await visit.read(look)

    def work() -> LeadScored:
        rules = visit.rulebook if then.version is None else _kept(visit.desk.in_force.of, then.version)
        made = scored(rules, facts_of(rules, then.lead, at), then.events, at)
        return LeadScored(id, at, rules.version, tuple(shown(rules, each) for each in made))

    return json_response(visit.plain(await visit.desk.do(work, long=then.version is not None)))


def _kept(of: Any, version: str) -> Rulebook:
    """The rules of a version. Raises a 404 problem where they are not kept any more."""
    try:
        return of(version)
    except UnknownVersion:
        text = Text(
            zh=f"当时的规则版本 {version[:12]} 已不存在",
            en=f"version {version[:12]} of the rules, as of then, is not there any more",
        )
        raise Problem(NOT_FOUND, text) from None
