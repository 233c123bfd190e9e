"""`/v1/invoices`, `/v1/receivables`: what was invoiced, what was taken back of it, and what is open."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.collecting import close_paid_by
from cpq.api.describing import answers, asks, takes
from cpq.api.examples_of_orders import CREDIT
from cpq.api.keeping import done, listed, today
from cpq.api.visit import Made, visiting
from cpq.orders.given import AgingQuery, CreditGiven, InvoiceQuery
from cpq.orders.service.billing import credit
from cpq.orders.store import accounts
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right

router = APIRouter(tags=["orders"])


@router.get(
    "/v1/invoices",
    summary="Invoices and credit notes, newest first · 账单，新的在前",
    responses=answers("InvoiceSummaryPage", body=False),
    openapi_extra=takes(InvoiceQuery),
)
async def invoices(request: Request) -> Response:
    visit = await visiting(request, Right.ORDERS_READ)
    query, day = visit.query(InvoiceQuery), today()
    return listed(visit, await visit.read(lambda found: accounts.invoices(found, visit.caller, query, day)))


@router.get(
    "/v1/invoices/{id}",
    summary="An invoice with its lines, by id or number · 一张账单",
    responses=answers("InvoiceView", body=False),
)
async def invoice(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.ORDERS_READ)
    found = await visit.read(lambda connection: accounts.invoice(connection, visit.caller, id, today()))
    return json_response(visit.plain(found))


@router.post(
    "/v1/invoices/{id}/credit-notes",
    status_code=201,
    summary="Take back an invoice, whole or in part · 冲红账单",
    responses=answers("InvoiceView", status=201, stores=True),
    openapi_extra=asks("CreditGiven", CREDIT, stores=True),
)
async def credit_note(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.PAYMENTS_WRITE, stores=True)
    body = await visit.body(CreditGiven)

    def work(act: Act) -> Made:
        made = credit(act, id, body.value, body.at)
        close_paid_by(act, made)
        shown = accounts.invoice(act.connection, act.caller, made, act.now.date())
        return Made(visit.plain(shown), 201, {"location": f"/v1/invoices/{made}"})

    return await done(visit, work, body.source)


@router.get(
    "/v1/receivables",
    summary="What is open, by days past due · 应收账龄",
    responses=answers("Receivables", body=False),
    openapi_extra=takes(AgingQuery),
)
async def receivables(request: Request) -> Response:
    visit = await visiting(request, Right.ORDERS_READ)
    query = visit.query(AgingQuery)
    found = await visit.read(lambda connection: accounts.aged(connection, visit.caller, query, today()))
    return json_response(visit.plain(found))
