"""`/v1/payments`, `/v1/allocations`, `/v1/releases`, `/v1/refunds`: money that came in, and what it pays."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.collecting import close_paid_by
from cpq.api.describing import answers, asks, takes
from cpq.api.examples_of_orders import ALLOCATION, PAYMENT, REFUND, RELEASE
from cpq.api.keeping import done, listed
from cpq.api.visit import Made, Visit, visiting
from cpq.orders.given import AllocationGiven, PaymentGiven, PaymentQuery, RefundGiven, ReleaseGiven
from cpq.orders.service.receipts import allocate_left, record, refund, release
from cpq.orders.store import accounts
from cpq.orders.store.books import Held, left_of
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right

router = APIRouter(tags=["orders"])


@router.get(
    "/v1/payments",
    summary="Payments, newest first · 收款记录，新的在前",
    responses=answers("PaymentViewPage", body=False),
    openapi_extra=takes(PaymentQuery),
)
async def payments(request: Request) -> Response:
    visit = await visiting(request, Right.ORDERS_READ)
    query = visit.query(PaymentQuery)
    return listed(visit, await visit.read(lambda connection: accounts.payments(connection, visit.caller, query)))


@router.get(
    "/v1/payments/{id}",
    summary="A payment and what it pays, by id or number · 一笔款项",
    responses=answers("PaymentView", body=False),
)
async def payment(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.ORDERS_READ)
    found = await visit.read(lambda connection: accounts.payment(connection, visit.caller, id))
    return json_response(visit.plain(found))


@router.post(
    "/v1/payments",
    status_code=201,
    summary="Record a payment and what it pays · 登记收款并核销",
    responses=answers("PaymentView", status=201, stores=True),
    openapi_extra=asks("PaymentGiven", PAYMENT, stores=True),
)
async def add_payment(request: Request) -> Response:
    visit = await visiting(request, Right.PAYMENTS_WRITE, stores=True)
    body = await visit.body(PaymentGiven)

    def work(act: Act) -> Made:
        made = record(act, body.value, body.at)
        close_paid_by(act, made)
        shown = accounts.payment(act.connection, act.caller, made)
        return Made(visit.plain(shown), 201, {"location": f"/v1/payments/{made}"})

    return await done(visit, work, body.source)


@router.post(
    "/v1/allocations",
    summary="Pay invoices with what is left of a payment or credit note · 用余额核销账单",
    responses=answers("FundsView", stores=True),
    openapi_extra=asks("AllocationGiven", ALLOCATION, stores=True),
)
async def allocate(request: Request) -> Response:
    visit = await visiting(request, Right.PAYMENTS_WRITE, stores=True)
    body = await visit.body(AllocationGiven)
    return await done(visit, _left(visit, lambda act: allocate_left(act, body.value, body.at)), body.source)


@router.post(
    "/v1/releases",
    summary="Take back what a payment pays of an invoice · 撤销核销",
    responses=answers("FundsView", stores=True),
    openapi_extra=asks("ReleaseGiven", RELEASE, stores=True),
)
async def take_back(request: Request) -> Response:
    visit = await visiting(request, Right.PAYMENTS_WRITE, stores=True)
    body = await visit.body(ReleaseGiven)
    return await done(visit, _left(visit, lambda act: release(act, body.value, body.at)), body.source)


@router.post(
    "/v1/refunds",
    summary="Record what was paid back · 登记退款",
    responses=answers("FundsView", stores=True),
    openapi_extra=asks("RefundGiven", REFUND, stores=True),
)
async def pay_back(request: Request) -> Response:
    visit = await visiting(request, Right.PAYMENTS_WRITE, stores=True)
    body = await visit.body(RefundGiven)
    return await done(visit, _left(visit, lambda act: refund(act, body.value, body.at)), body.source)


def _left(visit: Visit, work: Callable[[Act], Held]) -> Callable[[Act], Made]:
    """What is left of the funds after the work."""

    def within(act: Act) -> Made:
        held = work(act)
        close_paid_by(act, held.id)
        return Made(visit.plain(left_of(act.connection, held)))

    return within
