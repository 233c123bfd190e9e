"""`/health` and `/ready`: whether the service is up, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers
from cpq.api.desk import desk_of
from cpq.platform.answers import json_response
from cpq.platform.kinds_of_problems import NOT_READY
from cpq.platform.problems import Problem

router = APIRouter(tags=["service"])


@router.get("/health", summary="Whether the service is up · 服务是否运行", responses=answers("Health", body=False))
async def health() -> Response:
    return json_response({"status": "up"})


@router.get(
    "/ready",
    summary="Whether every product is compiled, so that nobody waits · 是否已全部编译",
    responses=answers("Health", body=False),
)
async def ready(request: Request) -> Response:
    if not desk_of(request).in_force.ready:
        raise Problem(NOT_READY, headers={"retry-after": "2"})
    return json_response({"status": "ready"})
