"""`/v1/campaigns` and `/v1/forms`: what brings leads, what it costs, and the forms on web pages that people fill in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from sqlalchemy import Connection, RowMapping
from starlette.responses import Response

from cpq.api.describing import answers, asks, changing, edits, takes
from cpq.api.desk import Desk, desk_of
from cpq.api.editing import basis_of
from cpq.api.examples_of_leads import CAMPAIGN, CAMPAIGN_CHANGED, COST, FILLED_IN, FORM
from cpq.api.keeping import done, listed
from cpq.api.visit import Made, Visit, visiting
from cpq.leads.given_of_campaigns import (
    CampaignChanged,
    CampaignGiven,
    CampaignQuery,
    CostGiven,
    FormGiven,
    FormLeadGiven,
)
from cpq.leads.service import campaigns as service
from cpq.leads.service.giving import Giver
from cpq.leads.store import campaigns as store
from cpq.leads.tables import CAMPAIGN as CAMPAIGN_KIND
from cpq.leads.views import CampaignView, Thanks
from cpq.platform.act import Act, acted
from cpq.platform.answers import json_response
from cpq.platform.bodies import Bodies
from cpq.platform.kinds_of_problems import INVALID, NOT_FOUND
from cpq.platform.pages import PageQuery
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem, Reporting
from cpq.platform.records.store import found
from cpq.platform.versions import tag_of
from cpq.quote_json import plain
from cpq.rulebook.finding import Refused
from cpq.rulebook.text import Text

router = APIRouter(prefix="/v1", tags=["leads"])


@router.get(
    "/campaigns",
    summary="Campaigns, newest first · 市场活动，新的在前",
    responses=answers("CampaignViewPage", body=False),
    openapi_extra=takes(CampaignQuery),
)
async def every(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(CampaignQuery)
    return listed(visit, await visit.read(lambda connection: store.campaigns(connection, visit.caller, query)))


@router.post(
    "/campaigns",
    status_code=201,
    summary="A new campaign · 新建市场活动",
    responses=answers("CampaignView", status=201, stores=True),
    openapi_extra=asks("CampaignGiven", CAMPAIGN, stores=True),
)
async def add(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(CampaignGiven)
    return await done(
        visit, lambda act: _shown(visit, act, service.add_campaign(act, body.value, body.at), 201), body.source
    )


@router.get(
    "/campaigns/{id}",
    summary="A campaign with what it cost and brought · 市场活动及其花费与成效",
    responses=answers("CampaignView", body=False),
)
async def one(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)

    def look(connection: Connection) -> CampaignView:
        return store.campaign_view(connection, found(connection, visit.caller, CAMPAIGN_KIND, id))

    seen = await visit.read(look)
    return json_response(visit.plain(seen), headers={"etag": tag_of(seen.version)})


@router.patch(
    "/campaigns/{id}",
    summary="Change a campaign, as a whole or field by field · 修改市场活动，整体或逐字段",
    responses=answers("CampaignView", stores=True, versioned=True),
    openapi_extra=edits("CampaignChangedGiven", CAMPAIGN_CHANGED),
)
async def change(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(CampaignChanged)
    basis = basis_of(request, body.value.base)

    def work(act: Act) -> Made:
        return _shown(visit, act, service.change_campaign(act, id, body.value, basis, body.at))

    return await done(visit, work, body.source)


@router.put(
    "/campaigns/{id}/costs",
    summary="Say what a campaign cost on a day · 登记某日花费",
    responses=answers("CampaignView", stores=True),
    openapi_extra=asks("CostGiven", COST, stores=True),
)
async def cost(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(CostGiven)
    return await done(
        visit, lambda act: _shown(visit, act, service.set_cost(act, id, body.value, body.at)), body.source
    )


def _shown(visit: Visit, act: Act, row: RowMapping, status: int = 200) -> Made:
    made = store.campaign_view(act.connection, row)
    location = {"location": f"/v1/campaigns/{made.id}"} if status == 201 else {}
    return Made(visit.plain(made), status, {"etag": tag_of(made.version), **location})


@router.get(
    "/forms",
    summary="Forms on web pages, newest first · 网页表单，新的在前",
    responses=answers("LeadFormPage", body=False),
    openapi_extra=takes(PageQuery),
)
async def forms(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(PageQuery)
    return listed(visit, await visit.read(lambda connection: store.forms(connection, query)))


@router.post(
    "/forms",
    status_code=201,
    summary="A new form; its id is the public key that the page sends to · 新建表单；其 id 即公开密钥",
    responses=answers("LeadForm", status=201, stores=True),
    openapi_extra=asks("FormGiven", FORM, stores=True),
)
async def add_form(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE, stores=True)
    body = await visit.body(FormGiven)

    def work(act: Act) -> Made:
        return Made(visit.plain(store.form_view(service.add_form(act, body.value, body.at))), 201)

    return await done(visit, work, body.source)


@router.delete(
    "/forms/{id}",
    status_code=204,
    summary="Close a form · 关闭表单",
    responses=answers(None, status=204, body=False, stores=True),
    openapi_extra=changing(),
)
async def close(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE, stores=True)

    def work(act: Act) -> Made:
        service.close_form(act, store.form_row(act.connection, id))
        return Made(None, 204)

    return await visit.act(work)


@router.options("/forms/{form}/leads", include_in_schema=False)
async def ask_first(request: Request, form: str) -> Response:
    """What a browser asks before a page of another site sends."""
    desk = _opened(request)
    row = await desk.read(lambda connection: store.form_row(connection, form))
    return Response(None, 204, _allowed(row, request))


@router.post(
    "/forms/{form}/leads",
    status_code=202,
    summary="What somebody filled in; nobody signs in · 提交表单，无需登录",
    responses=answers("Thanks", status=202, guarded=False, stores=True),
    openapi_extra=asks("FormLeadGiven", FILLED_IN),
)
async def fill_in(request: Request, form: str) -> Response:
    desk, content = _opened(request), await request.body()
    row = await desk.read(lambda connection: store.form_row(connection, form))
    headers = _allowed(row, request)
    body = Bodies(desk.rulebook, Reporting()).read(FormLeadGiven, content)
    if not row["active"]:
        raise Problem(NOT_FOUND, Text(zh="表单已关闭", en="the form is closed"))
    if not service.is_robot(body.value):
        rules, now, id = desk.rulebook, datetime.now(UTC), request.state.request_id
        try:
            await desk.write(
                lambda connection: acted(
                    connection,
                    service.visitor(row),
                    now,
                    id,
                    lambda act: service.by_form(Giver(act, rules), row, body.value, body.at),
                )
            )
        except Refused as refused:
            raise Reporting().refusal(INVALID, refused, body.source) from None
    return json_response(plain(Thanks(received=True)), 202, headers)


def _opened(request: Request) -> Desk:
    """The desk, where this address has not sent too often."""
    desk = desk_of(request)
    desk.form_rates.take(f"form at {request.client.host if request.client else ''}")
    return desk


def _allowed(row: RowMapping, request: Request) -> Mapping[str, str]:
    """What lets a browser send from the pages of the form. Raises a 422 problem for a page of another site."""
    origin = request.headers.get("origin")
    if origin is None:
        return {}
    if row["origins"] and origin not in row["origins"]:
        raise Problem(INVALID, Text(zh="此网站不能提交该表单", en="this site may not send the form"))
    named = {"access-control-allow-methods": "POST", "access-control-allow-headers": "content-type"}
    return {"access-control-allow-origin": origin, "vary": "Origin", "access-control-max-age": "600", **named}
