"""`/v1/prices`: a request for a quote becomes a priced quote; one, or many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import monotonic

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks, takes
from cpq.api.examples import BATCH, PRICE
from cpq.api.visit import Visit, visiting
from cpq.bom.request import QuoteRequest
from cpq.platform.answers import encoded, json_response
from cpq.platform.bodies import Body
from cpq.platform.kinds_of_problems import TOO_LARGE, TOO_LONG
from cpq.platform.language import locale_of
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.platform.settings import Settings
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote
from cpq.quote_json import Json, as_json
from cpq.rulebook.finding import Refused
from cpq.rulebook.model import Strict
from cpq.rulebook.text import Locale, Text

router = APIRouter(tags=["prices"])


class PriceQuery(Strict):
    """How much of a price is told.

    返回多少内容。
    """

    explained: bool = True
    """False leaves the lists empty that explain: steps, waterfall, promotions, lists passed over. / false 时步骤、瀑布、促销、未采用的价目表各列表为空。"""


@router.post(
    "/v1/prices",
    summary="Price one request for a quote · 为一份报价请求定价",
    responses=answers("PricedQuote"),
    openapi_extra={**asks("QuoteRequestGiven", PRICE), **takes(PriceQuery)},
)
async def price(request: Request) -> Response:
    visit = await visiting(request, Right.CONFIGURE)

    async def work(content: bytes) -> bytes:
        explained = visit.query(PriceQuery).explained
        body = await visit.read_content(QuoteRequest, content)
        long = visit.takes_long(body.value)
        return await visit.desk.do(lambda: encoded(priced(visit, body, explained=explained)), long=long)

    return await visit.answered(work)


def priced(visit: Visit, body: Body[QuoteRequest], *, explained: bool = True) -> dict[str, Json]:
    """The quote of one request. Raises a `Problem` where the rules refuse it."""
    try:
        with visit.desk.phase("price"):
            quote = price_quote(visit.rulebook, body.value, body.at)
        told = quote if explained else _unexplained(quote)
        return as_json(told, internal=visit.caller.sees_costs)
    except Refused as refused:
        raise body.refused(refused) from None


def _unexplained(quote: PricedQuote) -> PricedQuote:
    """What it comes to, and not why."""
    lines = tuple(replace(line, trace=()) for line in quote.lines)
    return replace(quote, lines=lines, waterfall=(), promotions=(), price_lists_passed_over=())


@router.post(
    "/v1/prices/batch",
    summary="Price many requests, each with a result of its own · 批量定价，逐份给出结果",
    responses=answers("Batch"),
    openapi_extra=asks("BatchRequest", BATCH),
)
async def price_batch(request: Request) -> Response:
    visit = await visiting(request, Right.CONFIGURE)
    content, settings = await request.body(), visit.desk.settings
    locale = locale_of(request.headers.get("accept-language", ""))
    until = monotonic() + 0.8 * settings.answer_seconds

    def work() -> list[Json]:
        read = visit.bodies.read_each(QuoteRequest, content, "requests")
        _within_limits(read, settings)
        return [_result(each, locale, request.state.request_id) for each in _results(read, visit, until)]

    results = await visit.desk.do(work, long=True)
    return json_response({"rulebook_version": visit.rulebook.version, "results": results})


def _within_limits(read: Sequence[Body[QuoteRequest] | Problem], settings: Settings) -> None:
    lines = sum(len(each.value.lines) for each in read if isinstance(each, Body))
    most, most_lines = settings.batch_requests, settings.batch_lines
    if len(read) > most or lines > most_lines:
        text = Text(
            zh=f"一批至多 {most:,} 份请求、{most_lines:,} 行，请分成几批",
            en=f"a batch has at most {most:,} requests and {most_lines:,} lines; send several batches",
        )
        raise Problem(TOO_LARGE, text)


def _results(
    read: Sequence[Body[QuoteRequest] | Problem], visit: Visit, until: float
) -> Iterator[dict[str, Json] | Problem]:
    for each in read:
        if isinstance(each, Problem):
            yield each
        elif monotonic() > until:
            yield Problem(TOO_LONG)
        else:
            yield _quote_or_problem(each, visit)


def _quote_or_problem(body: Body[QuoteRequest], visit: Visit) -> dict[str, Json] | Problem:
    try:
        return priced(visit, body)
    except Problem as problem:
        return problem


def _result(made: dict[str, Json] | Problem, locale: Locale, id: str) -> Json:
    return {"problem": made.document(locale, id)} if isinstance(made, Problem) else {"quote": made}
