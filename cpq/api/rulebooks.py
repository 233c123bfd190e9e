"""`/v1/rulebooks`: versions of the rulebook are sent as archives, checked, stored whole, and read back."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from cpq.api.describing import answers, gives, may_prefer_async, sends, takes
from cpq.api.desk import Desk
from cpq.api.visit import Made, Visit, visiting
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.jobs.watching import job_state
from cpq.platform.kinds_of_problems import MALFORMED, RULEBOOK_WRONG
from cpq.platform.pages import PageQuery, page
from cpq.platform.people.rights import Right
from cpq.platform.preferences import RESPOND_ASYNC, prefers_async
from cpq.platform.storage.reading import read_as
from cpq.quote_json import Json, plain
from cpq.rulebook.finding import Refused
from cpq.rulebooks import service
from cpq.rulebooks.archive import Archive, read_archive
from cpq.rulebooks.archive_limits import ArchiveLimits
from cpq.rulebooks.checking import Checked, checked, counts_of
from cpq.rulebooks.contents import Contents, unpacked, whole
from cpq.rulebooks.store import SUMMARY, archive_of
from cpq.rulebooks.tables import RULEBOOKS, TEMPLATE_SETS
from cpq.rulebooks.uploading import Checker, ask_to_check
from cpq.rulebooks.versions import RulebookVersion, UploadQuery

router = APIRouter(prefix="/v1/rulebooks", tags=["rulebooks"])


@router.get("/current", summary="The rulebook in force · 生效的规则", responses=answers("RulebookInForce", body=False))
async def current(request: Request) -> Response:
    visit = await visiting(request, Right.CONFIGURE)
    planned = visit.desk.in_force.planned
    since = planned.since.isoformat(timespec="microseconds")
    sections = dict(counts_of(visit.rulebook))
    return visit.conditional({"version": visit.rulebook.version, "since": since, "sections": sections})


@router.post(
    "",
    status_code=201,
    summary="Check an archive, and store it where it is fine · 检查规则压缩包，无误则保存",
    responses={
        **answers("CheckReport", stores=True),
        **answers("CheckReport", status=201, stores=True),
        **answers("JobState", status=202, stores=True),
    },
    openapi_extra=may_prefer_async(sends("application/zip", query=UploadQuery)),
)
async def store(request: Request) -> Response:
    visit = await visiting(request, Right.RULEBOOKS_WRITE, stores=True)
    asked, content = visit.query(UploadQuery), await request.body()
    if prefers_async(request):
        return await _later(visit, content, asked)
    found = await visit.desk.checking.run(lambda: _checked(visit, content))
    if asked.check_only:
        return json_response(visit.plain(found.report(stored=False)))
    if not found.is_fine:
        raise visit.reporting.refusal(RULEBOOK_WRONG, Refused(found.errors))

    def work(act: Act) -> Made:
        service.stored(act, found, asked.note)
        headers = {"location": f"/v1/rulebooks/{found.version}"}
        return Made(visit.plain(found.report(stored=True)), 201, headers)

    return await visit.act(work)


async def _later(visit: Visit, content: bytes, asked: UploadQuery) -> Response:
    """The job that checks it, which is begun at once; what is no archive at all is said before."""
    await visit.desk.checking.run(lambda: _unpacked(visit, content))

    def work(act: Act) -> Made:
        job = ask_to_check(act, content, asked)
        headers = {"location": f"/v1/jobs/{job}", "retry-after": "1", "preference-applied": RESPOND_ASYNC}
        return Made(plain(job_state(act.connection, act.caller, job)), 202, headers)

    answer = await visit.act(work)
    visit.desk.due.set()
    return answer


def _checked(visit: Visit, content: bytes) -> Checked:
    archive = _unpacked(visit, content)
    with visit.desk.phase("check"):
        return checked(archive.contents, archive.findings)


def _unpacked(visit: Visit, content: bytes) -> Archive:
    try:
        return read_archive(content, _limits(visit.desk))
    except Refused as refused:
        raise visit.reporting.refusal(MALFORMED, refused) from None


def _limits(desk: Desk) -> ArchiveLimits:
    return ArchiveLimits(desk.settings.most_archive_entries, desk.settings.most_unpacked_bytes)


def checker(desk: Desk) -> Checker:
    """Who checks the archives that are left to jobs."""
    return Checker(_limits(desk), lambda: desk.phase("check"))


@router.get(
    "",
    summary="The stored versions, newest first · 已保存的版本，新的在前",
    responses=answers("RulebookVersionPage", body=False),
    openapi_extra=takes(PageQuery),
)
async def versions(request: Request) -> Response:
    visit = await visiting(request, Right.RULEBOOKS_READ)
    asked = visit.query(PageQuery)
    found = await visit.read(lambda connection: page(connection, select(*SUMMARY), RULEBOOKS.c.id, asked))
    items: list[Json] = [visit.plain(read_as(RulebookVersion, row)) for row in found.rows]
    return json_response({"items": items, "next": found.next})


@router.get(
    "/{version}", summary="A stored version · 一个已保存的版本", responses=answers("RulebookVersion", body=False)
)
async def version(request: Request, version: str) -> Response:
    visit = await visiting(request, Right.RULEBOOKS_READ)
    return json_response(visit.plain(await visit.read(lambda connection: service.version_of(connection, version))))


@router.get(
    "/{version}/archive",
    summary="Its files, as they can be edited and sent again · 版本的文件，可修改后再上传",
    responses=gives("application/zip"),
)
async def archive(request: Request, version: str) -> Response:
    visit = await visiting(request, Right.RULEBOOKS_READ)
    visit.caller.must(Right.COSTS)  # the rules have the products' costs
    found = await visit.read(lambda connection: service.version_of(connection, version))
    rules = await visit.read(lambda connection: archive_of(connection, RULEBOOKS, version))
    templates = await visit.read(lambda connection: archive_of(connection, TEMPLATE_SETS, found.templates or ""))
    contents = Contents(unpacked(rules or b""), unpacked(templates) if templates else {})
    made = await visit.desk.do(lambda: whole(contents), long=True)
    headers = {
        "content-disposition": f'attachment; filename="rulebook-{version[:12]}.zip"',
        "cache-control": "private, no-cache",
        "etag": f'"{version[:32]}-{(found.templates or "")[:32]}"',
    }
    return Response(made, headers=headers, media_type="application/zip")
