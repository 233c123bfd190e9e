"""The PDF files of quotes: made while the caller waits, or by a job where the caller would rather not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from cpq.api.describing import answers, asks, may_prefer_async, reference
from cpq.api.desk import Desk
from cpq.api.examples_of_quotes import DOCUMENT
from cpq.api.quoting import today
from cpq.api.visit import Made, Visit, visiting
from cpq.documents.render import Rendered
from cpq.platform.act import Act
from cpq.platform.jobs.watching import job_state
from cpq.platform.kinds_of_problems import FORBIDDEN, NOT_FOUND
from cpq.platform.people.rights import Right
from cpq.platform.preferences import RESPOND_ASYNC, prefers_async
from cpq.platform.problems import Problem
from cpq.quote_json import plain
from cpq.quotes.asked import DocumentGiven
from cpq.quotes.attaching import download_headers, safe_name
from cpq.quotes.documents import Wanted, rendered
from cpq.quotes.service.printing import Print, Printer, ask_to_print, keep
from cpq.quotes.service.seeing import decides, seen_row, state_now
from cpq.quotes.store import files
from cpq.quotes.store.quotes import version_of
from cpq.rulebook.text import Text
from cpq.rulebooks.shelf import DatabaseShelf

router = APIRouter(prefix="/v1", tags=["quotes"])

PDF: dict[str, Any] = {"content": {"application/pdf": {}}, "description": "OK"}
LATER: dict[str, Any] = {
    "description": "Accepted: the job makes it · 已受理，由任务生成",
    "headers": {
        "Location": {"description": "The job · 任务", "schema": {"type": "string"}},
        "Preference-Applied": {"description": "respond-async", "schema": {"type": "string"}},
    },
    "content": {
        "application/json": {
            "schema": reference("JobState"),
            "examples": {"waiting": {"$ref": "#/components/examples/Printing"}},
        }
    },
}


@router.post(
    "/quotes/{id}/documents",
    status_code=201,
    summary="The PDF file of a version; made once · 生成报价 PDF，相同内容只生成一次",
    responses={**answers("Document", status=201, stores=True), 202: LATER},
    openapi_extra=may_prefer_async(asks("DocumentGiven", DOCUMENT, stores=True)),
)
async def make_document(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_READ, stores=True)
    given = (await visit.body(DocumentGiven)).value
    asked = await visit.read(lambda connection: _asked(connection, visit, id, given))
    templates = await visit.desk.storing.run(lambda: _templates(visit.desk, asked.templates))
    key = await visit.desk.work.run(lambda: asked.wanted.key(templates))
    known = await visit.read(lambda connection: files.document(connection, key))
    if known is None and prefers_async(request):
        return await _later(visit, asked, key)
    made = None
    if known is None:
        made = await visit.desk.work.run(lambda: _rendered(visit.desk, asked.wanted, templates))

    def work(act: Act) -> Made:
        about = keep(act, asked, key, made)
        return Made(plain(about), 201, {"location": f"/v1/quotes/{id}/documents/{key}"})

    return await visit.act(work)


async def _later(visit: Visit, asked: Print, key: str) -> Response:
    """The job that makes it, which is begun at once."""

    def work(act: Act) -> Made:
        job = ask_to_print(act, asked, key)
        headers = {"location": f"/v1/jobs/{job}", "retry-after": "1", "preference-applied": RESPOND_ASYNC}
        return Made(plain(job_state(act.connection, act.caller, job)), 202, headers)

    answer = await visit.act(work)
    visit.desk.due.set()
    return answer


@router.get(
    "/quotes/{id}/documents/{key}",
    summary="A PDF file · 报价 PDF",
    responses={**answers(None, body=False), 200: PDF},
)
async def document(request: Request, id: str, key: str) -> Response:
    visit = await visiting(request, Right.QUOTES_READ)

    def look(connection: Connection) -> tuple[bytes, str]:
        row = seen_row(connection, visit.caller, id, today())
        found = files.document(connection, key)
        if found is None or found["quote"] != id:
            raise Problem(NOT_FOUND, Text(zh="没有这份单据", en="there is no such document"))
        if found["view"] == "internal":
            _must_see_costs(connection, visit, id, row["newest"])
        return found["content"], f"{row['number']}.{found['locale']}.pdf"

    content, name = await visit.read(look)
    return Response(content, 200, download_headers(safe_name(name)), "application/pdf")


def printer(desk: Desk) -> Printer:
    """Who makes the files that jobs ask for."""
    return Printer(
        desk.database, desk.in_force, lambda version: _templates(desk, version), lambda: desk.phase("render")
    )


def _rendered(desk: Desk, wanted: Wanted, templates: Path) -> Rendered:
    with desk.phase("render"):
        return rendered(wanted, desk.in_force, templates)


def _asked(connection: Connection, visit: Visit, id: str, given: DocumentGiven) -> Print:
    """What is wanted, with the templates that came with the rulebook in force."""
    row = seen_row(connection, visit.caller, id, today())
    version = version_of(connection, id, given.version or row["newest"])
    if given.view == "internal":
        _must_see_costs(connection, visit, id, row["newest"])
    wanted = Wanted(version.told, version.rulebook, state_now(version, today()), given.locale, given.view)
    return Print(id, version.number, wanted, visit.desk.in_force.planned.templates)


def _must_see_costs(connection: Connection, visit: Visit, id: str, newest: int) -> None:
    if not visit.caller.sees_costs and not decides(
        connection, visit.caller, version_of(connection, id, newest), today()
    ):
        raise Problem(FORBIDDEN, Text(zh="内部版只给可见成本的人", en="the internal view is for those who see costs"))


def _templates(desk: Desk, version: str | None) -> Path:
    return DatabaseShelf(desk.database).templates(version)
