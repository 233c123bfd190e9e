"""Answers as HTTP: JSON as the engine writes it, problems in the reader's language, validators for conditional requests."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from cpq.platform.language import locale_of
from cpq.platform.problems import MEDIA_TYPE, Problem
from cpq.platform.repeats import Answer
from cpq.platform.written_json import encoded
from cpq.rulebook.text import Locale

__all__ = ["conditional", "encoded", "json_response", "problem_response", "ready_response", "response_of"]


def json_response(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """One JSON document; nothing in it may be stored by anybody on the way."""
    return Response(encoded(content), status, {"cache-control": "no-store", **(headers or {})}, "application/json")


def ready_response(content: bytes) -> Response:
    """The same for a document that is written already."""
    return Response(content, 200, {"cache-control": "no-store"}, "application/json")


def response_of(answer: Answer) -> Response:
    """What was answered, as HTTP."""
    headers = {"cache-control": "no-store", **answer.headers}
    return Response(answer.body, answer.status, headers, "application/json" if answer.body else None)


def problem_response(problem: Problem, scope: Scope) -> Response:
    """The problem's document in the language that the request asks for."""
    locale = _locale(scope)
    document = problem.document(locale, scope.get("state", {}).get("request_id", ""))
    headers = {"cache-control": "no-store", "content-language": locale, "vary": "Accept-Language", **problem.headers}
    return Response(encoded(document), problem.kind.status, headers, MEDIA_TYPE)


def _locale(scope: Scope) -> Locale:
    return locale_of(Headers(scope=scope).get("accept-language", ""))


def conditional(content: object, tag: str, asked: str | None) -> Response:
    """The answer to a GET with its entity tag; 304 without content where the reader has it already."""
    headers = {"etag": tag, "cache-control": "no-cache"}
    if asked is not None and _is_among(tag, asked):
        return Response(status_code=304, headers=headers)
    return json_response(content, headers=headers)


def _is_among(tag: str, asked: str) -> bool:
    """Weak comparison (RFC 9110, 13.1.2)."""
    known = {each.strip().removeprefix("W/") for each in asked.split(",")}
    return "*" in known or tag.removeprefix("W/") in known
