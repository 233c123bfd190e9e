"""The door: who sends a request. An API key or a sign-in as `Authorization: Bearer`, or the sign-in's cookie."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from threading import Lock
from time import monotonic

from sqlalchemy import Connection
from starlette.requests import Request

from cpq.platform.kinds_of_problems import FORGED, UNKNOWN_CALLER
from cpq.platform.people.caller import Caller
from cpq.platform.people.secrets import KEY_PREFIX, digest_of
from cpq.platform.people.store import caller_of_key, caller_of_sign_in
from cpq.platform.problems import Problem

COOKIE = "cpq_session"
CSRF = "x-csrf-token"
REMEMBERED = 2.0
"""Seconds that a caller is not looked up again: so long a revoked key may still work."""
_MOST = 4_096
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Token:
    """What a request shows; `csrf` guards one that the browser sends by itself."""

    value: str
    by_cookie: bool


@dataclass(frozen=True, slots=True)
class Known:
    """Whose token it is."""

    caller: Caller
    csrf: str | None
    until: float


class Door:
    """Remembers callers for a moment, so that not every request asks the database."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._lock = Lock()

    def remembered(self, request: Request) -> Caller | None:
        """The caller, where they were looked up a moment ago. Raises a 401 problem where the request shows nothing."""
        token = token_of(request)
        with self._lock:
            known = self._known.get(digest_of(token.value))
        if known is None or known.until < monotonic():
            return None
        return _checked(request, token, known)

    def ask(self, connection: Connection, request: Request) -> Caller:
        """The caller. Raises a 401 problem for a token that is nobody's, 403 for one that a foreign page may have sent."""
        token = token_of(request)
        known = _known(connection, token.value)
        self._remember(digest_of(token.value), known)
        return _checked(request, token, known)

    def forget(self) -> None:
        """What is remembered is no longer true: somebody signed out, a key was revoked."""
        with self._lock:
            self._known.clear()

    def _remember(self, digest: str, known: Known) -> None:
        with self._lock:
            self._known[digest] = known
            if len(self._known) > _MOST:
                self._known.popitem(last=False)


def token_of(request: Request) -> Token:
    """What the request shows. Raises a 401 problem where it shows nothing."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and value.strip():
        return Token(value.strip(), by_cookie=False)
    cookie = request.cookies.get(COOKIE)
    if cookie and not kind:
        return Token(cookie, by_cookie=True)
    raise _unknown()


def _known(connection: Connection, token: str) -> Known:
    now, until = datetime.now(UTC), monotonic() + REMEMBERED
    if token.startswith(KEY_PREFIX):
        caller = caller_of_key(connection, token, now)
        if caller is not None:
            return Known(caller, None, until)
    found = caller_of_sign_in(connection, token, now)
    if found is not None:
        return Known(found[0], found[1], until)
    raise _unknown()


def _checked(request: Request, token: Token, known: Known) -> Caller:
    if token.by_cookie and request.method not in _SAFE:
        shown = request.headers.get(CSRF, "")
        if known.csrf is None or not compare_digest(shown.encode(), known.csrf.encode()):
            raise Problem(FORGED)
    return known.caller


def _unknown() -> Problem:
    return Problem(UNKNOWN_CALLER, headers={"www-authenticate": 'Bearer realm="cpq"'})
