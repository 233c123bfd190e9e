"""`/v1/prices`: a request for a quote becomes a priced quote; one, or many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import monotonic

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks
from cpq.api.desk import Desk, desk_of
from cpq.api.examples import BATCH, PRICE
from cpq.bom.request import QuoteRequest
from cpq.platform.answers import json_response
from cpq.platform.bodies import Body
from cpq.platform.kinds_of_problems import TOO_LARGE, TOO_LONG
from cpq.platform.language import locale_of
from cpq.platform.problems import Problem
from cpq.quote import price_quote
from cpq.quote_json import Json, as_json
from cpq.rulebook.finding import Refused
from cpq.rulebook.text import Locale, Text

router = APIRouter(tags=["prices"])


@router.post(
    "/v1/prices",
    summary="Price one request for a quote · 为一份报价请求定价",
    responses=answers("PricedQuote"),
    openapi_extra=asks("QuoteRequestGiven", PRICE),
)
async def price(request: Request) -> Response:
    desk, content = desk_of(request), await request.body()
    body = await desk.do(lambda: desk.bodies.read(QuoteRequest, content), long=desk.is_long(content))
    quote = await desk.do(lambda: priced(desk, body), long=desk.takes_long(body.value))
    return json_response(quote)


def priced(desk: Desk, body: Body[QuoteRequest]) -> dict[str, Json]:
    """The quote of one request. Raises a `Problem` where the rules refuse it."""
    try:
        return as_json(price_quote(desk.rulebook, body.value, body.at), internal=desk.settings.show_costs)
    except Refused as refused:
        raise body.refused(refused) from None


@router.post(
    "/v1/prices/batch",
    summary="Price many requests, each with a result of its own · 批量定价，逐份给出结果",
    responses=answers("Batch"),
    openapi_extra=asks("BatchRequest", BATCH),
)
async def price_batch(request: Request) -> Response:
    desk, content = desk_of(request), await request.body()
    locale = locale_of(request.headers.get("accept-language", ""))
    until = monotonic() + 0.8 * desk.settings.answer_seconds

    def work() -> list[Json]:
        read = desk.bodies.read_each(QuoteRequest, content, "requests")
        _within_limits(read, desk)
        return [_result(each, locale, request.state.request_id) for each in _results(read, desk, until)]

    results = await desk.do(work, long=True)
    return json_response({"rulebook_version": desk.rulebook.version, "results": results})


def _within_limits(read: Sequence[Body[QuoteRequest] | Problem], desk: Desk) -> None:
    lines = sum(len(each.value.lines) for each in read if isinstance(each, Body))
    most, most_lines = desk.settings.batch_requests, desk.settings.batch_lines
    if len(read) > most or lines > most_lines:
        text = Text(
            zh=f"一批至多 {most:,} 份请求、{most_lines:,} 行，请分成几批",
            en=f"a batch has at most {most:,} requests and {most_lines:,} lines; send several batches",
        )
        raise Problem(TOO_LARGE, text)


def _results(
    read: Sequence[Body[QuoteRequest] | Problem], desk: Desk, until: float
) -> Iterator[dict[str, Json] | Problem]:
    for each in read:
        if isinstance(each, Problem):
            yield each
        elif monotonic() > until:
            yield Problem(TOO_LONG)
        else:
            yield _quote_or_problem(each, desk)


def _quote_or_problem(body: Body[QuoteRequest], desk: Desk) -> dict[str, Json] | Problem:
    try:
        return priced(desk, body)
    except Problem as problem:
        return problem


def _result(made: dict[str, Json] | Problem, locale: Locale, id: str) -> Json:
    return {"problem": made.document(locale, id)} if isinstance(made, Problem) else {"quote": made}
