"""`/v1/imports`: a file is sent, its columns are mapped, its rows are looked at and then imported as a job."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from fastapi import APIRouter, Request
from sqlalchemy import Connection, RowMapping
from starlette.responses import Response, StreamingResponse

from cpq.api.describing import answers, asks, changing, gives, takes
from cpq.api.desk import Desk
from cpq.api.examples_of_leads import MAPPING
from cpq.api.keeping import listed
from cpq.api.visit import Made, Visit, visiting
from cpq.leads.service.importing import LeadRows
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.imports import errors_file, keeping, service, store
from cpq.platform.imports.given import ImportChanged, ImportQuery, PreviewQuery, UploadQuery
from cpq.platform.imports.target import Targets
from cpq.platform.imports.views import ImportedRowError, ImportView
from cpq.platform.jobs.running import Handler
from cpq.platform.pages import PageQuery
from cpq.platform.people.rights import Right
from cpq.platform.versions import expected_version, tag_of
from cpq.rulebook.rulebook import Rulebook

router = APIRouter(prefix="/v1/imports", tags=["imports"])

KIND = keeping.KIND
_BINARY = {"type": "string", "format": "binary"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def targets_of(rulebook: Rulebook) -> Targets:
    """What rows can become."""
    every = (LeadRows(rulebook),)
    return {each.kind: each for each in every}


def handler(desk: Desk) -> Handler:
    """Who does the jobs."""
    return keeping.handler(desk.database, lambda: targets_of(desk.rulebook))


@router.get(
    "",
    summary="Imports, newest first · 导入，新的在前",
    responses=answers("ImportSummaryPage", body=False),
    openapi_extra=takes(ImportQuery),
)
async def every(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE)
    query = visit.query(ImportQuery)
    return listed(visit, await visit.read(lambda connection: store.listed(connection, visit.caller, query)))


@router.post(
    "",
    status_code=201,
    summary="Send a file: it is read whole, its columns are guessed, and nothing is imported yet · 上传文件：读取并猜测列的对应，尚不导入",
    responses=answers("ImportView", status=201, stores=True),
    openapi_extra={
        **changing(query=UploadQuery),
        "requestBody": {"required": True, "content": {kind: {"schema": _BINARY} for kind in ("text/csv", _XLSX)}},
    },
)
async def upload(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE, stores=True)
    asked, content = visit.query(UploadQuery), await request.body()
    target = service.target_of(targets_of(visit.rulebook), asked.kind)
    layout = await visit.desk.do(lambda: service.read_file(content, service.wish_of(asked)), long=True)

    def work(act: Act) -> Made:
        made = store.view(
            store.found(act.connection, act.caller, service.add(act, target, asked, content, layout)), target
        )
        return _made(visit, made, 201)

    return await visit.act(work)


@router.get(
    "/{id}",
    summary="An import: its mapping, and how far it is · 一次导入及其进度",
    responses=answers("ImportView", body=False),
)
async def one(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE)

    def look(connection: Connection) -> ImportView:
        return _view(visit, store.found(connection, visit.caller, id))

    found = await visit.read(look)
    headers = {"etag": tag_of(found.version)} | ({"retry-after": "1"} if found.state == "running" else {})
    return json_response(visit.plain(found), headers=headers)


@router.patch(
    "/{id}",
    summary="Map its columns, or read the file otherwise · 修改列的对应或读取方式",
    responses=answers("ImportView", stores=True, versioned=True),
    openapi_extra=asks("ImportChangedGiven", MAPPING, versioned=True),
)
async def change(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE, stores=True)
    expected, given = expected_version(request), (await visit.body(ImportChanged)).value
    wish, layout = service.wish_of(given), None
    if wish != service.wish_of(ImportChanged()):
        content = await visit.read(
            lambda connection: store.content_of(connection, store.found(connection, visit.caller, id)["id"])
        )
        layout = await visit.desk.do(lambda: service.read_file(content, wish), long=True)

    def work(act: Act) -> Made:
        row = store.found(act.connection, act.caller, id, lock=True)
        service.change(act, service.target_of(targets_of(visit.rulebook), row["kind"]), row, given, expected, layout)
        return _made(visit, _view(visit, store.found(act.connection, act.caller, id)))

    return await visit.act(work)


@router.get(
    "/{id}/preview",
    summary="The first rows and what they become, with their errors · 预览：前几行的结果与错误",
    responses=answers("ImportPreview", body=False),
    openapi_extra=takes(PreviewQuery),
)
async def preview(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE)
    query = visit.query(PreviewQuery)

    def look(connection: Connection) -> object:
        row = store.found(connection, visit.caller, id)
        return service.preview(connection, service.target_of(targets_of(visit.rulebook), row["kind"]), row, query)

    return json_response(visit.plain(await visit.read(look)))


@router.post(
    "/{id}/run",
    status_code=202,
    summary="Import the rows, as a job; twice is once · 开始导入（后台任务，重复提交只算一次）",
    responses=answers("ImportView", status=202, body=False, stores=True),
    openapi_extra=changing(),
)
async def run(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE, stores=True)

    def work(act: Act) -> Made:
        row = store.found(act.connection, act.caller, id, lock=True)
        service.start(act, service.target_of(targets_of(visit.rulebook), row["kind"]), row)
        return _made(visit, _view(visit, store.found(act.connection, act.caller, id)), 202)

    answer = await visit.act(work)
    visit.desk.due.set()
    return answer


@router.get(
    "/{id}/errors",
    summary="What is wrong in its rows · 各行的错误",
    responses=answers("ImportedRowErrorPage", body=False),
    openapi_extra=takes(PageQuery),
)
async def errors(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE)
    query = visit.query(PageQuery)
    return listed(visit, await visit.read(_errors_of(visit, id, query)))


@router.get(
    "/{id}/errors.csv",
    summary="The same as CSV · 错误清单（CSV）",
    responses=gives("text/csv"),
)
async def errors_as_csv(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_MANAGE)
    await visit.read(lambda connection: store.found(connection, visit.caller, id))

    async def lines() -> AsyncIterator[bytes]:
        yield errors_file.heads()
        asked: PageQuery | None = PageQuery(limit=200)
        while asked is not None:
            found, after = await visit.read(_errors_of(visit, id, asked))
            yield errors_file.lines(found)
            asked = None if after is None else PageQuery(limit=200, cursor=after)

    headers = {"content-disposition": f'attachment; filename="{id}-errors.csv"', "cache-control": "no-store"}
    return StreamingResponse(lines(), 200, headers, "text/csv; charset=utf-8")


def _errors_of(
    visit: Visit, id: str, asked: PageQuery
) -> Callable[[Connection], tuple[list[ImportedRowError], str | None]]:
    def look(connection: Connection) -> tuple[list[ImportedRowError], str | None]:
        return store.errors(connection, store.found(connection, visit.caller, id)["id"], asked)

    return look


def _view(visit: Visit, row: RowMapping) -> ImportView:
    return store.view(row, service.target_of(targets_of(visit.rulebook), row["kind"]))


def _made(visit: Visit, made: ImportView, status: int = 200) -> Made:
    location = {"location": f"/v1/imports/{made.id}"} if status != 200 else {}
    return Made(visit.plain(made), status, {"etag": tag_of(made.version), **location})
