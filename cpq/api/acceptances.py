"""`/v1/acceptances/{token}`: what a customer sees by a link, and accepts. Nobody signs in."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks
from cpq.api.desk import Desk, desk_of
from cpq.api.examples_of_quotes import ACCEPTANCE
from cpq.platform.act import acted
from cpq.platform.answers import json_response
from cpq.platform.bodies import Bodies
from cpq.platform.problems import Reporting
from cpq.quote_json import plain
from cpq.quotes.asked import AcceptanceGiven
from cpq.quotes.service.accepting import Shown, accept, customer, link_name, offer

router = APIRouter(prefix="/v1/acceptances/{token}", tags=["acceptance"])


@router.get("", summary="The quote of a link · 链接对应的报价", responses=answers("Offer", body=False, guarded=False))
async def show(request: Request, token: str) -> Response:
    desk, now = _opened(request), datetime.now(UTC)
    return json_response(plain(await desk.read(lambda connection: offer(connection, _shown(desk, token), now))))


@router.post(
    "",
    summary="Accept it, once · 接受报价（重复提交只算一次）",
    responses=answers("Offer", guarded=False, stores=True),
    openapi_extra=asks("AcceptanceGiven", ACCEPTANCE),
)
async def take(request: Request, token: str) -> Response:
    desk, now, content = _opened(request), datetime.now(UTC), await request.body()
    given = Bodies(desk.rulebook, Reporting()).read(AcceptanceGiven, content).value
    by, shown = customer(link_name(token)), _shown(desk, token)
    address = request.client.host if request.client else ""
    id = request.state.request_id
    made = await desk.write(
        lambda connection: acted(connection, by, now, id, lambda act: accept(act, shown, given, address))
    )
    return json_response(plain(made))


def _opened(request: Request) -> Desk:
    """The desk, where this address has not asked too often: nobody tries tokens by the thousand."""
    desk = desk_of(request)
    desk.rates.take(f"customer at {request.client.host if request.client else ''}")
    return desk


def _shown(desk: Desk, token: str) -> Shown:
    secret = desk.settings.secret
    return Shown(token, secret.get_secret_value() if secret else None)
