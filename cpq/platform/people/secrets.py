"""What proves who somebody is: random tokens, of which only a digest is kept, and passwords."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from secrets import token_urlsafe

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

KEY_PREFIX = "cpq_"
"""So that a key that leaks into a repository is recognised by those who look for such."""


def new_key() -> str:
    """An API key: 256 random bits."""
    return KEY_PREFIX + token_urlsafe(32)


def new_token() -> str:
    """Of a sign-in."""
    return token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is kept of a token. It is random, so one round of SHA-256 is enough, and cheap enough for every request."""
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def new_password() -> str:
    """A password that nobody has chosen: 120 random bits."""
    return token_urlsafe(15)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


def hashed(password: str) -> str:
    """The argon2id hash of a password; about 50 ms of work and 64 MiB."""
    return _hasher().hash(password)


def is_password(password: str, hash: str | None) -> bool:
    """Whether it is that password; takes as long where there is none, so that nobody learns who has one."""
    try:
        return _hasher().verify(hash or _nobodys(), password) and hash is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return hashed(new_token())
