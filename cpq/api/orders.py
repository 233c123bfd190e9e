"""`/v1/orders`: what was accepted, its invoices as they come, and the quotes that amend and renew it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks, takes
from cpq.api.examples_of_orders import ISSUE, REASON
from cpq.api.keeping import done, listed
from cpq.api.visit import Made, Visit, visiting
from cpq.orders.given import IssueGiven, OrderQuery, WhyGiven
from cpq.orders.service.billing import issue
from cpq.orders.service.cancelling import cancel
from cpq.orders.service.placing import change_state
from cpq.orders.states import Action
from cpq.orders.store import accounts, reading
from cpq.orders.views import OrderView
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right
from cpq.platform.versions import expected_version, tag_of
from cpq.quote_json import Json

router = APIRouter(tags=["orders"])


@router.get(
    "/v1/orders",
    summary="Orders, newest first · 订单，新的在前",
    responses=answers("OrderSummaryPage", body=False),
    openapi_extra=takes(OrderQuery),
)
async def orders(request: Request) -> Response:
    visit = await visiting(request, Right.ORDERS_READ)
    query = visit.query(OrderQuery)
    return listed(visit, await visit.read(lambda connection: reading.orders(connection, visit.caller, query)))


@router.get(
    "/v1/orders/{id}",
    summary="An order with its lines and subscriptions, by id or number · 一份订单",
    responses=answers("OrderView", body=False),
)
async def order(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.ORDERS_READ)
    found = await visit.read(lambda connection: reading.order(connection, visit.caller, id))
    return json_response(visit.plain(found), headers={"etag": tag_of(found.version)})


@router.get(
    "/v1/subscriptions/{number}",
    summary="A subscription as it is now · 一项订阅的现状",
    responses=answers("SubscriptionView", body=False),
)
async def subscription(request: Request, number: str) -> Response:
    visit = await visiting(request, Right.ORDERS_READ)
    found = await visit.read(lambda connection: reading.subscription(connection, visit.caller, number))
    return json_response(visit.plain(found))


@router.post(
    "/v1/orders/{id}/fulfilment",
    summary="Everything is delivered · 已全部交付",
    responses=answers("OrderView", stores=True, versioned=True),
    openapi_extra=asks("WhyGiven", REASON, versioned=True),
)
async def fulfil(request: Request, id: str) -> Response:
    return await _changed(request, id, "fulfil")


@router.post(
    "/v1/orders/{id}/reopening",
    summary="Not everything is delivered after all · 撤回交付",
    responses=answers("OrderView", stores=True, versioned=True),
    openapi_extra=asks("WhyGiven", REASON, versioned=True),
)
async def reopen(request: Request, id: str) -> Response:
    return await _changed(request, id, "reopen")


@router.post(
    "/v1/orders/{id}/cancellation",
    summary="Cancel an order: what was invoiced is credited · 取消订单，已开账单冲红",
    responses=answers("OrderView", stores=True, versioned=True),
    openapi_extra=asks("WhyGiven", REASON, versioned=True),
)
async def cancel_order(request: Request, id: str) -> Response:
    return await _changed(request, id, "cancel")


@router.post(
    "/v1/orders/{id}/invoices",
    status_code=201,
    summary="Issue the invoices that are due up to a day · 开出截至某日的账单",
    responses=answers("Issued", status=201, stores=True),
    openapi_extra=asks("IssueGiven", ISSUE, stores=True),
)
async def issue_invoices(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.PAYMENTS_WRITE, stores=True)
    body = await visit.body(IssueGiven)

    def work(act: Act) -> Made:
        ids = issue(act, id, body.value.until, body.at("until"))
        found = accounts.invoices_by_id(act.connection, ids, act.now.date())
        items: list[Json] = [visit.plain(each) for each in found]
        return Made({"items": items}, 201)

    return await done(visit, work, body.source)


async def _changed(request: Request, id: str, action: Action) -> Response:
    visit = await visiting(request, Right.ORDERS_WRITE, stores=True)
    expected, body = expected_version(request), await visit.body(WhyGiven)
    reason = body.value.reason

    def work(act: Act) -> Made:
        if action == "cancel":
            act.caller.must(Right.PAYMENTS_WRITE)  # credit notes come of it
            cancel(act, id, expected, reason)
        else:
            change_state(act, id, action, expected, reason)
        return answered(visit, reading.order(act.connection, act.caller, id))

    return await done(visit, work, body.source)


def answered(visit: Visit, order: OrderView, status: int = 200) -> Made:
    """An order, with its version."""
    return Made(visit.plain(order), status, {"etag": tag_of(order.version), "location": f"/v1/orders/{order.id}"})
