"""`/v1/leads`: taken in, listed, changed, moved on."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from sqlalchemy import Connection, RowMapping
from starlette.responses import Response

from cpq.api.describing import answers, asks, edits, takes
from cpq.api.editing import basis_of
from cpq.api.examples_of_leads import LEAD, LEAD_CHANGED, LEAD_STATE, LEADS, OWNER, RELEASE
from cpq.api.keeping import done, listed, told
from cpq.api.visit import Made, Visit, visiting
from cpq.leads.given import LeadChanged, LeadGiven, LeadQuery, LeadsGiven, OwnerGiven, ReleaseLeadGiven, StateGiven
from cpq.leads.service import intake, pooling
from cpq.leads.service.giving import Giver
from cpq.leads.service.moving import become
from cpq.leads.store import leads as store
from cpq.leads.views import LeadView
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.bodies import Body
from cpq.platform.language import locale_of
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.platform.versions import expected_version, must_be, tag_of
from cpq.quote_json import Json
from cpq.rulebook.finding import Refused

router = APIRouter(prefix="/v1", tags=["leads"])


@router.get(
    "/leads",
    summary="Leads, newest first; the public pool is everybody's · 线索，新的在前；公海人人可见",
    responses=answers("LeadViewPage", body=False),
    openapi_extra=takes(LeadQuery),
)
async def every(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query, now = visit.query(LeadQuery), datetime.now(UTC)
    return listed(visit, await visit.read(lambda connection: store.listed(connection, visit.caller, query, now)))


@router.post(
    "/leads",
    status_code=201,
    summary="A new lead · 新建线索",
    responses=answers("LeadView", status=201, stores=True),
    openapi_extra=asks("LeadGiven", LEAD, stores=True),
)
async def add(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(LeadGiven)
    return await done(
        visit,
        lambda act: _shown(visit, act, intake.add(Giver(act, visit.rulebook), body.value, body.at), 201),
        body.source,
    )


@router.post(
    "/leads/batch",
    summary="Up to 1,000 leads, each with a result of its own · 批量新建，至多 1,000 条，逐条给出结果",
    responses=answers("LeadBatch", stores=True),
    openapi_extra=asks("LeadsGiven", LEADS, stores=True),
)
async def add_many(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    content, locale = await request.body(), locale_of(request.headers.get("accept-language", ""))
    whole = await visit.desk.do(lambda: visit.bodies.read_each(LeadGiven, content, "leads"), long=True)
    if not 1 <= len(whole) <= 1_000:
        await visit.read_content(LeadsGiven, content)

    def work(act: Act) -> Made:
        giver = Giver(act, visit.rulebook)
        results: list[Json] = [_result(visit, giver, each, locale) for each in whole]
        return Made({"results": results})

    return await visit.act(work)


def _result(visit: Visit, giver: Giver, each: Body[LeadGiven] | Problem, locale: str) -> Json:
    """The lead of one item, or what is wrong with it; what is wrong with one keeps none of it and all of the others."""
    act = giver.act
    try:
        if isinstance(each, Problem):
            raise each
        with act.connection.begin_nested():
            made = intake.add(giver, each.value, each.at)
        return {"lead": visit.plain(store.lead_view(act.connection, act.caller, made, act.now))}
    except Refused as refused:
        problem = told(visit, refused, each.source if isinstance(each, Body) else None)
    except Problem as raised:
        problem = raised
    return {"problem": problem.document("zh" if locale == "zh" else "en", visit.request.state.request_id)}


@router.get("/leads/{id}", summary="A lead · 一条线索", responses=answers("LeadView", body=False))
async def one(request: Request, id: str) -> Response:
    visit, now = await visiting(request, Right.SALES_READ), datetime.now(UTC)

    def look(connection: Connection) -> LeadView:
        return store.lead_view(connection, visit.caller, store.lead_row(connection, visit.caller, id), now)

    found = await visit.read(look)
    return json_response(visit.plain(found), headers={"etag": tag_of(found.version)})


@router.patch(
    "/leads/{id}",
    summary="Change a lead, as a whole or field by field · 修改线索，整体或逐字段",
    responses=answers("LeadView", stores=True, versioned=True),
    openapi_extra=edits("LeadChangedGiven", LEAD_CHANGED),
)
async def change(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(LeadChanged)
    basis = basis_of(request, body.value.base)
    return await done(
        visit,
        lambda act: _shown(visit, act, intake.change_lead(act, visit.rulebook, id, body.value, basis, body.at)),
        body.source,
    )


@router.post(
    "/leads/{id}/states",
    summary="Say that a lead was contacted, is qualified or disqualified · 标记为已联系、合格或不合格",
    responses=answers("LeadView", stores=True, versioned=True),
    openapi_extra=asks("StateGiven", LEAD_STATE, versioned=True),
)
async def state(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    expected, given = expected_version(request), (await visit.body(StateGiven)).value

    def work(act: Act) -> Made:
        row = intake.lead_to_change(act, id)
        must_be(row["version"], expected)
        return _shown(visit, act, become(act, row, given))

    return await done(visit, work)


@router.get(
    "/leads/{id}/assignments",
    summary="Who got a lead, when and why · 分配记录及原因",
    responses=answers("Assignments", body=False),
)
async def assignments(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)

    def look(connection: Connection) -> list[Json]:
        store.lead_row(connection, visit.caller, id)
        return [visit.plain(each) for each in store.assignments(connection, id)]

    return json_response({"items": await visit.read(look)})


@router.post(
    "/leads/{id}/owner",
    summary="Give a lead to somebody, or have the rules do it · 分配线索，或交由规则分配",
    responses=answers("LeadView", stores=True),
    openapi_extra=asks("OwnerGiven", OWNER, stores=True),
)
async def give(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE, stores=True)
    body = await visit.body(OwnerGiven)

    def work(act: Act) -> Made:
        row = store.lead_row(act.connection, act.caller, id, lock=True)
        owner, giver = body.value.owner, Giver(act, visit.rulebook)
        given = giver.give(row) if owner is None else giver.give_to(row, owner, body.at("owner"))
        return _shown(visit, act, given)

    return await done(visit, work, body.source)


@router.post(
    "/leads/{id}/claim",
    summary="Take a lead out of the public pool · 从公海领取",
    responses=answers("LeadView", body=False, stores=True),
)
async def claim(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    return await done(visit, lambda act: _shown(visit, act, pooling.claim(act, visit.rulebook, id)))


@router.post(
    "/leads/{id}/release",
    summary="Give a lead back to the public pool · 退回公海",
    responses=answers("LeadView", stores=True),
    openapi_extra=asks("ReleaseLeadGiven", RELEASE, stores=True),
)
async def release(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    given = (await visit.body(ReleaseLeadGiven)).value
    return await done(visit, lambda act: _shown(visit, act, pooling.release(act, visit.rulebook, id, given.reason)))


def _shown(visit: Visit, act: Act, row: RowMapping, status: int = 200) -> Made:
    made = store.lead_view(act.connection, act.caller, row, act.now)
    location = {"location": f"/v1/leads/{made.id}"} if status == 201 else {}
    return Made(visit.plain(made), status, {"etag": tag_of(made.version), **location})
