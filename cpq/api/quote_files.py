"""What belongs to quotes: documents, attachments, templates."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from cpq.api.describing import answers, asks, changing, takes
from cpq.api.examples_of_quotes import DOCUMENT, TEMPLATE
from cpq.api.quoting import today
from cpq.api.visit import Made, Visit, visiting
from cpq.documents.render import Rendered
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.kinds_of_problems import FORBIDDEN, NOT_FOUND
from cpq.platform.pages import PageQuery
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.quote_json import Json, plain
from cpq.quotes.asked import DocumentGiven, NameQuery, TemplateGiven
from cpq.quotes.attaching import KINDS, checked_kind, download_headers, has_room, safe_name
from cpq.quotes.documents import Wanted, rendered
from cpq.quotes.given import text_of
from cpq.quotes.model import Document
from cpq.quotes.pricing import believed
from cpq.quotes.service.seeing import decides, seen_row, state_now
from cpq.quotes.store import files
from cpq.quotes.store.quotes import quote_row, version_of
from cpq.rulebook.text import Text
from cpq.rulebooks.shelf import DatabaseShelf

router = APIRouter(prefix="/v1", tags=["quotes"])

_BINARY = {"type": "string", "format": "binary"}
PDF: dict[str, Any] = {"content": {"application/pdf": {}}, "description": "OK"}


@router.post(
    "/quotes/{id}/documents",
    status_code=201,
    summary="The PDF file of a version; made once · 生成报价 PDF，相同内容只生成一次",
    responses=answers("Document", status=201, stores=True),
    openapi_extra=asks("DocumentGiven", DOCUMENT, stores=True),
)
async def make_document(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_READ, stores=True)
    given = (await visit.body(DocumentGiven)).value
    wanted, number = await visit.read(lambda connection: _wanted(connection, visit, id, given))
    templates = await visit.desk.storing.run(lambda: _templates(visit))
    key = await visit.desk.work.run(lambda: wanted.key(templates))
    known = await visit.read(lambda connection: files.document(connection, key))
    made = None
    if known is None:
        made = await visit.desk.work.run(lambda: _rendered(visit, wanted, templates))

    def work(act: Act) -> Made:
        of: dict[str, Any] = {"number": number, "locale": given.locale, "view": given.view}
        if made is not None:
            values = {"key": key, "quote": id, **of, "pages": made.pages, "content": made.pdf}
            files.keep_document(act.connection, act.now, values)
            act.audit("quote.document", "quote", id, None, {"key": key, **of})
        kept = files.document(act.connection, key)
        pages, size = (kept["pages"], len(kept["content"])) if kept else (0, 0)
        about = Document(key=key, **of, pages=pages, size=size, made=made is not None)
        return Made(plain(about), 201, {"location": f"/v1/quotes/{id}/documents/{key}"})

    return await visit.act(work)


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


def _rendered(visit: Visit, wanted: Wanted, templates: Path) -> Rendered:
    with visit.desk.phase("render"):
        return rendered(wanted, visit.desk.in_force, templates)


def _wanted(connection: Connection, visit: Visit, id: str, given: DocumentGiven) -> tuple[Wanted, int]:
    row = seen_row(connection, visit.caller, id, today())
    version = version_of(connection, id, given.version or row["newest"])
    if given.view == "internal":
        _must_see_costs(connection, visit, id, row["newest"])
    state = state_now(version, today())
    return Wanted(version.told, version.rulebook, state, given.locale, given.view), version.number


def _must_see_costs(connection: Connection, visit: Visit, id: str, newest: int) -> None:
    if not visit.caller.sees_costs and not decides(
        connection, visit.caller, version_of(connection, id, newest), today()
    ):
        raise Problem(FORBIDDEN, Text(zh="内部版只给可见成本的人", en="the internal view is for those who see costs"))


def _templates(visit: Visit) -> Path:
    """Those that came with the rulebook in force."""
    return DatabaseShelf(visit.desk.database).templates(visit.desk.in_force.planned.templates)


@router.post(
    "/quotes/{id}/attachments",
    status_code=201,
    summary="Attach a file · 上传附件",
    responses=answers("Attachments", status=201, stores=True),
    openapi_extra={
        **changing(query=NameQuery),
        "requestBody": {
            "required": True,
            "content": {kind: {"schema": _BINARY} for kind in KINDS},
        },
    },
)
async def attach(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True)
    content, name = await request.body(), safe_name(visit.query(NameQuery).name)
    kind = checked_kind(name, request.headers.get("content-type", ""), content)

    def work(act: Act) -> Made:
        quote_row(act.connection, act.caller, id, change=True)
        has_room(*files.size_of_attachments(act.connection, id), len(content))
        about = {"name": name, "media_type": kind, "size": len(content), "digest": sha256(content).hexdigest()}
        made = {"created_by": act.caller.id, "created_at": act.now}
        key = files.add_attachment(act.connection, {"quote": id, "content": content, **about, **made})
        act.audit("quote.attached", "quote", id, None, {"attachment": key, **about})
        location = {"location": f"/v1/quotes/{id}/attachments/{key}"}
        return Made({"items": plain(files.attachments(act.connection, id))}, 201, location)

    return await visit.act(work)


@router.get(
    "/quotes/{id}/attachments", summary="The files of a quote · 附件列表", responses=answers("Attachments", body=False)
)
async def attachments(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_READ)

    def look(connection: Connection) -> Json:
        seen_row(connection, visit.caller, id, today())
        return plain(files.attachments(connection, id))

    return json_response({"items": await visit.read(look)})


@router.get(
    "/quotes/{id}/attachments/{key}",
    summary="A file · 附件",
    responses={**answers(None, body=False), 200: {"content": {"*/*": {}}, "description": "OK"}},
)
async def attachment(request: Request, id: str, key: str) -> Response:
    visit = await visiting(request, Right.QUOTES_READ)

    def look(connection: Connection) -> tuple[bytes, str, str]:
        seen_row(connection, visit.caller, id, today())
        row = files.attachment(connection, id, key)
        return row["content"], row["name"], row["media_type"]

    content, name, kind = await visit.read(look)
    return Response(content, 200, download_headers(name), kind)


@router.delete(
    "/quotes/{id}/attachments/{key}",
    status_code=204,
    summary="Remove a file · 删除附件",
    responses=answers(None, status=204, body=False, stores=True),
    openapi_extra=changing(),
)
async def detach(request: Request, id: str, key: str) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True)

    def work(act: Act) -> Made:
        quote_row(act.connection, act.caller, id, change=True)
        row = files.attachment(act.connection, id, key)
        files.remove_attachment(act.connection, id, key)
        act.audit(
            "quote.detached", "quote", id, {"attachment": key, "name": row["name"], "digest": row["digest"]}, None
        )
        return Made(None, 204)

    return await visit.act(work)


@router.post(
    "/quote-templates",
    status_code=201,
    summary="Keep a template · 保存模板",
    responses=answers("Template", status=201, stores=True),
    openapi_extra=asks("TemplateGiven", TEMPLATE, stores=True),
)
async def add_template(request: Request) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True)
    given = (await visit.body(TemplateGiven)).value
    name = {"zh": given.name.zh, "en": given.name.en}

    def work(act: Act) -> Made:
        values = {"name": name, "request": text_of(believed(dict(given.request)))}
        made = {"owner": act.caller.id, "team": act.caller.team, "created_at": act.now}
        template = files.add_template(act.connection, {**values, **made})
        act.audit("template.added", "template", template.id, None, {"name": given.name.en})
        return Made(_shown(template), 201)

    return await visit.act(work)


@router.get(
    "/quote-templates",
    summary="Templates · 模板列表",
    responses=answers("TemplatePage", body=False),
    openapi_extra=takes(PageQuery),
)
async def templates(request: Request) -> Response:
    visit = await visiting(request, Right.QUOTES_READ)
    query = visit.query(PageQuery)
    found, after = await visit.read(lambda connection: files.templates(connection, visit.caller, query))
    return json_response({"items": [_shown(each) for each in found], "next": after})


@router.delete(
    "/quote-templates/{id}",
    status_code=204,
    summary="Remove a template · 删除模板",
    responses=answers(None, status=204, body=False, stores=True),
    openapi_extra=changing(),
)
async def remove_template(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True)

    def work(act: Act) -> Made:
        if not files.remove_template(act.connection, act.caller, id):
            raise Problem(NOT_FOUND, Text(zh="没有这个模板", en="there is no such template"))
        act.audit("template.removed", "template", id, None, None)
        return Made(None, 204)

    return await visit.act(work)


def _shown(template: files.Template) -> dict[str, object]:
    """Its request as it was given, whose numbers stay numbers."""
    return {
        "id": template.id,
        "name": template.name,
        "request": template.request,
        "owner": template.owner,
        "created_at": plain(template.created_at),
    }
