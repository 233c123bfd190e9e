"""Callers of one service who hold every answer against the OpenAPI document."""

from __future__ import annotations

from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator

from cpq.platform.people.rights import Role
from cpq.platform.storage.database import Database
from tests.orders.cloud import sample
from tests.service.caller import Caller, caller, key_of


class Desk:
    """Somebody who calls a service of the sample company."""

    def __init__(self, database: Database, service: Caller | None = None) -> None:
        self.database = database
        self.service: Caller = service or caller(sample(), database=database)
        self.document: dict[str, Any] = _document()

    def user(self, role: Role, **given: Any) -> Desk:
        """Somebody else at the same service."""
        return Desk(self.database, self.service.with_key(key_of(self.database, role, **given)))

    def __call__(self, method: str, path: str, body: object = None, status: int = 200, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.service.call(method, path, headers=named, **({} if body is None else {"json": body}))
        assert answer.status_code == status, answer.text[:2000]
        self._fits(method.lower(), path, answer)
        return answer.json() if "json" in answer.headers.get("content-type", "") else answer.text

    def refused(self, method: str, path: str, body: object, status: int = 422) -> list[tuple[str, str | None]]:
        """The codes of what is wrong, with where in the body."""
        errors = self(method, path, body, status)["errors"]
        return [(each["code"], each.get("pointer")) for each in errors]

    def account(self, name: str, **given: object) -> str:
        """The id of a new account."""
        return self("POST", "/v1/accounts", {"name": name, **given}, 201)["id"]

    def _fits(self, method: str, path: str, answer: httpx.Response) -> None:
        given = path.partition("?")[0].split("/")
        known = {each: every[method] for each, every in self.document["paths"].items() if method in every}
        found = min((each for each in known if _matches(each.split("/"), given)), key=lambda each: each.count("{"))
        content = known[found]["responses"][str(answer.status_code)].get("content", {})
        for media, each in content.items():
            if "json" in media and media == answer.headers["content-type"]:
                schema = {**each["schema"], "components": self.document["components"]}
                assert list(Draft202012Validator(schema).iter_errors(answer.json())) == []


@cache
def _document() -> dict[str, Any]:
    return caller(sample()).get("/openapi.json").json()


def _matches(known: list[str], given: list[str]) -> bool:
    return len(known) == len(given) and all(a == b or a.startswith("{") for a, b in zip(known, given, strict=True))
