"""The signature of a delivery: who has the secret can tell that it comes from here, is whole, and is not an old one sent again."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from hmac import compare_digest, new
from secrets import token_urlsafe

HEADER = "cpq-signature"
TOLERANCE = 300
"""Seconds that the clocks of sender and receiver, and the way between them, may be apart."""
PREFIX = "whsec_"


def new_secret() -> str:
    """256 random bits, shown once."""
    return PREFIX + token_urlsafe(32)


def signed(secrets: Iterable[str], timestamp: int, body: bytes) -> str:
    """`t=1779955200,v1=5257a8…`: HMAC-SHA256 of `timestamp.body` in hex, once for each secret that is valid.

    `timestamp` counts seconds since 1970 in UTC.
    """
    return ",".join((f"t={timestamp}", *(f"v1={_digest(secret, timestamp, body)}" for secret in secrets)))


def is_genuine(header: str, secret: str, body: bytes, now: int) -> bool:
    """What a receiver does with the header and the body as it came, before reading it."""
    parts = [part.partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name.strip() == "t"]
    if len(times) != 1 or not times[0].isascii() or not times[0].isdecimal() or len(times[0]) > 12:
        return False
    timestamp = int(times[0])
    if abs(now - timestamp) > TOLERANCE:
        return False
    expected = _digest(secret, timestamp, body).encode()
    return any(compare_digest(value.encode(), expected) for name, _, value in parts if name.strip() == "v1")


def _digest(secret: str, timestamp: int, body: bytes) -> str:
    return new(secret.encode(), f"{timestamp}.".encode() + body, sha256).hexdigest()
