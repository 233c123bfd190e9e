"""The provider: what it says of itself, its keys, and the token that it gives for a code. Nothing of it is believed unchecked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, cast
from urllib.parse import quote_plus, urlencode

import httpx
import jwt

from cpq.platform.people.oidc.attempt import Attempt

SECONDS = 10.0
LARGEST = 1_000_000
KEPT = 3_600.0
"""Seconds that the provider's description and keys are believed to be the same."""
SELDOM = 60.0
"""Seconds between two looks for a key that is not known."""
LEEWAY = 60
"""Seconds that its clock may differ."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that only the provider can make; never one by a shared secret, and never none."""


class ProviderTrouble(Exception):
    """The provider cannot be reached, or says something that cannot be right; the text is for the log."""


class NotProven(Exception):
    """The token does not prove anything; the text is for the log."""


@dataclass(frozen=True, slots=True)
class Client:
    """This service as the provider knows it."""

    issuer: str
    id: str
    secret: str | None
    back: str
    scopes: str
    home: str = "/"
    """Where people are when they have signed out."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the provider says of somebody, and the token that says it."""

    claims: Mapping[str, Any]
    token: str


@dataclass(frozen=True, slots=True)
class _Known:
    description: Mapping[str, Any]
    keys: Mapping[str, jwt.PyJWK]
    until: float
    asked: float


class Provider:
    """Asks the provider over HTTP. Raises `ProviderTrouble`."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._known: _Known | None = None

    async def address(self, attempt: Attempt) -> str:
        """Where the browser is sent."""
        known = await self._description()
        endpoint = _endpoint(known.description, "authorization_endpoint", self.client.issuer)
        return attempt.address(endpoint, self.client.id, self.client.back, self.client.scopes)

    async def vouched(self, code: str, attempt: Attempt) -> Vouched:
        """Who signed in, as a token of the provider says that is good here and now. Raises `NotProven`."""
        token = await self._token(code, attempt)
        key = await self._key(token)
        return Vouched(proven(token, key, self.client, attempt.nonce), token)

    async def farewell(self, token: str) -> str | None:
        """Where the browser is sent to sign out there too (OpenID Connect RP-Initiated Logout 1.0); None where the provider has no such place."""
        known = await self._description()
        if "end_session_endpoint" not in known.description:
            return None
        endpoint = _endpoint(known.description, "end_session_endpoint", self.client.issuer)
        asked = {"id_token_hint": token, "client_id": self.client.id, "post_logout_redirect_uri": self.client.home}
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    async def _token(self, code: str, attempt: Attempt) -> str:
        known = await self._description()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.client.back,
            "client_id": self.client.id,
            "code_verifier": attempt.verifier,
        }
        secret = self.client.secret
        methods = known.description.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        basic = secret is not None and "client_secret_basic" in methods
        form |= {} if secret is None or basic else {"client_secret": secret}
        auth = httpx.BasicAuth(quote_plus(self.client.id), quote_plus(secret)) if secret is not None and basic else None
        endpoint = _endpoint(known.description, "token_endpoint", self.client.issuer)
        answer = await _asked("POST", endpoint, data=form, auth=auth)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotProven(f"no id_token, but {answer.get('error', 'nothing')!r}")
        return token

    async def _key(self, token: str) -> jwt.PyJWK:
        """The key that the token says it is signed with; the keys are asked for again where it is not known, but seldom."""
        try:
            id = str(jwt.get_unverified_header(token).get("kid", ""))
        except jwt.PyJWTError as error:
            raise NotProven(f"no token: {error}") from None
        known = await self._description()
        if id not in known.keys and monotonic() - known.asked > SELDOM:
            self._known = None
            known = await self._description()
        if not id and len(known.keys) == 1:
            return next(iter(known.keys.values()))
        if id not in known.keys:
            raise NotProven("signed with a key that the provider does not publish")
        return known.keys[id]

    async def _description(self) -> _Known:
        now = monotonic()
        if self._known is None or self._known.until < now:
            described = await _asked("GET", f"{self.client.issuer.rstrip('/')}/.well-known/openid-configuration")
            if described.get("issuer") != self.client.issuer:
                raise ProviderTrouble(f"the provider calls itself {described.get('issuer')!r}")
            keys = await _asked("GET", _endpoint(described, "jwks_uri", self.client.issuer))
            self._known = _Known(described, _keys(keys), now + KEPT, now)
        return self._known


def proven(token: str, key: jwt.PyJWK, client: Client, nonce: str) -> Mapping[str, Any]:
    """What a token says, once its signature, issuer, audience, time and nonce are right. Raises `NotProven`."""
    try:
        claims = cast(
            "Mapping[str, Any]",
            jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name] if key.algorithm_name in ALGORITHMS else [],
                audience=client.id,
                issuer=client.issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            ),
        )
    except jwt.PyJWTError as error:
        raise NotProven(str(error)) from None
    if claims.get("nonce") != nonce:
        raise NotProven("the nonce is another attempt's")
    if (
        isinstance(claims["aud"], list)
        and len(cast("list[object]", claims["aud"])) > 1
        and claims.get("azp") != client.id
    ):
        raise NotProven("the token was made for another client")
    return claims


def _keys(document: Mapping[str, Any]) -> Mapping[str, jwt.PyJWK]:
    """The keys that signatures are checked with, by their ids; those of a kind that is not known are passed over."""
    found: dict[str, jwt.PyJWK] = {}
    for each in document.get("keys", []):
        if not isinstance(each, dict) or cast("dict[str, Any]", each).get("use", "sig") != "sig":
            continue
        try:
            key = jwt.PyJWK(cast("dict[str, Any]", each))
        except jwt.PyJWTError:
            continue
        found[str(key.key_id or "")] = key
    return found


def _endpoint(described: Mapping[str, Any], name: str, issuer: str) -> str:
    """An address of the provider's; by https where the provider itself is."""
    address = described.get(name)
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise ProviderTrouble(f"the provider has no {name}")
    if issuer.startswith("https://") and not address.startswith("https://"):
        raise ProviderTrouble(f"the provider's {name} is not https")
    return address


async def _asked(method: str, address: str, **options: Any) -> Mapping[str, Any]:
    """The JSON object that an address answers with, at most 1 MB of it; no redirect is followed."""
    try:
        async with (
            httpx.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=True) as client,
            client.stream(method, address, headers={"accept": "application/json"}, **options) as answer,
        ):
            content = bytearray()
            async for chunk in answer.aiter_bytes():
                content += chunk
                if len(content) > LARGEST:
                    raise ProviderTrouble(f"{address} answers with more than {LARGEST:,} bytes")
            made = json.loads(content)
    except (httpx.HTTPError, ValueError, RecursionError) as error:
        raise ProviderTrouble(f"{address}: {error!r}") from None
    if not isinstance(made, dict):
        raise ProviderTrouble(f"{address} answers {answer.status_code} without an object")
    return cast("Mapping[str, Any]", made)
