"""`/v1/events`, `/v1/webhooks`: what happened, for other systems that ask, and for those that are told."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks, changing, takes
from cpq.api.examples_of_orders import REPLAY, WEBHOOK, WEBHOOK_CHANGED
from cpq.api.visit import Made, Visit, visiting
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right
from cpq.platform.settings import Settings
from cpq.platform.versions import expected_version, tag_of
from cpq.platform.webhooks import service
from cpq.platform.webhooks.model import EventQuery, ReplayGiven, Webhook, WebhookChanged, WebhookGiven
from cpq.platform.webhooks.sending import Limits

router = APIRouter(tags=["events"])


def limits_of(settings: Settings) -> Limits:
    """What deliveries may do, as the settings say."""
    return Limits(settings.webhook_seconds, plain_http=settings.webhook_http, anywhere=settings.webhook_anywhere)


@router.get(
    "/v1/events",
    summary="What happened, in order, from a number on · 事件，按序",
    responses=answers("EventPage", body=False),
    openapi_extra=takes(EventQuery),
)
async def events(request: Request) -> Response:
    visit = await visiting(request, Right.EVENTS)
    query = visit.query(EventQuery)
    found = await visit.read(lambda connection: service.events(connection, visit.caller, query))
    return json_response(visit.plain(found))


@router.get("/v1/webhooks", summary="Webhooks · 全部 webhook", responses=answers("Webhooks", body=False))
async def webhooks(request: Request) -> Response:
    visit = await visiting(request, Right.EVENTS)
    found = await visit.read(service.webhooks)
    return json_response({"items": [visit.plain(each) for each in found]})


@router.post(
    "/v1/webhooks",
    status_code=201,
    summary="Have events sent; the secret is shown once · 新建 webhook，密钥只显示一次",
    responses=answers("NewWebhook", status=201, stores=True),
    openapi_extra=asks("WebhookGiven", WEBHOOK, stores=True),
)
async def add_webhook(request: Request) -> Response:
    visit = await visiting(request, Right.EVENTS, stores=True)
    given, limits = (await visit.body(WebhookGiven)).value, limits_of(visit.desk.settings)
    return await visit.act(lambda act: visit.once(service.new_webhook(act, given, limits)))


@router.get("/v1/webhooks/{id}", summary="A webhook · 一个 webhook", responses=answers("Webhook", body=False))
async def webhook(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.EVENTS)
    found = await visit.read(lambda connection: service.webhook(connection, id))
    return json_response(visit.plain(found), headers={"etag": tag_of(found.version)})


@router.patch(
    "/v1/webhooks/{id}",
    summary="Change, stop or start a webhook · 修改、停用或启用",
    responses=answers("Webhook", stores=True, versioned=True),
    openapi_extra=asks("WebhookChangedGiven", WEBHOOK_CHANGED, versioned=True),
)
async def change_webhook(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.EVENTS, stores=True)
    expected, given = expected_version(request), (await visit.body(WebhookChanged)).value
    limits = limits_of(visit.desk.settings)
    return await visit.act(lambda act: _shown(visit, service.change_webhook(act, id, expected, given, limits)))


@router.delete(
    "/v1/webhooks/{id}",
    status_code=204,
    summary="Remove a webhook · 删除",
    responses=answers(None, status=204, body=False, stores=True),
    openapi_extra=changing(),
)
async def remove_webhook(request: Request, id: str) -> Response:
    def work(_: Visit, act: Act) -> Made:
        service.remove_webhook(act, id)
        return Made(None, 204)

    return await _acting(request, work)


@router.post(
    "/v1/webhooks/{id}/rotation",
    status_code=201,
    summary="A new secret; the old one signs for a day more · 轮换密钥，旧密钥再用一天",
    responses=answers("NewWebhook", status=201, body=False, stores=True),
    openapi_extra=changing(),
)
async def rotate(request: Request, id: str) -> Response:
    return await _acting(request, lambda visit, act: visit.once(service.rotate_secret(act, id)))


@router.post(
    "/v1/webhooks/{id}/replays",
    status_code=202,
    summary="Send an event once more · 重发一个事件",
    responses=answers("Webhook", status=202, stores=True),
    openapi_extra=asks("ReplayGiven", REPLAY, stores=True),
)
async def replay(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.EVENTS, stores=True)
    given = (await visit.body(ReplayGiven)).value

    def work(act: Act) -> Made:
        service.replay(act, id, given)
        return Made(visit.plain(service.webhook(act.connection, id)), 202)

    return await visit.act(work)


@router.get(
    "/v1/webhooks/{id}/tries",
    summary="How the last deliveries went · 最近的投递",
    responses=answers("WebhookTries", body=False),
)
async def tries(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.EVENTS)
    return json_response(visit.plain(await visit.read(lambda connection: service.tries(connection, id))))


async def _acting(request: Request, work: Callable[[Visit, Act], Made]) -> Response:
    visit = await visiting(request, Right.EVENTS, stores=True)
    return await visit.act(lambda act: work(visit, act))


def _shown(visit: Visit, webhook: Webhook) -> Made:
    return Made(visit.plain(webhook), 200, {"etag": tag_of(webhook.version)})
