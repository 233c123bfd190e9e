"""`/v1/opportunities/{id}/portrait`, assessments, risks, and the forecast of all of them."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks, takes
from cpq.api.examples_of_opportunities import ASSESSMENTS
from cpq.api.keeping import done, today
from cpq.api.visit import Made, visiting
from cpq.opportunities.asked import ForecastQuery, PortraitQuery
from cpq.opportunities.given import AssessmentsGiven
from cpq.opportunities.service.assessing import assess
from cpq.opportunities.store.forecasting import forecast_of
from cpq.opportunities.store.showing import history_of, portrait_of, risks_of
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right
from cpq.quote_json import Json

router = APIRouter(tags=["opportunities"])


@router.get(
    "/v1/opportunities/forecast",
    summary="What is expected, by period, forecast category and owner, in the company's currency · 销售预测（本位币）",
    responses=answers("Forecast", body=False),
    openapi_extra=takes(ForecastQuery),
)
async def forecast(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(ForecastQuery)
    found = await visit.read(lambda connection: forecast_of(connection, visit.caller, query, visit.rulebook, today()))
    return json_response(visit.plain(found))


@router.get(
    "/v1/opportunities/{id}/portrait",
    summary="The C139 portrait on a day, with what to do · 某日的 C139 控单画像与建议",
    responses=answers("Portrait", body=False),
    openapi_extra=takes(PortraitQuery),
)
async def portrait(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    day, now = visit.query(PortraitQuery).day or today(), datetime.now(UTC)
    found = await visit.read(lambda connection: portrait_of(connection, visit.caller, id, visit.rulebook, day, now))
    return json_response(visit.plain(found))


@router.get(
    "/v1/opportunities/{id}/assessments",
    summary="Every assessment, newest first · 全部评估记录，新的在前",
    responses=answers("Assessments", body=False),
)
async def assessments(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    found = await visit.read(lambda connection: history_of(connection, visit.caller, id))
    items: list[Json] = [visit.plain(each) for each in found]
    return json_response({"items": items})


@router.post(
    "/v1/opportunities/{id}/assessments",
    status_code=201,
    summary="Say what is known of indicators · 评估指标",
    responses=answers("Portrait", status=201, stores=True),
    openapi_extra=asks("AssessmentsGiven", ASSESSMENTS, stores=True),
)
async def add(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(AssessmentsGiven)

    def work(act: Act) -> Made:
        assess(act, id, body.value.assessments, visit.rulebook, body.at)
        shown = portrait_of(act.connection, act.caller, id, visit.rulebook, act.now.date(), act.now)
        return Made(visit.plain(shown), 201)

    return await done(visit, work, body.source)


@router.get(
    "/v1/opportunities/{id}/risks",
    summary="What puts it at risk, with the facts · 风险及其依据",
    responses=answers("Risks", body=False),
)
async def risks(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    now = datetime.now(UTC)
    found = await visit.read(lambda connection: risks_of(connection, visit.caller, id, visit.rulebook, now))
    items: list[Json] = [visit.plain(each) for each in found]
    return json_response({"items": items})
