"""`/v1/accounts`: customers as companies."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import RowMapping
from starlette.responses import Response

from cpq.accounts.cleaned import account_values
from cpq.accounts.given import AccountChanged, AccountGiven, AccountQuery, DayQuery, RfmQuery
from cpq.accounts.service.backfill import backfill
from cpq.accounts.service.keeping import change_account, new_account
from cpq.accounts.store import reading
from cpq.accounts.store.segments import segments
from cpq.accounts.store.trees import account_tree
from cpq.api.describing import answers, asks, changing, edits, takes
from cpq.api.editing import basis_of
from cpq.api.examples_of_accounts import ACCOUNT, ACCOUNT_CHANGED
from cpq.api.keeping import done, listed, today
from cpq.api.visit import Made, Visit, visiting
from cpq.company.base_currency import BaseCurrency
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right
from cpq.platform.versions import tag_of

router = APIRouter(prefix="/v1/accounts", tags=["accounts"])


@router.get(
    "",
    summary="Accounts, newest first · 客户，新的在前",
    responses=answers("AccountViewPage", body=False),
    openapi_extra=takes(AccountQuery),
)
async def every(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(AccountQuery)
    return listed(visit, await visit.read(lambda connection: reading.accounts(connection, visit.caller, query)))


@router.post(
    "",
    status_code=201,
    summary="A new account · 新建客户",
    responses=answers("AccountView", status=201, stores=True),
    openapi_extra=asks("AccountGiven", ACCOUNT, stores=True),
)
async def add(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(AccountGiven)

    def work(act: Act) -> Made:
        values = account_values(body.value, body.at)
        return _shown(visit, act, new_account(act, values, body.at, client_id=body.value.client_id), 201)

    return await done(visit, work, body.source)


@router.get(
    "/rfm",
    summary="Customers by how recently, how often and for how much they bought · 按最近、次数、金额分群",
    responses=answers("RfmPage", body=False),
    openapi_extra=takes(RfmQuery),
)
async def by_rfm(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    visit.caller.must(Right.ORDERS_READ)
    query, rules = visit.query(RfmQuery), visit.rulebook
    day = query.as_of or today()
    return json_response(
        visit.plain(await visit.read(lambda connection: segments(connection, visit.caller, rules, query, day)))
    )


@router.get("/{id}", summary="An account · 一个客户", responses=answers("AccountView", body=False))
async def one(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    found = await visit.read(lambda connection: reading.account(connection, visit.caller, id))
    return json_response(visit.plain(found), headers={"etag": tag_of(found.version)})


@router.patch(
    "/{id}",
    summary="Change an account, as a whole or field by field · 修改客户，整体或逐字段",
    responses=answers("AccountView", stores=True, versioned=True),
    openapi_extra=edits("AccountChangedGiven", ACCOUNT_CHANGED),
)
async def change(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(AccountChanged)
    basis = basis_of(request, body.value.base)

    def work(act: Act) -> Made:
        return _shown(visit, act, change_account(act, id, account_values(body.value, body.at), basis, body.at))

    return await done(visit, work, body.source)


@router.get(
    "/{id}/tree",
    summary="The group of an account, with what each bought alone and with all below · 客户所在集团及采购额汇总",
    responses=answers("AccountTree", body=False),
    openapi_extra=takes(DayQuery),
)
async def tree(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    day, base = visit.query(DayQuery).as_of or today(), BaseCurrency(visit.rulebook)
    found = await visit.read(lambda connection: account_tree(connection, visit.caller, base, id, day))
    return json_response(visit.plain(found))


@router.post(
    "/{id}/backfill",
    summary="Fill an account from registers of companies · 由工商信息补全客户",
    responses=answers("Filled", body=False, stores=True),
    openapi_extra=changing(),
)
async def fill(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    return await done(visit, lambda act: Made(visit.plain(backfill(act, id))))


def _shown(visit: Visit, act: Act, row: RowMapping, status: int = 200) -> Made:
    made = reading.account_view(act.connection, act.caller, row)
    location = {"location": f"/v1/accounts/{made.id}"} if status == 201 else {}
    return Made(visit.plain(made), status, {"etag": tag_of(made.version), **location})
