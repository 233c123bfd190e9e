"""`/v1/rulebooks/{version}/differences/{other}` and `…/preview`: what changes from one version to another, and what that does to quotes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers
from cpq.api.visit import Visit, visiting
from cpq.platform.answers import json_response
from cpq.platform.in_force import UnknownVersion
from cpq.platform.people.rights import Right
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebooks.comparison import compared
from cpq.rulebooks.service import unknown

router = APIRouter(prefix="/v1/rulebooks", tags=["rulebooks"])


@router.get(
    "/{version}/differences/{other}",
    summary="What differs from one version to another · 两个版本的差别",
    responses=answers("Comparison", body=False),
)
async def differences(request: Request, version: str, other: str) -> Response:
    visit = await visiting(request, Right.RULEBOOKS_READ)
    visit.caller.must(Right.COSTS)  # what rules say may be a cost or a floor
    found = await visit.desk.checking.run(lambda: compared(_loaded(visit, version), _loaded(visit, other)))
    return json_response(visit.plain(found))


def _loaded(visit: Visit, version: str) -> Rulebook:
    """A version, or the one in force. Raises a 404 problem where there is none."""
    if version == "current":
        return visit.rulebook
    try:
        return visit.desk.in_force.of(version)
    except UnknownVersion:
        raise unknown(version) from None
