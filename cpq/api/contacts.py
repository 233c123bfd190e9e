"""`/v1/contacts`: people at accounts."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import RowMapping
from starlette.responses import Response

from cpq.accounts.cleaned import contact_values
from cpq.accounts.given import ContactChanged, ContactGiven, ContactQuery
from cpq.accounts.service.keeping import change_contact, new_contact
from cpq.accounts.store import reading
from cpq.api.describing import answers, asks, edits, takes
from cpq.api.editing import basis_of
from cpq.api.examples_of_accounts import CONTACT, CONTACT_CHANGED
from cpq.api.keeping import done, listed
from cpq.api.visit import Made, Visit, visiting
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right
from cpq.platform.versions import tag_of

router = APIRouter(prefix="/v1/contacts", tags=["accounts"])


@router.get(
    "",
    summary="Contacts, newest first · 联系人，新的在前",
    responses=answers("ContactViewPage", body=False),
    openapi_extra=takes(ContactQuery),
)
async def every(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    query = visit.query(ContactQuery)
    return listed(visit, await visit.read(lambda connection: reading.contacts(connection, visit.caller, query)))


@router.post(
    "",
    status_code=201,
    summary="A new contact · 新建联系人",
    responses=answers("ContactView", status=201, stores=True),
    openapi_extra=asks("ContactGiven", CONTACT, stores=True),
)
async def add(request: Request) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(ContactGiven)

    def work(act: Act) -> Made:
        values = contact_values(body.value, body.at)
        return _shown(visit, act, new_contact(act, values, body.at, client_id=body.value.client_id), 201)

    return await done(visit, work, body.source)


@router.get("/{id}", summary="A contact · 一位联系人", responses=answers("ContactView", body=False))
async def one(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_READ)
    found = await visit.read(lambda connection: reading.contact(connection, visit.caller, id))
    return json_response(visit.plain(found), headers={"etag": tag_of(found.version)})


@router.patch(
    "/{id}",
    summary="Change a contact, as a whole or field by field · 修改联系人，整体或逐字段",
    responses=answers("ContactView", stores=True, versioned=True),
    openapi_extra=edits("ContactChangedGiven", CONTACT_CHANGED),
)
async def change(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(ContactChanged)
    basis = basis_of(request, body.value.base)

    def work(act: Act) -> Made:
        return _shown(visit, act, change_contact(act, id, contact_values(body.value, body.at), basis, body.at))

    return await done(visit, work, body.source)


def _shown(visit: Visit, act: Act, row: RowMapping, status: int = 200) -> Made:
    made = reading.contact_view(act.connection, act.caller, row)
    location = {"location": f"/v1/contacts/{made.id}"} if status == 201 else {}
    return Made(visit.plain(made), status, {"etag": tag_of(made.version), **location})
