"""Between quotes and orders: `POST /v1/orders` of an accepted quote, and the draft quotes that amend and renew an order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks
from cpq.api.examples_of_orders import AMENDMENT, ORDER, RENEWAL
from cpq.api.keeping import done, told
from cpq.api.orders import answered
from cpq.api.quoting import made, priced
from cpq.api.visit import Made, Visit, visiting
from cpq.bom.line import Where
from cpq.orders.following import Amendment, Renewal, amendment_request, renewal_request
from cpq.orders.given import OrderGiven
from cpq.orders.service.accepted import accepted_quote, accepted_version, free_number
from cpq.orders.service.placing import place_order
from cpq.orders.store import reading
from cpq.orders.store.going_on import Basis, basis_of
from cpq.platform.act import Act
from cpq.platform.in_force import UnknownVersion
from cpq.platform.kinds_of_problems import CONFLICT
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem, ProblemError
from cpq.quotes.given import Given, given_of, lines_of
from cpq.quotes.service.drafts import new_quote, with_ids
from cpq.quotes.store.quotes import quote_row
from cpq.rulebook.finding import Refused
from cpq.rulebook.source import Source
from cpq.rulebook.text import Text

router = APIRouter(tags=["orders"])


@router.post(
    "/v1/orders",
    status_code=201,
    summary="The order of an accepted quote; a quote has one · 由已接受的报价生成订单",
    responses=answers("OrderView", status=201, stores=True),
    openapi_extra=asks("OrderGiven", ORDER, stores=True),
)
async def add_order(request: Request) -> Response:
    visit = await visiting(request, Right.ORDERS_WRITE, stores=True)
    body = await visit.body(OrderGiven)
    id = body.value.quote
    try:
        row, version, day = await visit.read(lambda connection: accepted_version(connection, visit.caller, id))
        rulebook = await visit.desk.work.run(lambda: visit.desk.in_force.of(version.rulebook))
        accepted = await visit.desk.work.run(lambda: accepted_quote(row, version, day, rulebook))
    except Refused as refused:
        raise told(visit, refused) from None
    except UnknownVersion:
        raise Problem(CONFLICT, NO_RULEBOOK) from None

    def work(act: Act) -> Made:
        quote_row(act.connection, act.caller, id, change=True)
        placed = place_order(act, accepted)
        return answered(visit, reading.order(act.connection, act.caller, placed.id), 201)

    return await done(visit, work, body.source)


NO_RULEBOOK = Text(
    zh="报价所用的规则版本已不可用；请另起新版本再由客户接受",
    en="the rulebook that priced the quote is not there any more; make a new version of the quote and have it accepted",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What becomes a draft quote: `make` its request of what the order goes on with, `named` subscriptions of others, `letter` for its
    number; `before` lines stand before those that were written, None where none were.
    """

    make: Callable[[Basis], Given]
    named: Sequence[str]
    letter: str
    before: int | None = None


@router.post(
    "/v1/orders/{id}/amendment",
    status_code=201,
    summary="A draft quote that changes subscriptions of an order · 生成变更报价草稿",
    responses=answers("StoredQuote", status=201, stores=True),
    openapi_extra=asks("AmendmentGiven", AMENDMENT, stores=True),
)
async def amend(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True)
    body = await visit.body(Amendment)
    asked, lines = body.value, lines_of(given_of((await request.body()).decode()))
    named = [*asked.changes, *(line.co_term for line in asked.lines if line.co_term is not None)]
    make = partial(_amended, asked=asked, lines=lines, where=body.at)
    return await _kept(visit, id, body.source, Draft(make, named, "A", len(asked.changes)))


def _amended(basis: Basis, asked: Amendment, lines: Sequence[Given], where: Where) -> Given:
    return amendment_request(basis.head, asked, lines, basis.held, where)


@router.post(
    "/v1/orders/{id}/renewal",
    status_code=201,
    summary="A draft quote that renews subscriptions of an order · 生成续订报价草稿",
    responses=answers("StoredQuote", status=201, stores=True),
    openapi_extra=asks("RenewalGiven", RENEWAL, stores=True),
)
async def renew(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True)
    body = await visit.body(Renewal)
    asked = body.value
    make = partial(_renewed, asked=asked, where=body.at)
    return await _kept(visit, id, body.source, Draft(make, [*asked.subscriptions, *asked.quantities], "R"))


def _renewed(basis: Basis, asked: Renewal, where: Where) -> Given:
    return renewal_request(basis.head, asked, basis.held, basis.renewed, where)


async def _kept(visit: Visit, id: str, source: Source, draft: Draft) -> Response:
    """Keeps the quote that goes on with an order; it is of whoever asks."""
    visit.caller.must(Right.ORDERS_READ)
    try:
        basis = await visit.read(lambda connection: basis_of(connection, visit.caller, id, draft.named))
        request = draft.make(basis)
    except Refused as refused:
        raise told(visit, refused, source) from None
    if "id" not in request:
        prefix = f"{basis.order['number']}-{draft.letter}"
        request["id"] = await visit.read(lambda connection: free_number(connection, prefix))
    given, line_ids = with_ids(request, 0)
    try:
        new = await priced(visit, given, visit.caller.id)
    except Problem as problem:
        raise _pointed(problem, draft.before) from None
    return await visit.act(lambda act: made(act, new_quote(act, new, line_ids), 201))


def _pointed(problem: Problem, before: int | None) -> Problem:
    """The problem with pointers into what was sent; what is wrong with the lines before has none."""
    errors = [replace(each, pointer=_moved(each, before)) for each in problem.errors]
    return Problem(problem.kind, problem.detail, errors, problem.headers)


def _moved(error: ProblemError, before: int | None) -> str | None:
    steps = (error.pointer or "").split("/")
    if before is None or len(steps) < 3 or steps[1] != "lines" or int(steps[2]) < before:
        return None
    return "/".join([*steps[:2], str(int(steps[2]) - before), *steps[3:]])
