"""What is asked is bounded before it is read: the size of headers and body, the time the body takes, its media type."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cpq.platform.answers import problem_response
from cpq.platform.kinds_of_problems import HEADERS, MEDIA, NOT_FOUND, SLOW_BODY, TOO_LARGE
from cpq.platform.problems import Problem
from cpq.platform.settings import Settings
from cpq.platform.uploads import Accepted, accepted
from cpq.rulebook.text import Text

SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
}
"""What every answer says to a browser that opens it: no guessing of types, no frames, nothing to fetch."""


class SecurityHeaders:
    """Puts them on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY)
            await send(message)

        await self._app(scope, receive, answer if scope["type"] == "http" else send)


class Bounds:
    """Refuses what is too large, too slow or of another type."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        problem = self._refusal(scope)
        if problem is not None:
            await problem_response(problem, scope)(scope, receive, send)
            return
        most = accepted(scope["path"], self._settings).most
        await self._app(scope, _Body(receive, most, self._settings.body_seconds), send)

    def _refusal(self, scope: Scope) -> Problem | None:
        most = self._settings.most_header_bytes
        if sum(len(name) + len(value) for name, value in scope["headers"]) + len(scope["query_string"]) > most:
            return Problem(HEADERS)
        if "\0" in scope["path"]:
            return Problem(NOT_FOUND)  # in no name: PostgreSQL refuses even to look for it
        headers = Headers(scope=scope)
        if scope["method"] not in ("POST", "PUT", "PATCH") or _is_empty(headers):
            return None
        takes = accepted(scope["path"], self._settings)
        if headers.get("content-encoding", "identity") != "identity" or not takes.takes(
            headers.get("content-type", "")
        ):
            return Problem(MEDIA, _media(takes), headers={"accept-post": takes.named})
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 12 or int(length) > takes.most:
            return too_large(takes.most)
        return None


class _Body:
    """Receives the body: at most so many bytes, in at most so many seconds."""

    def __init__(self, receive: Receive, most: int, seconds: float) -> None:
        self._receive = receive
        self._most = most
        self._seconds = seconds
        self._until: float | None = None
        self._bytes = 0
        self._whole = False

    async def __call__(self) -> Message:
        if self._whole:
            return await self._receive()
        message = await self._in_time()
        if message["type"] == "http.request":
            self._bytes += len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
            if self._bytes > self._most:
                raise too_large(self._most)
        return message

    async def _in_time(self) -> Message:
        now = asyncio.get_running_loop().time()
        self._until = self._until or now + self._seconds
        try:
            async with asyncio.timeout_at(self._until):
                return await self._receive()
        except TimeoutError:
            raise Problem(SLOW_BODY, headers={"connection": "close"}) from None


def too_large(most: int) -> Problem:
    """The problem of a body that is larger than `most` bytes."""
    detail = Text(
        zh=f"请求体不得超过 {most:,} 字节，请分成几次", en=f"a body has at most {most:,} bytes; send several requests"
    )
    return Problem(TOO_LARGE, detail, headers={"connection": "close"})


def _is_empty(headers: Headers) -> bool:
    """Whether there is no body at all, as of a request that only says what is to happen."""
    return headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers


def _media(takes: Accepted) -> Text:
    return Text(
        zh=f"请以 Content-Type: {takes.named} 发送，不压缩",
        en=f"send the body as Content-Type: {takes.named}, and not compressed",
    )
