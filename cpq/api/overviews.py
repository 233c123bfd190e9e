"""`/v1/accounts/{id}/overview`: an account from every side."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers
from cpq.api.visit import visiting
from cpq.overviews.overview import overview
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right

router = APIRouter(tags=["accounts"])


@router.get(
    "/v1/accounts/{id}/overview",
    summary="An account from every side, each block with its source · 客户 360° 视图，各部分注明来源",
    responses=answers("Overview", body=False),
)
async def every_side(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    now = datetime.now(UTC)
    found = await visit.read(lambda connection: overview(connection, visit.caller, visit.rulebook, id, now))
    return json_response(visit.plain(found))
