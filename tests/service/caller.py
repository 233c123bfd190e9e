"""Calls a service in process, without a network: what comes in and goes out is what a client would see."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
from starlette.types import ASGIApp

from cpq.app import service
from cpq.platform.settings import Settings
from cpq.rulebook.rulebook import Rulebook
from docs.generator.example import example_rulebook

HEAD = {"date": "2026-04-10", "currency": "CNY", "channel": "direct", "customer": "C-100"}


class Caller:
    """A client of one service; an error inside is answered, not raised."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._call(method, path, options))

    async def _call(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            return await client.request(method, path, **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.call("GET", path, **options)

    def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        """A body as it is where it is text or bytes, else as JSON."""
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("POST", path, content=content, headers={"content-type": "application/json", **named})


def caller(rulebook: Rulebook | None = None, **settings: Any) -> Caller:
    """A client of a service of the example, or of another rulebook."""
    return Caller(service(rulebook or example_rulebook(), Settings(**settings)))
