"""`/v1/merges`: two records for one thing become one, and are two again."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks, changing, takes
from cpq.api.examples_of_merges import MERGE
from cpq.api.keeping import done, listed
from cpq.api.mergeable import RECORDS
from cpq.api.visit import Made, visiting
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right
from cpq.platform.records.given import MergeGiven, MergeQuery
from cpq.platform.records.merging import Wish, merge
from cpq.platform.records.queue import merge_of, merges
from cpq.platform.records.unmerging import unmerge

router = APIRouter(prefix="/v1/merges", tags=["records"])


@router.get(
    "",
    summary="Merges, newest first · 合并记录，新的在前",
    responses=answers("MergeViewPage", body=False),
    openapi_extra=takes(MergeQuery),
)
async def every(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(MergeQuery)
    return listed(visit, await visit.read(lambda connection: merges(connection, visit.caller, RECORDS, query)))


@router.get("/{id}", summary="A merge · 一次合并", responses=answers("MergeView", body=False))
async def one(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    found = await visit.read(lambda connection: merge_of(connection, visit.caller, RECORDS, id))
    return json_response(visit.plain(found))


@router.post(
    "",
    status_code=201,
    summary="Merge one record into another of its kind · 把一条记录并入同类的另一条",
    responses=answers("MergeView", status=201, stores=True),
    openapi_extra=asks("MergeGiven", MERGE, stores=True),
)
async def add(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE, stores=True)
    body = await visit.body(MergeGiven)
    said = body.value

    def work(act: Act) -> Made:
        id = merge(act, RECORDS, Wish(said.survivor, said.merged, said.fields or {}, said.reason))
        shown = merge_of(act.connection, act.caller, RECORDS, id)
        return Made(visit.plain(shown), 201, {"location": f"/v1/merges/{id}"})

    return await done(visit, work, body.source)


@router.delete(
    "/{id}",
    status_code=204,
    summary="Take a merge back: both are as they were, but for what was changed since · 撤销合并，之后的修改保留",
    responses=answers(None, status=204, body=False, stores=True),
    openapi_extra=changing(),
)
async def end(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE, stores=True)

    def work(act: Act) -> Made:
        unmerge(act, RECORDS, id)
        return Made(None, 204)

    return await visit.act(work)
