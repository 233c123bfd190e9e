"""`/v1/tasks`: what is to be done, by whom and until when."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.activities.given import TaskChanged, TaskGiven, TaskQuery
from cpq.activities.service.tasks import add_task, change_task
from cpq.activities.store import rows
from cpq.api.describing import answers, asks, edits, takes
from cpq.api.editing import basis_of
from cpq.api.examples_of_activities import TASK, TASK_CHANGED
from cpq.api.keeping import listed
from cpq.api.subjects import SUBJECTS
from cpq.api.visit import Made, Visit, visiting
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right
from cpq.platform.versions import tag_of

router = APIRouter(tags=["activities"])


@router.get(
    "/v1/tasks",
    summary="Tasks · 任务",
    responses=answers("TaskViewPage", body=False),
    openapi_extra=takes(TaskQuery),
)
async def tasks(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query, now = visit.query(TaskQuery), datetime.now(UTC)
    return listed(visit, await visit.read(lambda connection: rows.tasks(connection, visit.caller, query, now)))


@router.get("/v1/tasks/{id}", summary="A task · 一项任务", responses=answers("TaskView", body=False))
async def task(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    found = await visit.read(lambda connection: rows.task(connection, visit.caller, id, datetime.now(UTC)))
    return json_response(visit.plain(found), headers={"etag": tag_of(found.version)})


@router.post(
    "/v1/tasks",
    status_code=201,
    summary="Make a task, for oneself or another · 新建任务",
    responses=answers("TaskView", status=201, stores=True),
    openapi_extra=asks("TaskGiven", TASK, stores=True),
)
async def new_task(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    given = (await visit.body(TaskGiven)).value
    return await visit.act(lambda act: _answered(visit, act, add_task(act, given, SUBJECTS)["id"], 201))


@router.patch(
    "/v1/tasks/{id}",
    summary="Change, hand over or finish a task · 修改、转交或完成任务",
    responses=answers("TaskView", stores=True, versioned=True),
    openapi_extra=edits("TaskChangedGiven", TASK_CHANGED),
)
async def alter(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    given = (await visit.body(TaskChanged)).value
    basis = basis_of(request, given.base)
    return await visit.act(lambda act: _answered(visit, act, change_task(act, id, given, basis)["id"]))


def _answered(visit: Visit, act: Act, id: str, status: int = 200) -> Made:
    found = rows.task(act.connection, act.caller, id, act.now)
    return Made(visit.plain(found), status, {"etag": tag_of(found.version), "location": f"/v1/tasks/{id}"})
