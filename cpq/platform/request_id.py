"""The outermost layer: every answer has a request id, and whatever nobody foresaw is logged and becomes a problem without internals."""

from __future__ import annotations

import logging
import re
from secrets import token_hex

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cpq.platform.answers import problem_response
from cpq.platform.kinds_of_problems import DEFECT
from cpq.platform.problems import Problem

NAME = "x-request-id"
_FIT = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_log = logging.getLogger("cpq.service")


class RequestId:
    """Takes over the caller's `X-Request-ID` where it is fit to be logged, or makes one; the answer has it in any case."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        id = _given(scope) or token_hex(8)
        scope.setdefault("state", {})["request_id"] = id
        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                MutableHeaders(scope=message)[NAME] = id
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except ClientDisconnect:
            return
        except Exception:  # noqa: BLE001  the last door: nothing of it reaches the caller
            _log.exception("request %s failed", id)
            if not begun:
                await problem_response(Problem(DEFECT), scope)(scope, receive, answer)


def _given(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == NAME.encode():
            return value.decode("latin-1") if _FIT.fullmatch(value) else None
    return None
