"""`/v1/sign-ins/oidc`: people come in through their company's own provider."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cpq.api.describing import answers, redirects, takes
from cpq.api.desk import Desk, desk_of
from cpq.api.signing_in import with_cookie
from cpq.api.visit import Made, visiting
from cpq.platform.act import Act, acted
from cpq.platform.bodies import Bodies
from cpq.platform.kinds_of_problems import NO_PROVIDER, PROVIDER_AWAY, SIGN_IN_REFUSED
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.door import COOKIE, token_of
from cpq.platform.people.oidc.attempt import LASTS, Attempt, attempt_in
from cpq.platform.people.oidc.joining import user_behind
from cpq.platform.people.oidc.model import BeginQuery, CallbackQuery
from cpq.platform.people.oidc.provider import NotProven, Provider, ProviderTrouble
from cpq.platform.people.oidc.setting_up import joining_of
from cpq.platform.people.signing_in import SignIn, begin, sign_out
from cpq.platform.people.store import sign_in_of
from cpq.platform.problems import Problem, Reporting
from cpq.rulebook.text import Text

router = APIRouter(prefix="/v1/sign-ins/oidc", tags=["people"])
_log = logging.getLogger("cpq.people")


@router.get(
    "",
    status_code=303,
    summary="Sign in with the company's provider · 以企业账号登录",
    responses=redirects(),
    openapi_extra=takes(BeginQuery),
)
async def begin_here(request: Request) -> Response:
    desk, provider = _provider(request)
    asked = Bodies(desk.rulebook, Reporting()).query(BeginQuery, request.query_params.multi_items())
    attempt = Attempt.begin(asked.next)
    try:
        answer = RedirectResponse(await provider.address(attempt), 303, {"cache-control": "no-store"})
    except ProviderTrouble as trouble:
        raise _away(trouble) from None
    answer.set_cookie(_name(desk), attempt.cookie, LASTS, path="/", secure=desk.settings.secure_cookies, httponly=True)
    return answer


@router.get(
    "/callback",
    status_code=303,
    summary="Where the provider sends the browser back · 登录后返回的地址",
    responses=redirects(),
    openapi_extra=takes(CallbackQuery),
)
async def come_back(request: Request) -> Response:
    desk, provider = _provider(request)
    said = [each for each in request.query_params.multi_items() if each[0] in CallbackQuery.model_fields]
    asked = Bodies(desk.rulebook, Reporting()).query(CallbackQuery, said)  # providers add words of their own
    attempt = attempt_in(request.cookies.get(_name(desk), ""))
    if attempt is None or asked.state is None or not attempt.is_answered_by(asked.state):
        raise Problem(SIGN_IN_REFUSED, _NOT_HERE)
    if asked.code is None or (asked.iss is not None and asked.iss != provider.client.issuer):
        _log.warning("the provider refused a sign-in: %s", (asked.error or "no code")[:100])
        raise Problem(SIGN_IN_REFUSED)
    made = await _signed_in(desk, provider, asked.code, attempt, request.state.request_id)
    answer = with_cookie(RedirectResponse(attempt.place, 303, {"cache-control": "no-store"}), made, desk)
    answer.delete_cookie(_name(desk), path="/", secure=desk.settings.secure_cookies, httponly=True)
    return answer


async def _signed_in(desk: Desk, provider: Provider, code: str, attempt: Attempt, id: str) -> SignIn:
    try:
        vouched = await provider.vouched(code, attempt)
    except ProviderTrouble as trouble:
        raise _away(trouble) from None
    except NotProven as why:
        _log.warning("a sign-in was not proven: %s", why)
        raise Problem(SIGN_IN_REFUSED) from None
    joining, now = joining_of(desk.settings), datetime.now(UTC)

    def work(act: Act) -> SignIn:
        return begin(act, user_behind(act, vouched.claims, joining), vouched.token)

    made = await desk.write(lambda connection: acted(connection, SYSTEM, now, id, work))
    desk.door.forget()  # the groups may have taken something away
    return made


@router.post(
    "/sign-out",
    summary="Sign out here, and learn where to sign out at the provider · 退出登录，并得到企业账号的退出地址",
    responses=answers("SignedOut", body=False),
)
async def go_out(request: Request) -> Response:
    visit = await visiting(request, None)
    token = token_of(request).value
    row = await visit.read(lambda connection: sign_in_of(connection, token))
    address = await _farewell(visit.desk, row["id_token"] if row is not None else None)

    def work(act: Act) -> Made:
        sign_out(act, token)
        return Made({"address": address})

    answer = await visit.act(work)
    visit.desk.door.forget()
    answer.delete_cookie(COOKIE, path="/")
    return answer


async def _farewell(desk: Desk, token: str | None) -> str | None:
    """None where the provider has no such place, is away, or had nothing to do with the sign-in: it ends here in any case."""
    if desk.provider is None or token is None:
        return None
    try:
        return await desk.provider.farewell(token)
    except ProviderTrouble as trouble:
        _log.error("the sign-in provider: %s", trouble)
        return None


def _provider(request: Request) -> tuple[Desk, Provider]:
    desk = desk_of(request)
    desk.rates.take(f"address {request.client.host if request.client else ''}")
    if desk.provider is None:
        raise Problem(NO_PROVIDER)
    return desk, desk.provider


def _name(desk: Desk) -> str:
    """Of the cookie; one that only this very host can have set, where browsers are able to see to that."""
    return "__Host-cpq_oidc" if desk.settings.secure_cookies else "cpq_oidc"


def _away(trouble: ProviderTrouble) -> Problem:
    _log.error("the sign-in provider: %s", trouble)
    return Problem(PROVIDER_AWAY, headers={"retry-after": "10"})


_NOT_HERE = Text(
    zh="这次登录不是从此浏览器发起的，或已过时；请重新登录",
    en="this sign-in was not begun in this browser, or too long ago; sign in again",
)
