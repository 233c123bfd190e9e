"""The way of a quote to the customer: submission, approvals, sending, withdrawal, rejection; delegations of approvals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter, Request
from sqlalchemy import Connection, RowMapping
from starlette.responses import Response

from cpq.api.describing import answers, asks, changing, takes
from cpq.api.desk import Desk
from cpq.api.examples_of_quotes import DECISION, DELEGATION, REASON
from cpq.api.quoting import final, made, numbered, priced, today
from cpq.api.visit import Made, visiting
from cpq.platform.act import Act
from cpq.platform.answers import json_response
from cpq.platform.kinds_of_problems import INVALID, NOT_FOUND
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem, ProblemError
from cpq.quote_json import Json, plain
from cpq.quotes.asked import DecisionGiven, DelegationGiven, DifferenceQuery, ReasonGiven
from cpq.quotes.difference import difference
from cpq.quotes.difference_words import sentences
from cpq.quotes.given import given_of
from cpq.quotes.links import unsigned
from cpq.quotes.model import Compared
from cpq.quotes.service import flow
from cpq.quotes.service.expiring import expire
from cpq.quotes.service.seeing import decides, seen_row, shown_version
from cpq.quotes.service.sent_again import signed_again
from cpq.quotes.store.people import add_delegation, approver_of, delegations_of, end_delegation, is_user
from cpq.quotes.store.quotes import Version, quote_row, version_of, version_summaries
from cpq.rulebook.text import Text

router = APIRouter(prefix="/v1", tags=["quotes"])


@router.get(
    "/quotes/{id}/versions", summary="The versions of a quote · 报价的各版本", responses=answers("Versions", body=False)
)
async def versions(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_READ)

    def look(connection: Connection) -> Json:
        seen_row(connection, visit.caller, id, today())
        return plain(version_summaries(connection, id))

    return json_response({"items": await visit.read(look)})


@router.get(
    "/quotes/{id}/versions/{number}", summary="A version · 一个版本", responses=answers("StoredVersion", body=False)
)
async def version(request: Request, id: str, number: str) -> Response:
    visit = await visiting(request, Right.QUOTES_READ)

    def look(connection: Connection) -> Json:
        seen_row(connection, visit.caller, id, today())
        return dict(shown_version(connection, version_of(connection, id, numbered(number)), visit.caller, today()))

    return json_response(await visit.read(look))


@router.get(
    "/quotes/{id}/differences",
    summary="What differs between two versions, and why · 两个版本的差异与原因",
    responses=answers("Compared", body=False),
    openapi_extra=takes(DifferenceQuery),
)
async def differences(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_READ)
    query = visit.query(DifferenceQuery)

    def look(connection: Connection) -> tuple[Version, Version, bool]:
        row = seen_row(connection, visit.caller, id, today())
        newest = version_of(connection, id, row["newest"])
        internal = visit.caller.sees_costs or decides(connection, visit.caller, newest, today())
        return version_of(connection, id, query.before), version_of(connection, id, query.after), internal

    before, after, internal = await visit.read(look)
    found = difference(final(before, internal), final(after, internal))
    return json_response(plain(Compared(query.before, query.after, found, sentences(found)), internal=internal))


@router.post(
    "/quotes/{id}/submission",
    summary="Ask for the approvals it needs · 提交审批",
    responses=answers("StoredQuote", body=False, stores=True),
    openapi_extra=changing(),
)
async def submit(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True)

    def look(connection: Connection) -> tuple[str, Version]:
        row = quote_row(connection, visit.caller, id)
        return row["owner"], version_of(connection, id, row["newest"])

    owner, draft = await visit.read(look)
    now = await priced(visit, given_of(draft.request), owner)
    return await visit.act(lambda act: made(act, flow.submit(act, id, now)))


@router.post(
    "/quotes/{id}/approvals/{number}",
    summary="Approve, or refuse with a reason · 批准，或说明理由驳回",
    responses=answers("StoredQuote", stores=True),
    openapi_extra=asks("DecisionGiven", DECISION, stores=True),
)
async def decide(request: Request, id: str, number: str) -> Response:
    visit = await visiting(request, Right.QUOTES_READ, stores=True)
    given = (await visit.body(DecisionGiven)).value
    return await visit.act(lambda act: made(act, flow.decide(act, id, numbered(number), given)))


@router.post(
    "/quotes/{id}/recall",
    summary="Back to a draft · 收回为草稿",
    responses=answers("StoredQuote", stores=True),
    openapi_extra=asks("ReasonGiven", REASON, stores=True),
)
async def recall(request: Request, id: str) -> Response:
    return await _with_reason(request, id, flow.recall)


@router.post(
    "/quotes/{id}/withdrawal",
    summary="Take it back · 撤回",
    responses=answers("StoredQuote", stores=True),
    openapi_extra=asks("ReasonGiven", REASON, stores=True),
)
async def withdraw(request: Request, id: str) -> Response:
    return await _with_reason(request, id, flow.withdraw)


@router.post(
    "/quotes/{id}/rejection",
    summary="The customer said no · 记为客户拒绝",
    responses=answers("StoredQuote", stores=True),
    openapi_extra=asks("ReasonGiven", REASON, stores=True),
)
async def reject(request: Request, id: str) -> Response:
    return await _with_reason(request, id, flow.reject)


@router.post(
    "/quotes/{id}/sending",
    summary="Reserve what is limited, and make the customer's link · 发出并生成客户链接",
    responses=answers("Sent", body=False, stores=True),
    openapi_extra=changing(),
)
async def send(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True, completed=lambda desk: signed_again(_secret(desk)))

    def work(act: Act) -> Made:
        expire(act)  # what expired quotes reserved is there for this one
        row, link, token = flow.send(act, id, _secret(visit.desk))
        expires_at = plain(link.expires_at)
        again = made(act, row, token=unsigned(token), expires_at=expires_at)
        return replace(made(act, row, token=token, expires_at=expires_at), again=again.content)

    return await visit.act(work)


def _secret(desk: Desk) -> str | None:
    secret = desk.settings.secret
    return secret.get_secret_value() if secret else None


async def _with_reason(request: Request, id: str, done: Callable[[Act, str, str | None], RowMapping]) -> Response:
    visit = await visiting(request, Right.QUOTES_WRITE, stores=True)
    reason = (await visit.body(ReasonGiven)).value.reason
    return await visit.act(lambda act: made(act, done(act, id, reason)))


@router.get("/delegations", summary="Delegated approvals · 审批委托", responses=answers("Delegations", body=False))
async def delegations(request: Request) -> Response:
    visit = await visiting(request, Right.QUOTES_READ)
    found = await visit.read(lambda connection: delegations_of(connection, visit.caller.id))
    return json_response({"items": plain(found)})


@router.post(
    "/delegations",
    status_code=201,
    summary="Let somebody else decide until a day · 委托他人审批",
    responses=answers("Delegated", status=201, stores=True),
    openapi_extra=asks("DelegationGiven", DELEGATION, stores=True),
)
async def delegate(request: Request) -> Response:
    visit = await visiting(request, Right.APPROVE, stores=True)
    given = (await visit.body(DelegationGiven)).value

    def work(act: Act) -> Made:
        role = approver_of(act.connection, act.caller.id)
        wrong = _wrong(act.connection, act.caller.id, role, given)
        if wrong is not None:
            raise Problem(INVALID, wrong.text, [wrong])
        values = {"giver": act.caller.id, "role": role, **given.model_dump()}
        id = add_delegation(act.connection, act.now, values)
        act.audit("approval.delegated", "delegation", id, None, plain(values))
        return Made(plain({"id": id, **values}), 201)

    return await visit.act(work)


@router.delete(
    "/delegations/{id}",
    status_code=204,
    summary="Take a delegation back · 收回委托",
    responses=answers(None, status=204, body=False, stores=True),
    openapi_extra=changing(),
)
async def end(request: Request, id: str) -> Response:
    visit = await visiting(request, Right.APPROVE, stores=True)

    def work(act: Act) -> Made:
        if not end_delegation(act.connection, act.caller.id, id):
            raise Problem(NOT_FOUND, Text(zh="没有这项委托", en="there is no such delegation"))
        act.audit("approval.delegation-ended", "delegation", id, None, None)
        return Made(None, 204)

    return await visit.act(work)


def _wrong(connection: Connection, giver: str, role: str | None, given: DelegationGiven) -> ProblemError | None:
    if role is None:
        text = Text(zh="您没有审批级别，无可委托", en="you have no level of approval to delegate")
        return ProblemError("no-approver", text)
    if given.until < given.since:
        return ProblemError("period", Text(zh="until 早于 since", en="`until` is before `since`"), "/until")
    if given.taker == giver or not is_user(connection, given.taker):
        text = Text(zh="没有这位可受托的用户", en="there is no such user who could take it")
        return ProblemError("unknown-user", text, "/taker")
    return None
