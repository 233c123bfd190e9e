"""`/metrics`: numbers for Prometheus, where the settings open it."""

from __future__ import annotations

import asyncio
from hmac import compare_digest

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.desk import Desk, desk_of
from cpq.platform.kinds_of_problems import NOT_FOUND, UNKNOWN_CALLER
from cpq.platform.observing.metrics import MEDIA_TYPE
from cpq.platform.observing.watching import count_jobs
from cpq.platform.problems import Problem
from cpq.platform.storage.troubles import DatabaseTrouble
from cpq.rulebook.text import Text

router = APIRouter(tags=["service"])
PATIENCE = 2.0
"""Seconds for the database; without its answer the other numbers are told all the same."""


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    desk = desk_of(request)
    _must_be_let_in(request, desk)
    desk.metrics.in_force(desk.rulebook.version)
    try:
        async with asyncio.timeout(PATIENCE):
            await desk.read(lambda connection: count_jobs(connection, desk.metrics))
    except (DatabaseTrouble, TimeoutError, Problem):
        desk.metrics.database_away()
    return Response(desk.metrics.written(), media_type=MEDIA_TYPE)


def _must_be_let_in(request: Request, desk: Desk) -> None:
    """Raises a 404 problem where it is not open, a 401 problem where the token is another."""
    token = desk.settings.metrics_token
    if not desk.settings.metrics:
        raise Problem(NOT_FOUND, Text(zh="未开放；设 CPQ_METRICS=true", en="this is closed; set CPQ_METRICS=true"))
    if token is None:
        return
    shown = request.headers.get("authorization", "").encode()
    if not compare_digest(shown, f"Bearer {token.get_secret_value()}".encode()):
        raise Problem(UNKNOWN_CALLER, headers={"www-authenticate": 'Bearer realm="cpq"'})
