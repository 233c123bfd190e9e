"""`/v1/products`: the catalogue, searched and page by page, and one product."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, takes
from cpq.api.visit import visiting
from cpq.platform.kinds_of_problems import INVALID, NOT_FOUND
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem, ProblemError
from cpq.product_details import details_of, resolved
from cpq.product_search import Audience, ProductQuery, search
from cpq.rulebook.finding import Refused
from cpq.rulebook.text import Text

router = APIRouter(prefix="/v1/products", tags=["products"])


@router.get(
    "",
    summary="Find products · 查找产品",
    responses=answers("FoundPage", body=False),
    openapi_extra=takes(ProductQuery),
)
async def products(request: Request) -> Response:
    visit = await visiting(request, Right.CONFIGURE)
    query = visit.query(ProductQuery)
    try:
        found = search(visit.rulebook, query)
    except Refused as refused:
        errors = [ProblemError(each.code, each.text, parameter="cursor") for each in refused.findings]
        raise Problem(INVALID, errors[0].text, errors) from None
    return visit.conditional(visit.plain(found))


@router.get(
    "/{id}",
    summary="One product, or one variant by its code · 一个产品，或按编码查一个变体",
    responses=answers("ProductDetails", body=False),
    openapi_extra=takes(Audience),
)
async def product(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.CONFIGURE)
    audience = visit.query(Audience)
    found = resolved(visit.rulebook, id)
    if isinstance(found, Text):
        raise Problem(NOT_FOUND, found)
    return visit.conditional(visit.plain(details_of(visit.rulebook, found, audience.situation(visit.rulebook))))
