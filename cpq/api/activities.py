"""`/v1/activities`, `/v1/timeline`: what was done with customers, and all that happened with a record."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from cpq.activities.given import ActivityChanged, ActivityGiven, ActivityQuery, TimelineQuery
from cpq.activities.service.activities import add_activity, change_activity
from cpq.activities.store import rows
from cpq.activities.store.timeline import Timeline
from cpq.activities.views import TimelineEntry
from cpq.api.describing import answers, asks, edits, takes
from cpq.api.editing import basis_of
from cpq.api.examples_of_activities import ACTIVITY, ACTIVITY_CHANGED
from cpq.api.keeping import listed
from cpq.api.subjects import SUBJECTS
from cpq.api.visit import Made, Visit, visiting
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right
from cpq.platform.versions import tag_of

router = APIRouter(tags=["activities"])


@router.get(
    "/v1/activities",
    summary="Calls, visits, mails, notes and meetings · 往来记录",
    responses=answers("ActivityViewPage", body=False),
    openapi_extra=takes(ActivityQuery),
)
async def activities(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(ActivityQuery)
    return listed(visit, await visit.read(lambda connection: rows.activities(connection, visit.caller, query)))


@router.get("/v1/activities/{id}", summary="An activity · 一条往来记录", responses=answers("ActivityView", body=False))
async def activity(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    found = await visit.read(lambda connection: rows.activity(connection, visit.caller, id))
    return json_response(visit.plain(found), headers={"etag": tag_of(found.version)})


@router.post(
    "/v1/activities",
    status_code=201,
    summary="Write down what was done · 登记往来",
    responses=answers("ActivityView", status=201, stores=True),
    openapi_extra=asks("ActivityGiven", ACTIVITY, stores=True),
)
async def new_activity(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    given = (await visit.body(ActivityGiven)).value
    return await visit.act(lambda act: _answered(visit, act, add_activity(act, given, SUBJECTS)["id"], 201))


@router.patch(
    "/v1/activities/{id}",
    summary="Correct an activity · 修改往来记录",
    responses=answers("ActivityView", stores=True, versioned=True),
    openapi_extra=edits("ActivityChangedGiven", ACTIVITY_CHANGED),
)
async def correct(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    given = (await visit.body(ActivityChanged)).value
    basis = basis_of(request, given.base)
    return await visit.act(lambda act: _answered(visit, act, change_activity(act, id, given, basis)["id"]))


def _answered(visit: Visit, act: Act, id: str, status: int = 200) -> Made:
    found = rows.activity(act.connection, act.caller, id)
    return Made(visit.plain(found), status, {"etag": tag_of(found.version), "location": f"/v1/activities/{id}"})


@router.get(
    "/v1/timeline",
    summary="All that happened with a record, newest first · 对象的时间线，新的在前",
    responses=answers("TimelineEntryPage", body=False),
    openapi_extra=takes(TimelineQuery),
)
async def timeline(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(TimelineQuery)

    def look(connection: Connection) -> tuple[list[TimelineEntry], str | None]:
        return Timeline(connection, visit.caller, SUBJECTS, query).page(datetime.now(UTC))

    return listed(visit, await visit.read(look))
