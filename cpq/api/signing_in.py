"""`/v1/sign-ins`: people come in with a password and go out again; `/v1/me`: who calls."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from cpq.api.describing import answers, asks
from cpq.api.desk import Desk, desk_of
from cpq.api.examples import SIGN_IN
from cpq.api.visit import Made, visiting
from cpq.platform.act import Act, acted
from cpq.platform.answers import json_response
from cpq.platform.bodies import Bodies
from cpq.platform.kinds_of_problems import NOT_FOUND, WRONG_PASSWORD
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.door import COOKIE, token_of
from cpq.platform.people.model import Me, SignInGiven
from cpq.platform.people.secrets import is_password
from cpq.platform.people.signing_in import LASTS, SignIn, must_wait, password_of, sign_in, sign_out
from cpq.platform.people.store import sign_in_of
from cpq.platform.problems import Problem, Reporting
from cpq.rulebook.text import Text

router = APIRouter(tags=["people"])


@router.post(
    "/v1/sign-ins",
    status_code=201,
    summary="Sign in with a password · 以密码登录",
    responses=answers("SignedIn", status=201, guarded=False),
    openapi_extra=asks("SignInGiven", SIGN_IN),
)
async def come_in(request: Request) -> Response:
    desk, now = desk_of(request), datetime.now(UTC)
    desk.rates.take(f"address {request.client.host if request.client else ''}")
    given = Bodies(desk.rulebook, Reporting()).read(SignInGiven, await request.body()).value
    login = given.login.lower()
    hash = await desk.read(lambda connection: (must_wait(connection, login, now), password_of(connection, login))[1])
    right = await desk.work.run(lambda: is_password(given.password, hash))
    made = await desk.write(
        lambda connection: acted(
            connection, SYSTEM, now, request.state.request_id, lambda act: sign_in(act, login, hash, right=right)
        )
    )
    if made is None:
        raise Problem(WRONG_PASSWORD)
    return with_cookie(_signed_in(made.user, made.csrf, made.expires_at, 201), made, desk)


def _signed_in(user: str, csrf: str, expires_at: datetime, status: int = 200) -> Response:
    expires = expires_at.isoformat(timespec="seconds")
    return json_response({"user": user, "csrf_token": csrf, "expires_at": expires}, status)


def with_cookie(answer: Response, made: SignIn, desk: Desk) -> Response:
    """An answer with the cookie of a sign-in."""
    answer.set_cookie(
        COOKIE,
        made.token,
        max_age=int(LASTS.total_seconds()),
        path="/",
        secure=desk.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get(
    "/v1/sign-ins/current",
    summary="The sign-in of this browser, with the word that guards its changes · 此浏览器的登录及其防伪令牌",
    responses=answers("SignedIn", body=False),
)
async def present(request: Request) -> Response:
    visit = await visiting(request, None)
    found = await visit.read(lambda connection: sign_in_of(connection, token_of(request).value))
    if found is None:
        raise Problem(NOT_FOUND, _A_KEY)
    return _signed_in(found["user"], found["csrf"], found["expires_at"])


_A_KEY = Text(zh="这是密钥，不是登录", en="this is a key and no sign-in")


@router.delete(
    "/v1/sign-ins/current",
    status_code=204,
    summary="Sign out · 退出登录",
    responses=answers(None, status=204, body=False),
)
async def go_out(request: Request) -> Response:
    visit = await visiting(request, None)

    def work(act: Act) -> Made:
        sign_out(act, token_of(request).value)
        return Made(None, 204)

    answer = await visit.act(work)
    visit.desk.door.forget()
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.get(
    "/v1/me", summary="Who calls, and what they may do · 当前调用者及其权限", responses=answers("Me", body=False)
)
async def me(request: Request) -> Response:
    visit = await visiting(request, None)
    caller = visit.caller
    rights = tuple(sorted(caller.rights))
    return json_response(visit.plain(Me(caller.id, caller.name, caller.role, rights, caller.team, caller.approver)))
