"""The link by which a customer sees and accepts a quote: signed, expiring, of one version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from hmac import compare_digest, new

from cpq.quotes.given import text_of

_FORM = re.compile(r"(lnk_[0-9a-z]{26})\.([0-9]{1,12})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is kept: of which version of which quote, and until when."""

    id: str
    quote: str
    number: int
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Token:
    """What a customer shows: which link, until when, and the signature."""

    link: str
    expires: int
    signature: str


def token_of(link: Link, secret: str) -> str:
    """The token of a link: whoever has it may accept."""
    expires = int(link.expires_at.timestamp())
    return f"{link.id}.{expires}.{_signature(link, expires, secret)}"


def unsigned(token: str) -> str:
    """A token without its signature: it says which link it is of, and opens nothing."""
    return token.rpartition(".")[0]


def named_in(token: str) -> str:
    """The link that a token is of, signed or not."""
    return token.partition(".")[0]


def read_token(text: str) -> Token | None:
    """None for what is no token."""
    match = _FORM.fullmatch(text)
    return Token(match[1], int(match[2]), match[3]) if match else None


def is_good(token: Token, link: Link, secret: str, now: datetime) -> bool:
    """Whether a token is the one of the link, and may still be used."""
    signed = compare_digest(token.signature, _signature(link, token.expires, secret))
    same = token.link == link.id and token.expires == int(link.expires_at.timestamp())
    return signed and same and link.revoked_at is None and now < link.expires_at


def end_of(day: date) -> datetime:
    """The first moment after a day, UTC."""
    return (
        datetime.combine(day + timedelta(days=1), time(), UTC) if day < date.max else datetime.max.replace(tzinfo=UTC)
    )


def document_of(offered: object) -> str:
    """The digest of what a customer is shown."""
    return sha256(text_of(offered).encode()).hexdigest()


def _signature(link: Link, expires: int, secret: str) -> str:
    said = f"acceptance|{link.id}|{link.quote}|{link.number}|{expires}"
    return new(secret.encode(), said.encode(), sha256).hexdigest()
