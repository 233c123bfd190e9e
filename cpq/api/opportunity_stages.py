"""`/v1/opportunities/{id}/stages`: stages entered, taken back and corrected, and what was known when."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from cpq.api.describing import answers, asks, takes
from cpq.api.examples_of_opportunities import RETRACTION, STAGE
from cpq.api.keeping import done
from cpq.api.opportunities import shown
from cpq.api.quoting import numbered
from cpq.api.visit import Made, visiting
from cpq.opportunities.asked import StageQuery
from cpq.opportunities.given import RetractionGiven, StageGiven
from cpq.opportunities.record import OPPORTUNITY
from cpq.opportunities.service.stages import enter, retract
from cpq.opportunities.store.stages import log_of, log_view
from cpq.opportunities.views import StageLog
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right
from cpq.platform.records.store import found

router = APIRouter(tags=["opportunities"])


@router.get(
    "/v1/opportunities/{id}/stages",
    summary="The stage at a moment, by what was known at a moment, and the log · 某时刻的阶段（按当时所知）与阶段日志",
    responses=answers("StageLog", body=False),
    openapi_extra=takes(StageQuery),
)
async def stages(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query, now = visit.query(StageQuery), datetime.now(UTC)

    def look(connection: Connection) -> StageLog:
        found(connection, visit.caller, OPPORTUNITY, id)
        return log_view(log_of(connection, id), query.at or now, query.known_at or now)

    return json_response(visit.plain(await visit.read(look)))


@router.post(
    "/v1/opportunities/{id}/stages",
    status_code=201,
    summary="Enter a stage: on, back, past some, won, lost, open again · 进入阶段：推进、退回、跳过、赢单、丢单、重开",
    responses=answers("OpportunityView", status=201, stores=True),
    openapi_extra=asks("StageGiven", STAGE, stores=True),
)
async def add(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(StageGiven)

    def work(act: Act) -> Made:
        return shown(visit, act, enter(act, id, body.value, visit.rulebook, body.at), 201)

    return await done(visit, work, body.source)


@router.post(
    "/v1/opportunities/{id}/stages/{number}/retraction",
    summary="Take an entry of the stage log back, which stays to be read · 撤销一条阶段记录（记录仍保留）",
    responses=answers("OpportunityView", stores=True),
    openapi_extra=asks("RetractionGiven", RETRACTION, stores=True),
)
async def take_back(request: Request, id: str, number: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(RetractionGiven)
    reason = body.value.reason

    def work(act: Act) -> Made:
        return shown(visit, act, retract(act, id, numbered(number), reason, visit.rulebook, body.at))

    return await done(visit, work, body.source)
