"""`/v1/duplicates`: records that may be one, found by a job every night, for people to decide."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks, changing, takes
from cpq.api.desk import Desk
from cpq.api.examples_of_merges import DUPLICATE_CHANGED
from cpq.api.keeping import done, listed
from cpq.api.mergeable import RECORDS, SUBJECTS
from cpq.api.visit import Made, visiting
from cpq.leads.likeness.pairing import pairs_of
from cpq.leads.likeness.weighing import Pair
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.jobs.running import Handler, Job, Outcome
from cpq.platform.jobs.watching import job_state
from cpq.platform.people.rights import Right
from cpq.platform.records.given import DuplicateChanged, DuplicateQuery
from cpq.platform.records.queue import Likely, decided, duplicate, duplicates, keep
from cpq.platform.records.views import DuplicateReason
from cpq.quote_json import Json

router = APIRouter(prefix="/v1/duplicates", tags=["records"])
KIND = "find-duplicates"


@router.get(
    "",
    summary="Records that may be one, newest first · 疑似重复，新的在前",
    responses=answers("DuplicateViewPage", body=False),
    openapi_extra=takes(DuplicateQuery),
)
async def every(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(DuplicateQuery)
    return listed(visit, await visit.read(lambda connection: duplicates(connection, visit.caller, RECORDS, query)))


@router.get(
    "/{id}", summary="Two records that may be one · 一对疑似重复", responses=answers("DuplicateView", body=False)
)
async def one(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    found = await visit.read(lambda connection: duplicate(connection, visit.caller, RECORDS, id))
    return json_response(visit.plain(found))


@router.patch(
    "/{id}",
    summary="Say that they are different, or that it is open again · 判定为不同，或重新打开",
    responses=answers("DuplicateView", stores=True),
    openapi_extra=asks("DuplicateChangedGiven", DUPLICATE_CHANGED, stores=True),
)
async def decide(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE, stores=True)
    body = await visit.body(DuplicateChanged)
    return await done(visit, lambda act: Made(visit.plain(decided(act, RECORDS, id, body.value))), body.source)


@router.post(
    "/searches",
    status_code=202,
    summary="Search for duplicates now, as a job · 立即查重，由任务完成",
    responses=answers("JobState", status=202, body=False, stores=True),
    openapi_extra=changing(),
)
async def search(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE, stores=True)

    def work(act: Act) -> Made:
        id = act.job(KIND, {}, key=None)
        return Made(visit.plain(job_state(act.connection, act.caller, id)), 202, {"location": f"/v1/jobs/{id}"})

    answer = await visit.act(work)
    visit.desk.due.set()
    return answer


def ask_to_find(act: Act) -> None:
    """Once a day, however many processes ask."""
    act.job(KIND, {}, key=act.now.date().isoformat())


def finder(desk: Desk) -> Handler:
    """The job: compares all records of each kind, and makes the open pairs of the queue those that it found."""

    def find(_: Job) -> Outcome:
        subjects = {
            name: desk.database.read(lambda connection, of=of: [*of(connection)]) for name, of in SUBJECTS.items()
        }
        found = {name: pairs_of(each) for name, each in subjects.items()}

        def outcome(act: Act) -> Json:
            return {name: {"open": len(pairs), "new": keep(act, name, _likely(pairs))} for name, pairs in found.items()}

        return outcome

    return find


def _likely(pairs: Iterable[Pair]) -> Iterable[Likely]:
    for pair in pairs:
        reasons = tuple(DuplicateReason(each.code, each.points, each.text) for each in pair.reasons)
        yield Likely(pair.first, pair.second, pair.verdict, pair.points, reasons)
