"""One attempt to sign in: what the browser keeps between being sent to the provider and coming back (RFC 7636, OpenID Connect Core 3.1)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from urllib.parse import quote, unquote, urlencode

_RANDOM = r"[A-Za-z0-9_-]{43}"
_COOKIE = re.compile(rf"({_RANDOM})\.({_RANDOM})\.({_RANDOM})\.([A-Za-z0-9%._~-]{{1,600}})")
_PLACE = re.compile(r"/(?![/\\])[!-\[\]-~]{0,199}")
"""A path of this service, and nothing that a browser takes for another host."""
LASTS = 600
"""Seconds that the provider's page may stay open."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """`state` ties the answer to this browser, `nonce` the token to this attempt, `verifier` the code to whoever asked for it."""

    state: str
    nonce: str
    verifier: str
    place: str

    @classmethod
    def begin(cls, place: str) -> Attempt:
        """A new one; `place` is where the browser goes in the end."""
        return cls(token_urlsafe(32), token_urlsafe(32), token_urlsafe(32), place if is_place(place) else "/")

    @property
    def challenge(self) -> str:
        """The SHA-256 of the verifier, which the provider holds against it later."""
        return base64.urlsafe_b64encode(sha256(self.verifier.encode()).digest()).decode().rstrip("=")

    @property
    def cookie(self) -> str:
        """As the browser keeps it."""
        return ".".join((self.state, self.nonce, self.verifier, quote(self.place, safe="")))

    def is_answered_by(self, state: str) -> bool:
        """Whether an answer belongs to this attempt."""
        return compare_digest(self.state.encode(), state.encode())

    def address(self, endpoint: str, client: str, back: str, scopes: str) -> str:
        """Where the browser is sent."""
        asked = {
            "response_type": "code",
            "client_id": client,
            "redirect_uri": back,
            "scope": scopes,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def attempt_in(cookie: str) -> Attempt | None:
    """The attempt that a browser kept; None where it is none of ours."""
    match = _COOKIE.fullmatch(cookie)
    if match is None:
        return None
    place = unquote(match[4])
    return Attempt(match[1], match[2], match[3], place) if is_place(place) else None


def is_place(place: str) -> bool:
    """Whether it is a path of this service."""
    return _PLACE.fullmatch(place) is not None
