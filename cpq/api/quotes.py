"""`/v1/quotes`: quotes that are kept; made, listed, read, edited, cloned, recalculated."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import Connection, RowMapping
from starlette.responses import Response

from cpq.api.describing import answers, asks, changing, takes
from cpq.api.examples_of_quotes import CLONE, EDITS, NEW_QUOTE, NEW_REQUEST
from cpq.api.keeping import done
from cpq.api.quoting import assembled, final, made, priced, today
from cpq.api.visit import Made, Visit, visiting
from cpq.opportunities.service.attaching import attach
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.platform.versions import expected_version, must_be, tag_of
from cpq.quote_json import Json, as_json, plain
from cpq.quotes.asked import CloneGiven, Fields, QuoteGiven, QuoteQuery, RecalculationQuery
from cpq.quotes.difference import difference
from cpq.quotes.difference_words import sentences
from cpq.quotes.editing import EditRequest, by_edit, edited
from cpq.quotes.given import Given, given_of
from cpq.quotes.model import Compared
from cpq.quotes.pricing import Priced
from cpq.quotes.service.drafts import changed, new_quote, with_ids
from cpq.quotes.service.seeing import seen_row, stored
from cpq.quotes.store.quotes import Version, listed, quote_row, summary_of, version_of
from cpq.rulebook.model import Strict

router = APIRouter(prefix="/v1/quotes", tags=["quotes"])


@router.post(
    "",
    status_code=201,
    summary="Keep a new quote: from a request, a configuration or a template · 新建报价",
    responses=answers("StoredQuote", status=201, stores=True),
    openapi_extra=asks("QuoteGiven", NEW_QUOTE, stores=True),
)
async def add(request: Request) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True)
    body = await visit.body(QuoteGiven)
    given = body.value
    asked, line_ids = await visit.read(lambda connection: assembled(connection, visit, given))
    new = await priced(visit, asked, visit.caller.id, prefix="/request")

    def work(act: Act) -> Made:
        quote = new_quote(act, new, line_ids)
        if given.opportunity is not None:
            act.caller.must(Right.SALES_WRITE)
            attach(act, given.opportunity, quote["id"], None, body.at)
        return made(act, quote, 201)

    return await done(visit, work, body.source)


@router.get(
    "",
    summary="Quotes, page by page · 报价列表",
    responses=answers("QuotePage", body=False),
    openapi_extra=takes(QuoteQuery),
)
async def every(request: Request) -> Response:
    visit = await visiting(request, Right.QUOTES_READ)
    query = visit.query(QuoteQuery)
    found = await visit.read(lambda connection: listed(connection, visit.caller, query, today()))
    items: list[Json] = [plain(summary_of(row, today())) for row in found.rows]
    return json_response({"items": items, "next": found.next})


@router.get("/{id}", summary="A quote with its newest version · 一份报价", responses=answers("StoredQuote", body=False))
async def one(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_READ)
    day = today()

    def look(connection: Connection) -> tuple[dict[str, Json], int]:
        row = seen_row(connection, visit.caller, id, day)
        return stored(connection, row, visit.caller, day), row["version"]

    quote, version = await visit.read(look)
    return json_response(quote, headers={"etag": tag_of(version)})


class AnyRequest(Strict):
    """A request for a quote, as it is given.

    报价请求原文。
    """

    request: Fields
    """The request. / 报价请求。"""


@router.put(
    "/{id}/request",
    summary="Ask for something else: in the draft, or as a new version · 修改报价请求；非草稿则另起新版本",
    responses=answers("StoredQuote", stores=True, versioned=True),
    openapi_extra=asks("AnyRequestGiven", NEW_REQUEST, versioned=True),
)
async def put_request(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True)
    expected = expected_version(request)
    given: Given = dict((await visit.body(AnyRequest)).value.request)
    row, version = await _newest(visit, id)
    asked, line_ids = with_ids(given, row["line_ids"])
    new = await priced(visit, asked, row["owner"], prefix="/request", holding=version)
    return await visit.act(lambda act: made(act, changed(act, id, expected, new, line_ids)))


@router.patch(
    "/{id}/lines",
    summary="Edit up to 500 lines, all or none · 批量修改行，全部成功或全部不变",
    responses=answers("EditedQuote", stores=True, versioned=True),
    openapi_extra=asks("EditRequestGiven", EDITS, versioned=True),
)
async def edit_lines(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True)
    expected = expected_version(request)
    edits = (await visit.body(EditRequest)).value.edits
    row, version = await _newest(visit, id)
    must_be(row["version"], expected)
    done = edited(given_of(version.request), edits, row["line_ids"])
    try:
        new = await priced(visit, done.given, row["owner"], holding=version)
    except Problem as problem:
        raise Problem(problem.kind, problem.detail, list(by_edit(problem.errors, done)), problem.headers) from None

    def work(act: Act) -> Made:
        return made(act, changed(act, id, expected, new, done.made_ids), results=plain(done.results))

    return await visit.act(work)


@router.post(
    "/{id}/clone",
    status_code=201,
    summary="Copy a quote · 复制报价",
    responses=answers("StoredQuote", status=201, stores=True),
    openapi_extra=asks("CloneGiven", CLONE, stores=True),
)
async def clone(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True)
    wanted = (await visit.body(CloneGiven)).value

    def look(connection: Connection) -> Version:
        row = quote_row(connection, visit.caller, id)
        return version_of(connection, id, wanted.version or row["newest"])

    version = await visit.read(look)
    given = {**given_of(version.request), "id": wanted.id}
    given |= {"date": wanted.date.isoformat()} if wanted.date else {}
    asked, line_ids = with_ids(given, len(given["lines"]))
    copy = await priced(visit, asked, visit.caller.id)
    return await visit.act(lambda act: made(act, new_quote(act, copy, line_ids), 201))


@router.post(
    "/{id}/recalculation",
    summary="Price it by the rulebook in force; with preview=true only to see the difference · 按现行规则重新计算",
    responses=answers("Recalculated", body=False, stores=True, versioned=True),
    openapi_extra=changing(versioned=True, query=RecalculationQuery),
)
async def recalculate(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True)
    query, expected = visit.query(RecalculationQuery), expected_version(request)
    row, version = await _newest(visit, id)
    must_be(row["version"], expected)
    new = await priced(visit, given_of(version.request), row["owner"], holding=version)
    compared = plain(_compared(visit, version, new), internal=visit.caller.sees_costs)
    if query.preview:
        return json_response({"quote": None, "compared": compared})
    return await visit.act(lambda act: made(act, changed(act, id, expected, new, row["line_ids"]), compared=compared))


def _compared(visit: Visit, version: Version, new: Priced) -> Compared:
    internal = visit.caller.sees_costs
    found = difference(final(version, internal), as_json(new.quote, internal=internal))
    return Compared(version.number, None, found, sentences(found))


async def _newest(visit: Visit, id: str) -> tuple[RowMapping, Version]:
    """A quote that the caller sees, with its newest version."""

    def look(connection: Connection) -> tuple[RowMapping, Version]:
        row = quote_row(connection, visit.caller, id)
        return row, version_of(connection, id, row["newest"])

    return await visit.read(look)
