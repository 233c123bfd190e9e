"""Between quotes and opportunities: quotes that are attached, of which the primary one says the amount."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks, changing
from cpq.api.examples_of_opportunities import ATTACHED
from cpq.api.keeping import done
from cpq.api.opportunities import shown
from cpq.api.visit import Made, visiting
from cpq.opportunities.given import AttachedGiven
from cpq.opportunities.service.attaching import attach, detach
from cpq.platform.act import Act
from cpq.platform.people.rights import Right

router = APIRouter(tags=["opportunities"])


@router.post(
    "/v1/opportunities/{id}/quotes",
    summary="Attach a quote, or make it the primary one or not · 挂接报价，或设为（取消）主报价",
    responses=answers("OpportunityView", stores=True),
    openapi_extra=asks("AttachedGiven", ATTACHED, stores=True),
)
async def add(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    body = await visit.body(AttachedGiven)

    def work(act: Act) -> Made:
        return shown(visit, act, attach(act, id, body.value.quote, body.value.primary, body.at))

    return await done(visit, work, body.source)


@router.delete(
    "/v1/opportunities/{id}/quotes/{quote}",
    summary="Take a quote away; the amount stays as it is · 移除报价，金额保持不变",
    responses=answers("OpportunityView", body=False, stores=True),
    openapi_extra=changing(),
)
async def take_away(request: Request, id: str, quote: str) -> Response:
    visit = await visiting(request, Right.SALES_WRITE, stores=True)
    return await done(visit, lambda act: shown(visit, act, detach(act, id, quote)))
