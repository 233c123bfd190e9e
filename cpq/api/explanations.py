"""`/v1/explanations`: how a line's price came about, in sentences, and what was near."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from cpq.api.describing import answers, asks
from cpq.api.examples import EXPLANATION
from cpq.api.visit import Visit, visiting
from cpq.bom.request import QuoteRequest
from cpq.explanation import sentences, why_not_otherwise
from cpq.platform.answers import encoded
from cpq.platform.bodies import Body
from cpq.platform.people.rights import Right
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.quote import price_quote
from cpq.quote_json import Json
from cpq.rulebook.finding import Finding, Refused, did_you_mean
from cpq.rulebook.model import Strict
from cpq.rulebook.place import Place
from cpq.rulebook.source import Step
from cpq.rulebook.text import Text

router = APIRouter(tags=["prices"])


class ExplanationRequest(Strict):
    """A request for a quote, and the line whose price is to be explained.

    一份报价请求，以及要说明价格由来的行。
    """

    request: QuoteRequest
    """The request. / 报价请求。"""
    line: Annotated[str, Field(max_length=64)]
    """The number of a line in the answer, such as 1.2. / 答案中的行号，例如 1.2。"""


@router.post(
    "/v1/explanations",
    summary="Say how the price of a line came about · 说明一行价格的由来",
    responses=answers("LineExplanation"),
    openapi_extra=asks("ExplanationRequestGiven", EXPLANATION),
)
async def explain(request: Request) -> Response:
    visit = await visiting(request, Right.CONFIGURE)

    async def work(content: bytes) -> bytes:
        body = await visit.read_content(ExplanationRequest, content)

        def explained() -> bytes:
            with visit.desk.phase("explain"):
                return encoded(_explained(visit, body))

        return await visit.desk.do(explained, long=visit.takes_long(body.value.request))

    return await visit.answered(work)


def _explained(visit: Visit, body: Body[ExplanationRequest]) -> Json:
    asked = body.value.request

    def where(*path: Step) -> Place:
        return body.at("request", *path)

    try:
        quote = price_quote(visit.rulebook, asked, where)
        line = _line(body, quote)
        near = why_not_otherwise(visit.rulebook, asked, line.id, where)
    except Refused as refused:
        raise body.refused(refused) from None
    return {
        "rulebook_version": quote.rulebook_version,
        "line": visit.plain(line),
        "sentences": visit.plain(sentences(line, quote)),
        "why_not": visit.plain(near),
    }


def _line(body: Body[ExplanationRequest], quote: PricedQuote) -> PricedLine:
    number = body.value.line
    found = quote.line(number)
    if found is not None:
        return found
    near = did_you_mean(number, [each.number for each in quote.lines])
    text = Text(zh=f"没有第 {number} 行{near.zh}", en=f"there is no line {number}{near.en}")
    raise Refused([Finding("unknown-line", body.at("line"), text)])
