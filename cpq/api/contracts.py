"""`/v1/contracts`: what was signed for orders, and what was agreed afterwards."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks, takes
from cpq.api.examples_of_activities import AMENDMENT_SIGNED, CONTRACT
from cpq.api.keeping import done, listed
from cpq.api.visit import Made, Visit, visiting
from cpq.orders.contracts import ContractAmendmentGiven, ContractGiven, ContractQuery
from cpq.orders.service.contracting import amend, sign
from cpq.orders.store import contracts as store
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right

router = APIRouter(tags=["orders"])


@router.get(
    "/v1/contracts",
    summary="Contracts, newest first · 合同，新的在前",
    responses=answers("ContractViewPage", body=False),
    openapi_extra=takes(ContractQuery),
)
async def contracts(request: Request) -> Response:
    visit = await visiting(request, Right.ORDERS_READ)
    query = visit.query(ContractQuery)
    return listed(visit, await visit.read(lambda connection: store.contracts(connection, visit.caller, query)))


@router.get(
    "/v1/contracts/{id}",
    summary="A contract with its amendments, by id or number · 一份合同",
    responses=answers("ContractView", body=False),
)
async def contract(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.ORDERS_READ)
    found = await visit.read(lambda connection: store.contract(connection, visit.caller, id))
    return json_response(visit.plain(found))


@router.post(
    "/v1/contracts",
    status_code=201,
    summary="Keep what was signed for an order · 登记订单的合同",
    responses=answers("ContractView", status=201, stores=True),
    openapi_extra=asks("ContractGiven", CONTRACT, stores=True),
)
async def add_contract(request: Request) -> Response:
    visit = await visiting(request, Right.ORDERS_WRITE, stores=True)
    body = await visit.body(ContractGiven)
    return await done(visit, lambda act: _answered(visit, act, sign(act, body.value, body.at)), body.source)


@router.post(
    "/v1/contracts/{id}/amendments",
    status_code=201,
    summary="Keep what was agreed afterwards, as a difference · 登记补充协议（差额）",
    responses=answers("ContractView", status=201, stores=True),
    openapi_extra=asks("ContractAmendmentGiven", AMENDMENT_SIGNED, stores=True),
)
async def add_amendment(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.ORDERS_WRITE, stores=True)
    body = await visit.body(ContractAmendmentGiven)
    return await done(visit, lambda act: _answered(visit, act, amend(act, id, body.value, body.at)), body.source)


def _answered(visit: Visit, act: Act, id: str) -> Made:
    found = store.contract(act.connection, act.caller, id)
    return Made(visit.plain(found), 201, {"location": f"/v1/contracts/{id}"})
