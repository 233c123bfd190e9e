"""What a provider says is believed only where all of it is right: signature, issuer, audience, time, nonce."""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from jwt.utils import base64url_encode

from cpq.platform.people.oidc import provider as module
from cpq.platform.people.oidc.attempt import Attempt, attempt_in
from cpq.platform.people.oidc.provider import Client, NotProven, Provider, ProviderTrouble
from tests.service.oidc_provider import CLIENT, SECRET, Claims, TinyProvider, provider


@pytest.fixture
def tiny() -> Iterator[TinyProvider]:
    with provider() as running:
        yield running


def ours(tiny: TinyProvider, **changed: Any) -> Provider:
    given = {"issuer": tiny.issuer, "id": CLIENT, "secret": SECRET, "back": "http://service/back", "scopes": "openid"}
    return Provider(Client(**{**given, **changed}))


async def sign_in(tiny: TinyProvider, asks: Provider | None = None) -> Mapping[str, Any]:
    asks, attempt = asks or ours(tiny), Attempt.begin("/")
    back = tiny.authorize(await asks.address(attempt))
    assert attempt.is_answered_by(back["state"])
    return (await asks.vouched(back["code"], attempt)).claims


def test_who_signed_in_is_what_the_token_says(tiny: TinyProvider) -> None:
    claims = asyncio.run(sign_in(tiny))
    assert (claims["sub"], claims["email"]) == ("p-1", "ada@example.com")


def spoiled(**changed: Any):
    return lambda claims: {**claims, **changed}


def without(name: str):
    return lambda claims: {key: value for key, value in claims.items() if key != name}


@pytest.mark.parametrize(
    "spoil",
    [
        spoiled(nonce="another"),
        without("nonce"),
        spoiled(aud="another-client"),
        spoiled(aud=[CLIENT, "another"]),
        spoiled(aud=[CLIENT, "another"], azp="another"),
        spoiled(iss="http://127.0.0.1:1"),
        spoiled(exp=int(time.time()) - 3_600),
        without("exp"),
        without("iat"),
        spoiled(iat=int(time.time()) + 3_600),
        without("sub"),
        spoiled(sub=7),
    ],
    ids=[
        *("nonce", "no nonce", "audience", "two audiences", "made for another", "issuer", "expired", "no end"),
        *("no begin", "from the future", "nobody", "a number"),
    ],
)
def test_a_token_that_says_something_wrong(tiny: TinyProvider, spoil) -> None:
    tiny.spoil = spoil
    with pytest.raises(NotProven):
        asyncio.run(sign_in(tiny))


def other_key(tiny: TinyProvider):
    key = rsa.generate_private_key(65537, 2048)
    return lambda claims: jwt.encode(claims, key, "RS256", {"kid": tiny.key_id})


def shared_secret(tiny: TinyProvider):
    """The classic: the public key, which everybody has, taken for a secret."""
    public = tiny.key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    def sign(claims: Claims) -> str:
        head = {"alg": "HS256", "typ": "JWT", "kid": tiny.key_id}
        said = b".".join(base64url_encode(json.dumps(part).encode()) for part in (head, claims))
        return b".".join((said, base64url_encode(hmac.digest(public, said, "sha256")))).decode()

    return sign


def unsigned(tiny: TinyProvider):
    return lambda claims: jwt.encode(claims, "", "none", {"kid": tiny.key_id})


def unknown_key(tiny: TinyProvider):
    return lambda claims: jwt.encode(claims, tiny.key, "RS256", {"kid": "unknown"})


@pytest.mark.parametrize("sign", [other_key, shared_secret, unsigned, unknown_key, lambda _: lambda _: "a.b.c"])
def test_a_token_that_the_provider_did_not_sign(tiny: TinyProvider, sign) -> None:
    tiny.sign = sign(tiny)
    with pytest.raises(NotProven):
        asyncio.run(sign_in(tiny))


def test_a_code_works_once_and_only_for_the_browser_that_asked(tiny: TinyProvider) -> None:
    async def work() -> None:
        asks, attempt = ours(tiny), Attempt.begin("/")
        code = tiny.authorize(await asks.address(attempt))["code"]
        with pytest.raises(NotProven):
            await asks.vouched(code, Attempt.begin("/"))
        with pytest.raises(NotProven):
            await asks.vouched(code, attempt)

    asyncio.run(work())


def test_a_new_key_of_the_provider_is_looked_for_but_not_by_every_forged_token(
    tiny: TinyProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work() -> None:
        asks = ours(tiny)
        await sign_in(tiny, asks)
        tiny.rotate()
        with pytest.raises(NotProven):
            await sign_in(tiny, asks)
        assert tiny.asked.count("/keys") == 1
        monkeypatch.setattr(module, "SELDOM", -1.0)
        await sign_in(tiny, asks)
        assert tiny.asked.count("/keys") == 2

    asyncio.run(work())


@pytest.mark.parametrize(
    "described",
    [{"issuer": "http://127.0.0.1:1"}, {"jwks_uri": "file:///etc/passwd"}, {"jwks_uri": None}],
    ids=["another issuer", "a file", "no keys"],
)
def test_a_provider_that_describes_itself_wrongly(tiny: TinyProvider, described: Claims) -> None:
    tiny.described = described
    with pytest.raises(ProviderTrouble):
        asyncio.run(sign_in(tiny))


def test_a_provider_that_is_not_there() -> None:
    asks = Provider(Client("http://127.0.0.1:9", CLIENT, None, "http://service/back", "openid"))
    with pytest.raises(ProviderTrouble):
        asyncio.run(asks.address(Attempt.begin("/")))


@given(st.from_regex(r"/[a-z0-9/?=&%._-]{0,60}", fullmatch=True).filter(lambda place: not place.startswith("//")))
def test_an_attempt_comes_back_as_it_was(place: str) -> None:
    attempt = Attempt.begin(place)
    assert attempt_in(attempt.cookie) == attempt
    assert attempt.place == place


@pytest.mark.parametrize(
    "place", ["//evil.example", "/\\evil.example", "https://evil.example", "", "a", "/a\r\nb", "/é", "/" + "a" * 300]
)
def test_nobody_is_sent_anywhere_else(place: str) -> None:
    assert Attempt.begin(place).place == "/"


@given(st.text(max_size=300))
def test_a_cookie_of_any_content_is_an_attempt_or_none(cookie: str) -> None:
    assert attempt_in(cookie) is None
