"""A service without a network: a transport for the client, and clients of the example."""

from __future__ import annotations

import asyncio

import httpx
from starlette.types import ASGIApp

from cpq.client import Client
from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from tests.service.caller import caller, key_of


class InProcess(httpx.BaseTransport):
    """Hands requests to an ASGI application, one at a time."""

    def __init__(self, app: ASGIApp) -> None:
        self._inside = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._answered(request))

    async def _answered(self, request: httpx.Request) -> httpx.Response:
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        answer = await self._inside.handle_async_request(sent)
        content = b"".join([part async for part in answer.aiter_raw()])
        return httpx.Response(answer.status_code, headers=answer.headers, content=content)


class Example:
    """A service of the example, and clients with keys of a role."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.transport = InProcess(caller(database=database).app)

    def client(self, role: Role | None = Role.ADMIN, language: str = "en", **more: object) -> Client:
        key = role and key_of(self.database, role)
        return Client("http://service", key, transport=self.transport, language=language, **more)  # pyright: ignore[reportArgumentType]
