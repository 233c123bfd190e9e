"""`/v1/jobs/{id}`: how long work stands."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers
from cpq.api.visit import visiting
from cpq.platform.answers import json_response
from cpq.platform.jobs.watching import job_state

router = APIRouter(tags=["service"])


@router.get("/v1/jobs/{id}", summary="How long work stands · 任务状态", responses=answers("JobState", body=False))
async def job(request: Request, id: str) -> Response:
    visit = await visiting(request, None)  # of whoever asked for it
    found = await visit.read(lambda connection: job_state(connection, visit.caller, id))
    headers = {"retry-after": "1"} if found.state == "waiting" else {}
    return json_response(visit.plain(found), headers=headers)
