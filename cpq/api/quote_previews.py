"""`POST /v1/rulebooks/{version}/preview/quotes`: what a version would do to the quotes that are kept and open; many of them as a job."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks, may_prefer_async
from cpq.api.desk import Desk
from cpq.api.examples import OPEN_QUOTES
from cpq.api.quoting import today
from cpq.api.rulebook_changes import loaded
from cpq.api.visit import Made, Visit, visiting
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.in_force import UnknownVersion
from cpq.platform.jobs.running import Handler, Hopeless, Job, Outcome
from cpq.platform.jobs.watching import job_state
from cpq.platform.people.rights import Right
from cpq.platform.preferences import prefers_async
from cpq.quote_json import plain
from cpq.quotes.asked import OpenQuotes
from cpq.quotes.fitting import fitted
from cpq.quotes.reasons import reasons_of
from cpq.quotes.store.open_quotes import newest_open, told_of
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebooks.effects import Preview, Recorded, Trial, preview

router = APIRouter(prefix="/v1/rulebooks", tags=["rulebooks"])

KIND = "rulebooks.preview"
AT_ONCE = 50
"""So many quotes are priced while the caller waits; more are a job."""
SECONDS = 90.0
"""So long a job may price."""


@router.post(
    "/{version}/preview/quotes",
    summary="What a version would do to the newest open quotes · 试算：对最新的未结报价的影响",
    responses={**answers("Preview", stores=True), **answers("JobState", status=202, stores=True)},
    openapi_extra=may_prefer_async(asks("OpenQuotesGiven", OPEN_QUOTES, stores=True)),
)
async def try_on_quotes(request: Request, version: str) -> Response:
    visit = await visiting(request, Right.RULEBOOKS_WRITE, stores=True)
    visit.caller.must(Right.COSTS)
    visit.caller.must(Right.QUOTES_READ)
    asked = (await visit.body(OpenQuotes)).value
    tried = await visit.desk.work.run(lambda: loaded(visit, version))
    quotes = await visit.read(lambda connection: newest_open(connection, visit.caller, asked, today()))
    if len(quotes) > AT_ONCE or prefers_async(request):
        return await visit.act(lambda act: _asked_for(visit, act, tried.version, quotes))
    trial = Trial(visit.rulebook, tried, 0.5 * visit.desk.settings.answer_seconds, reasons_of)
    found = await _recorded(visit, quotes)
    return json_response(visit.plain(await visit.desk.do(lambda: preview(found, trial), long=True)))


def _asked_for(visit: Visit, act: Act, version: str, quotes: Sequence[tuple[str, int]]) -> Made:
    """The job; it prices the very versions that are the newest now."""
    id = act.job(
        KIND, {"version": version, "before": visit.rulebook.version, "quotes": [list(each) for each in quotes]}
    )
    return Made(plain(job_state(act.connection, act.caller, id)), 202, {"location": f"/v1/jobs/{id}"})


async def _recorded(visit: Visit, quotes: Sequence[tuple[str, int]]) -> Sequence[Recorded]:
    return [Recorded(*each, fitted) for each in await visit.read(lambda connection: told_of(connection, quotes))]


def handler(desk: Desk) -> Handler:
    """Who does the jobs."""

    def done(job: Job) -> Outcome:
        quotes = [(str(id), int(number)) for id, number in job.content["quotes"]]
        told = desk.database.read(lambda connection: told_of(connection, quotes))
        trial = Trial(_kept(desk, job.content["before"]), _kept(desk, job.content["version"]), SECONDS, reasons_of)
        found: Preview = preview([Recorded(*each, fitted) for each in told], trial)
        return lambda _: plain(found)

    return done


def _kept(desk: Desk, version: str) -> Rulebook:
    try:
        return desk.in_force.of(version)
    except UnknownVersion:
        raise Hopeless(f"there is no version {version[:12]} any more") from None
