"""`/v1/activations`: which version is in force from when on."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from sqlalchemy import Connection, select
from starlette.responses import Response

from cpq.api.describing import answers, asks, changing, takes
from cpq.api.visit import Made, visiting
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.in_force import InForce, UnknownVersion
from cpq.platform.kinds_of_problems import CONFLICT
from cpq.platform.pages import PageQuery, page
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.platform.storage.troubles import DatabaseTrouble
from cpq.quote_json import Json
from cpq.rulebook.text import Text
from cpq.rulebooks import service
from cpq.rulebooks.tables import ACTIVATIONS
from cpq.rulebooks.versions import Activation, ActivationGiven

router = APIRouter(prefix="/v1/activations", tags=["rulebooks"])


@router.post(
    "",
    status_code=201,
    summary="Put a version in force, now or at a moment; an earlier one rolls back · 启用一个版本，立即或定时；启用旧版本即回退",
    responses=answers("Activation", status=201, stores=True),
    openapi_extra=asks("ActivationGiven", {}, stores=True),
)
async def activate(request: Request) -> Response:
    visit = await visiting(request, Right.RULEBOOKS_WRITE, stores=True)
    given, in_force = (await visit.body(ActivationGiven)).value, visit.desk.in_force
    loads = await visit.desk.checking.run(lambda: _loads(in_force, given.version))

    def work(act: Act) -> Made:
        made = service.activated(act, given)
        if not loads:
            raise Problem(CONFLICT, _CANNOT_BE_LOADED)
        return Made(visit.plain(made), 201)

    answer = await visit.act(work)
    with suppress(DatabaseTrouble, UnknownVersion):  # it is asked for again in a moment
        await visit.desk.checking.run(in_force.look)
    return answer


def _loads(in_force: InForce, version: str) -> bool:
    """Loads it before it is in force, so that nobody waits."""
    try:
        in_force.of(version)
    except UnknownVersion:
        return False
    return True


_CANNOT_BE_LOADED = Text(
    zh="本程序已不能读取该版本；请修改后重新上传",
    en="this program can no longer read that version; mend it and send it anew",
)


@router.get(
    "",
    summary="What is in force, what was, what is to come; newest first · 生效、失效与待生效的版本，新的在前",
    responses=answers("ActivationPage", body=False),
    openapi_extra=takes(PageQuery),
)
async def activations(request: Request) -> Response:
    visit = await visiting(request, Right.RULEBOOKS_READ)
    asked, now = visit.query(PageQuery), datetime.now(UTC)

    def work(connection: Connection) -> tuple[list[Activation], str | None]:
        found = page(connection, select(ACTIVATIONS), ACTIVATIONS.c.id, asked)
        return service.as_activations(connection, found.rows, now), found.next

    found, after = await visit.read(work)
    items: list[Json] = [visit.plain(each) for each in found]
    return json_response({"items": items, "next": after})


@router.delete(
    "/{id}",
    status_code=204,
    summary="Take back one that has not started · 撤销尚未生效的启用",
    responses=answers(None, status=204, body=False, stores=True),
    openapi_extra=changing(),
)
async def take_back(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.RULEBOOKS_WRITE, stores=True)

    def work(act: Act) -> Made:
        service.cancelled(act, id)
        return Made(None, 204)

    answer = await visit.act(work)
    with suppress(DatabaseTrouble, UnknownVersion):
        await visit.desk.checking.run(visit.desk.in_force.look)
    return answer
