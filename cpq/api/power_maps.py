"""`/v1/power-maps`: who decides at an account or in a deal, as data and as a picture."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from sqlalchemy import RowMapping
from starlette.responses import Response

from cpq.accounts.given_of_maps import KnownQuery, PictureQuery, PowerMapChanged, PowerMapGiven, PowerMapQuery
from cpq.accounts.service.mapping import change_map, new_map
from cpq.accounts.store import maps
from cpq.accounts.store.maps import PowerMapView
from cpq.api.describing import answers, asks, edits, gives, takes
from cpq.api.editing import basis_of
from cpq.api.examples_of_accounts import POWER_MAP, POWER_MAP_CHANGED
from cpq.api.keeping import done, listed
from cpq.api.visit import Made, Visit, visiting
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.language import locale_of
from cpq.platform.people.rights import Right
from cpq.platform.versions import tag_of

router = APIRouter(prefix="/v1/power-maps", tags=["accounts"])
SVG = "image/svg+xml"


@router.get(
    "",
    summary="Power maps, newest first · 权力地图，新的在前",
    responses=answers("PowerMapSummaryPage", body=False),
    openapi_extra=takes(PowerMapQuery),
)
async def every(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(PowerMapQuery)
    return listed(visit, await visit.read(lambda connection: maps.power_maps(connection, visit.caller, query)))


@router.post(
    "",
    status_code=201,
    summary="A new power map · 新建权力地图",
    responses=answers("PowerMapView", status=201, stores=True),
    openapi_extra=asks("PowerMapGiven", POWER_MAP, stores=True),
)
async def add(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(PowerMapGiven)

    def work(act: Act) -> Made:
        return _shown(visit, act, new_map(act, body.value, body.at, body.value.client_id), 201)

    return await done(visit, work, body.source)


@router.get(
    "/{id}",
    summary="A power map as it is, or as it was known at a moment · 一张权力地图，可按当时所知读取",
    responses=answers("PowerMapView", body=False),
    openapi_extra=takes(KnownQuery),
)
async def one(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    found = await _known(visit, id, visit.query(KnownQuery).known_at)
    return json_response(visit.plain(found), headers={"etag": tag_of(found.version)})


@router.get(
    "/{id}/picture",
    summary="The map as a picture (SVG) · 权力地图的图形（SVG）",
    responses=gives(SVG),
    openapi_extra=takes(PictureQuery),
)
async def picture(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(PictureQuery)
    locale = query.locale or locale_of(request.headers.get("accept-language", ""))
    drawn = maps.drawn(await _known(visit, id, query.known_at), locale)
    headers = {"cache-control": "no-store", "content-language": locale, "vary": "Accept-Language"}
    return Response(drawn, 200, headers, SVG)


@router.patch(
    "/{id}",
    summary="Change a power map; what it was is kept · 修改权力地图，旧版保留",
    responses=answers("PowerMapView", stores=True, versioned=True),
    openapi_extra=edits("PowerMapChangedGiven", POWER_MAP_CHANGED),
)
async def change(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(PowerMapChanged)
    basis = basis_of(request, body.value.base)
    return await done(
        visit, lambda act: _shown(visit, act, change_map(act, id, body.value, basis, body.at)), body.source
    )


async def _known(visit: Visit, id: str, known_at: datetime | None) -> PowerMapView:
    return await visit.read(lambda connection: maps.power_map(connection, visit.caller, id, known_at))


def _shown(visit: Visit, act: Act, row: RowMapping, status: int = 200) -> Made:
    made = maps.map_view(act.connection, act.caller, row)
    location = {"location": f"/v1/power-maps/{made.id}"} if status == 201 else {}
    return Made(visit.plain(made), status, {"etag": tag_of(made.version), **location})
