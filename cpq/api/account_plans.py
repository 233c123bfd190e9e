"""`/v1/plans`: what is planned for target accounts, and how far it has come."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import RowMapping
from starlette.responses import Response

from cpq.accounts.given_of_maps import PlanChanged, PlanGiven, PlanQuery
from cpq.accounts.service.mapping import change_plan, new_plan
from cpq.accounts.store import plans
from cpq.api.describing import answers, asks, edits, takes
from cpq.api.editing import basis_of
from cpq.api.examples_of_accounts import PLAN, PLAN_CHANGED
from cpq.api.keeping import done, listed, today
from cpq.api.visit import Made, Visit, visiting
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right
from cpq.platform.versions import tag_of

router = APIRouter(prefix="/v1/plans", tags=["accounts"])


@router.get(
    "",
    summary="Plans for accounts, newest first · 客户计划，新的在前",
    responses=answers("PlanViewPage", body=False),
    openapi_extra=takes(PlanQuery),
)
async def every(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(PlanQuery)
    return listed(visit, await visit.read(lambda connection: plans.plans(connection, visit.caller, query, today())))


@router.post(
    "",
    status_code=201,
    summary="A new plan for an account · 新建客户计划",
    responses=answers("PlanView", status=201, stores=True),
    openapi_extra=asks("PlanGiven", PLAN, stores=True),
)
async def add(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(PlanGiven)
    return await done(visit, lambda act: _shown(visit, act, new_plan(act, body.value, body.at), 201), body.source)


@router.get(
    "/{id}",
    summary="A plan, with its progress as of today · 一份客户计划及其进展",
    responses=answers("PlanView", body=False),
)
async def one(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    found = await visit.read(lambda connection: plans.plan(connection, visit.caller, id, today()))
    return json_response(visit.plain(found), headers={"etag": tag_of(found.version)})


@router.patch(
    "/{id}",
    summary="Change a plan · 修改客户计划",
    responses=answers("PlanView", stores=True, versioned=True),
    openapi_extra=edits("PlanChangedGiven", PLAN_CHANGED),
)
async def change(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(PlanChanged)
    basis = basis_of(request, body.value.base)
    return await done(
        visit, lambda act: _shown(visit, act, change_plan(act, id, body.value, basis, body.at)), body.source
    )


def _shown(visit: Visit, act: Act, row: RowMapping, status: int = 200) -> Made:
    made = plans.plan_view(act.connection, act.caller, row, today())
    location = {"location": f"/v1/plans/{made.id}"} if status == 201 else {}
    return Made(visit.plain(made), status, {"etag": tag_of(made.version), **location})
