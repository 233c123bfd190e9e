"""`/v1/rulebooks/{version}/differences/{other}` and `…/preview`: what changes from one version to another, and what that does to quotes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks
from cpq.api.examples import PREVIEW
from cpq.api.visit import Visit, visiting
from cpq.platform.answers import json_response
from cpq.platform.bodies import BODY, UNREADABLE
from cpq.platform.in_force import UnknownVersion
from cpq.platform.kinds_of_problems import INVALID, MALFORMED
from cpq.platform.people.rights import Right
from cpq.quotes.reasons import reasons_of
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebooks.comparison import compared
from cpq.rulebooks.effects import Preview, Trial, preview
from cpq.rulebooks.recorded import recorded_in
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
    found = await visit.desk.checking.run(lambda: compared(loaded(visit, version), loaded(visit, other)))
    return json_response(visit.plain(found))


@router.post(
    "/{version}/preview",
    summary="What a version would do to requests that are priced by the one in force · 试算：与生效的规则相比，这些请求的价格怎样变",
    responses=answers("Preview"),
    openapi_extra=asks("PreviewRequest", PREVIEW),
)
async def try_out(request: Request, version: str) -> Response:
    visit = await visiting(request, Right.RULEBOOKS_WRITE)
    visit.caller.must(Right.COSTS)
    content, settings = await request.body(), visit.desk.settings

    def work() -> Preview:
        recorded, findings, source = recorded_in(content, BODY, settings.batch_requests)
        if findings:
            kind = MALFORMED if any(each.code in UNREADABLE for each in findings) else INVALID
            raise visit.reporting.refusal(kind, Refused(findings), source)
        return preview(
            recorded, Trial(visit.rulebook, loaded(visit, version), 0.5 * settings.answer_seconds, reasons_of)
        )

    return json_response(visit.plain(await visit.desk.do(work, long=True)))


def loaded(visit: Visit, version: str) -> Rulebook:
    """A version, or the one in force. Raises a 404 problem where there is none."""
    if version == "current":
        return visit.rulebook
    try:
        return visit.desk.in_force.of(version)
    except UnknownVersion:
        raise unknown(version) from None
