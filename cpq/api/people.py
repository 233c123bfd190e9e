"""`/v1/users`, `/v1/teams`, `/v1/keys`, `/v1/audit`: what administrators see to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Select, Table, select
from starlette.responses import Response

from cpq.api.describing import answers, asks, changing, takes
from cpq.api.examples import KEY, TEAM, USER, USER_CHANGED
from cpq.api.visit import Made, Visit, visiting
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.audit.queries import AuditQuery, entries
from cpq.platform.pages import PageQuery, page
from cpq.platform.people import service
from cpq.platform.people.model import Key, KeyGiven, Team, TeamGiven, User, UserChanged, UserGiven
from cpq.platform.people.rights import Right
from cpq.platform.people.secrets import hashed
from cpq.platform.people.tables import KEYS, TEAMS, USERS
from cpq.platform.storage.reading import read_as
from cpq.platform.versions import expected_version, tag_of
from cpq.quote_json import Json

router = APIRouter(tags=["people"])

GRACE = timedelta(days=1)
"""So long a key goes on after it was rotated."""


@router.get(
    "/v1/users", summary="Users · 用户", responses=answers("UserPage", body=False), openapi_extra=takes(PageQuery)
)
async def users(request: Request) -> Response:
    return await _listed(request, USERS, User)


@router.post(
    "/v1/users",
    status_code=201,
    summary="Add a user · 新增用户",
    responses=answers("User", status=201, stores=True),
    openapi_extra=asks("UserGiven", USER, stores=True),
)
async def add_user(request: Request) -> Response:
    visit = await visiting(request, Right.PEOPLE, stores=True)
    given = (await visit.body(UserGiven)).value
    password = await _hashed(visit, given.password)
    return await visit.act(lambda act: _made(visit, service.new_user(act, given, password)))


@router.get("/v1/users/{id}", summary="A user · 一名用户", responses=answers("User", body=False))
async def user(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.PEOPLE)
    found = await visit.read(lambda connection: service.user(connection, id))
    return json_response(visit.plain(found), headers={"etag": tag_of(found.version)})


@router.patch(
    "/v1/users/{id}",
    summary="Change a user · 修改用户",
    responses=answers("User", stores=True, versioned=True),
    openapi_extra=asks("UserChangedGiven", USER_CHANGED, versioned=True),
)
async def change_user(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.PEOPLE, stores=True)
    expected, given = expected_version(request), (await visit.body(UserChanged)).value
    password = await _hashed(visit, given.password)
    answer = await visit.act(lambda act: _changed(visit, service.changed_user(act, id, expected, given, password)))
    visit.desk.door.forget()
    return answer


@router.get(
    "/v1/teams", summary="Teams · 团队", responses=answers("TeamPage", body=False), openapi_extra=takes(PageQuery)
)
async def teams(request: Request) -> Response:
    return await _listed(request, TEAMS, Team)


@router.post(
    "/v1/teams",
    status_code=201,
    summary="Add a team · 新增团队",
    responses=answers("Team", status=201, stores=True),
    openapi_extra=asks("TeamGiven", TEAM, stores=True),
)
async def add_team(request: Request) -> Response:
    visit = await visiting(request, Right.PEOPLE, stores=True)
    given = (await visit.body(TeamGiven)).value
    return await visit.act(lambda act: Made(visit.plain(service.new_team(act, given)), 201))


@router.get(
    "/v1/keys", summary="API keys · 密钥", responses=answers("KeyPage", body=False), openapi_extra=takes(PageQuery)
)
async def keys(request: Request) -> Response:
    return await _listed(request, KEYS, Key)


@router.post(
    "/v1/keys",
    status_code=201,
    summary="Make an API key; its secret is shown once · 新建密钥，只显示一次",
    responses=answers("NewKey", status=201, stores=True),
    openapi_extra=asks("KeyGiven", KEY, stores=True),
)
async def add_key(request: Request) -> Response:
    visit = await visiting(request, Right.PEOPLE, stores=True)
    given = (await visit.body(KeyGiven)).value
    return await visit.act(lambda act: visit.once(service.make_key(act, given)))


@router.post(
    "/v1/keys/{id}/rotation",
    status_code=201,
    summary="A new secret; the old one works for a day more · 轮换密钥，旧密钥再用一天",
    responses=answers("NewKey", status=201, body=False, stores=True),
    openapi_extra=changing(),
)
async def rotate_key(request: Request, id: str) -> Response:
    return await _on_keys(request, lambda visit, act: visit.once(service.rotate_key(act, id, GRACE)))


@router.delete(
    "/v1/keys/{id}",
    status_code=204,
    summary="Revoke a key · 吊销密钥",
    responses=answers(None, status=204, body=False, stores=True),
    openapi_extra=changing(),
)
async def revoke_key(request: Request, id: str) -> Response:
    def work(_: Visit, act: Act) -> Made:
        service.revoke_key(act, id)
        return Made(None, 204)

    return await _on_keys(request, work)


@router.get(
    "/v1/audit",
    summary="Who did what, newest first · 审计记录，新的在前",
    responses=answers("AuditPage", body=False),
    openapi_extra=takes(AuditQuery),
)
async def audit(request: Request) -> Response:
    visit = await visiting(request, Right.AUDIT)
    query = visit.query(AuditQuery)
    return json_response(visit.plain(await visit.read(lambda connection: entries(connection, query))))


async def _on_keys(request: Request, work: Callable[[Visit, Act], Made]) -> Response:
    visit = await visiting(request, Right.PEOPLE, stores=True)
    answer = await visit.act(lambda act: work(visit, act))
    visit.desk.door.forget()
    return answer


async def _listed(request: Request, table: Table, kind: type[Any]) -> Response:
    visit = await visiting(request, Right.PEOPLE)
    asked, query = visit.query(PageQuery), _all(table)
    found = await visit.read(lambda connection: page(connection, query, table.c.id, asked))
    items: list[Json] = [visit.plain(read_as(kind, row)) for row in found.rows]
    return json_response({"items": items, "next": found.next})


def _all(table: Table) -> Select[Any]:
    return select(table)


async def _hashed(visit: Visit, password: str | None) -> str | None:
    return None if password is None else await visit.desk.work.run(lambda: hashed(password))


def _made(visit: Visit, user: User) -> Made:
    return Made(visit.plain(user), 201, {"etag": tag_of(user.version), "location": f"/v1/users/{user.id}"})


def _changed(visit: Visit, user: User) -> Made:
    return Made(visit.plain(user), 200, {"etag": tag_of(user.version)})
