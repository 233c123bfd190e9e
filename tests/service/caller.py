"""Calls a service in process, without a network: what comes in and goes out is what a client would see."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any, cast

import httpx
from sqlalchemy import Connection
from starlette.types import ASGIApp

from cpq.app import service
from cpq.platform.act import acted
from cpq.platform.in_force import InForce
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.model import KeyGiven
from cpq.platform.people.rights import Role
from cpq.platform.people.service import make_key
from cpq.platform.settings import Settings
from cpq.platform.storage.database import Database
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebooks.shelf import DatabaseShelf
from docs.generator.example import example_rulebook
from tests.service.databases import fresh_sqlite

HEAD = {"date": "2026-04-10", "currency": "CNY", "channel": "direct", "customer": "C-100"}


class Caller:
    """A client of one service, with a key; an error inside is answered, not raised."""

    def __init__(self, app: ASGIApp, key: str | None = None) -> None:
        self.app = app
        self.headers = {"authorization": f"Bearer {key}"} if key else {}

    def with_key(self, key: str | None) -> Caller:
        """Somebody else at the same service."""
        return Caller(self.app, key)

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._call(method, path, options))

    async def _call(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://service", headers=self.headers) as client:
            return await client.request(method, path, **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.call("GET", path, **options)

    def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        """A body as it is where it is text or bytes, else as JSON."""
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call("POST", path, content=content, headers={"content-type": "application/json", **named})


def caller(
    rulebook: Rulebook | None = None, *, role: Role = Role.INTEGRATION, database: Database | None = None, **given: Any
) -> Caller:
    """A client of a service of the example, or of another rulebook, with a key of a role."""
    database = database or Database(fresh_sqlite())
    settings = Settings(**cast("Any", {"burst": 100_000, **given}))
    return Caller(
        service(InForce(rulebook or example_rulebook(), DatabaseShelf(database)), settings, database),
        key_of(database, role),
    )


def key_of(database: Database, role: Role, **given: Any) -> str:
    """A new key."""

    def work(connection: Connection) -> str:
        asked = KeyGiven(name=role.value, role=role.value, **given)
        return acted(connection, SYSTEM, datetime.now(UTC), "test", lambda act: make_key(act, asked)).secret or ""

    return database.write(work)
