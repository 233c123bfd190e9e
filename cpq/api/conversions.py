"""`/v1/leads/{id}/conversion`: what a lead becomes, once."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from cpq.api.describing import answers, asks
from cpq.api.examples_of_leads import CONVERSION
from cpq.api.keeping import done
from cpq.api.visit import Made, visiting
from cpq.leads.given import ConversionGiven
from cpq.leads.service.converting import conversion_of, convert
from cpq.leads.store.leads import lead_row
from cpq.leads.views import Conversion
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.rulebook.text import Text

router = APIRouter(prefix="/v1", tags=["leads"])


@router.post(
    "/leads/{id}/conversion",
    summary="Turn a lead into an account, a contact and an opportunity; twice is once · 线索转化，重复提交只算一次",
    responses=answers("Conversion", stores=True),
    openapi_extra=asks("ConversionGiven", CONVERSION, stores=True),
)
async def add(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(ConversionGiven)

    def work(act: Act) -> Made:
        return Made(visit.plain(convert(act, visit.rulebook, id, body.value, body.at)))

    return await done(visit, work, body.source)


@router.get(
    "/leads/{id}/conversion",
    summary="What a lead became · 线索转化结果",
    responses=answers("Conversion", body=False),
)
async def one(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)

    def look(connection: Connection) -> Conversion | None:
        lead_row(connection, visit.caller, id)
        return conversion_of(connection, id)

    found = await visit.read(look)
    if found is None:
        raise Problem(NOT_FOUND, Text(zh="线索尚未转化", en="the lead was not converted"))
    return json_response(visit.plain(found))
