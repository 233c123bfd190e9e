"""What belongs to quotes: attachments, templates."""

from __future__ import annotations

from hashlib import sha256

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from cpq.api.describing import answers, asks, changing, takes
from cpq.api.examples_of_quotes import TEMPLATE
from cpq.api.quoting import today
from cpq.api.visit import Made, visiting
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.pages import PageQuery
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.quote_json import Json, plain
from cpq.quotes.asked import NameQuery, TemplateGiven
from cpq.quotes.attaching import KINDS, checked_kind, download_headers, has_room, safe_name
from cpq.quotes.given import text_of
from cpq.quotes.pricing import believed
from cpq.quotes.service.seeing import seen_row
from cpq.quotes.store import files
from cpq.quotes.store.quotes import quote_row
from cpq.rulebook.text import Text

router = APIRouter(prefix="/v1", tags=["quotes"])

_BINARY = {"type": "string", "format": "binary"}


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
