"""`/v1/opportunities`: deals that are made, listed, read, changed; who changed what."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks, edits, takes
from cpq.api.editing import basis_of
from cpq.api.examples_of_opportunities import OPPORTUNITY, OPPORTUNITY_CHANGED
from cpq.api.keeping import done, listed, today
from cpq.api.visit import Made, Visit, visiting
from cpq.opportunities.asked import ChangesQuery, OpportunityQuery
from cpq.opportunities.given import OpportunityChanged, OpportunityGiven
from cpq.opportunities.service.editing import change_opportunity, new_opportunity
from cpq.opportunities.store import reading
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right
from cpq.platform.versions import tag_of
from cpq.quote_json import Json

router = APIRouter(tags=["opportunities"])


@router.get(
    "/v1/opportunities",
    summary="Opportunities, newest first · 商机，新的在前",
    responses=answers("OpportunitySummaryPage", body=False),
    openapi_extra=takes(OpportunityQuery),
)
async def opportunities(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(OpportunityQuery)
    found = await visit.read(lambda connection: reading.opportunities(connection, visit.caller, query, visit.rulebook))
    return listed(visit, found)


@router.post(
    "/v1/opportunities",
    status_code=201,
    summary="A new opportunity · 新建商机",
    responses=answers("OpportunityView", status=201, stores=True),
    openapi_extra=asks("OpportunityGiven", OPPORTUNITY, stores=True),
)
async def add(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(OpportunityGiven)

    def work(act: Act) -> Made:
        return shown(visit, act, new_opportunity(act, body.value, visit.rulebook, body.at), 201)

    return await done(visit, work, body.source)


@router.get(
    "/v1/opportunities/{id}",
    summary="An opportunity · 一个商机",
    responses=answers("OpportunityView", body=False),
)
async def one(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    found = await visit.read(
        lambda connection: reading.opportunity(connection, visit.caller, id, visit.rulebook, today())
    )
    return json_response(visit.plain(found), headers={"etag": tag_of(found.version)})


@router.patch(
    "/v1/opportunities/{id}",
    summary="Change an opportunity: whole by If-Match, or field by field by `base` · 修改商机",
    responses=answers("OpportunityView", stores=True, versioned=True),
    openapi_extra=edits("OpportunityChangedGiven", OPPORTUNITY_CHANGED),
)
async def change(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(OpportunityChanged)
    basis = basis_of(request, body.value.base)

    def work(act: Act) -> Made:
        return shown(visit, act, change_opportunity(act, id, body.value, basis, visit.rulebook, body.at))

    return await done(visit, work, body.source)


@router.get(
    "/v1/opportunities/{id}/changes",
    summary="Who changed which field, newest first · 逐字段的修改记录，新的在前",
    responses=answers("OpportunityChanges", body=False),
    openapi_extra=takes(ChangesQuery),
)
async def changes(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    field = visit.query(ChangesQuery).field
    found = await visit.read(lambda connection: list(reading.changes(connection, visit.caller, id, field)))
    items: list[Json] = [visit.plain(each) for each in found]
    return json_response({"items": items})


def shown(visit: Visit, act: Act, row: Any, status: int = 200) -> Made:
    """An opportunity after an act, with its tag."""
    view = reading.view_of(act.connection, row, visit.rulebook, act.now.date())
    headers = {"etag": tag_of(view.version)}
    if status == 201:
        headers["location"] = f"/v1/opportunities/{view.id}"
    return Made(visit.plain(view), status, headers)
