"""A small OpenID provider on this machine: it signs people in, and can be told to do it wrong."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "cpq-test", "a secret of the client: + & %"
Claims = dict[str, Any]


class TinyProvider:
    """`person` are the claims of whoever is at the browser; `spoil` changes them before they are signed, `sign` is how."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.person: Claims = {"sub": "p-1", "email": "ada@example.com", "email_verified": True, "name": "Ada"}
        self.spoil: Callable[[Claims], Claims] = lambda claims: claims
        self.sign: Callable[[Claims], str] = self.signed
        self.described: Claims = {}
        self.asked: list[str] = []
        self.rotate()
        self._attempts: dict[str, dict[str, str]] = {}

    def rotate(self) -> None:
        """A new key; the old one is not published any more."""
        self.key = rsa.generate_private_key(65537, 2048)
        self.key_id = token_urlsafe(6)

    def signed(self, claims: Claims) -> str:
        return jwt.encode(claims, self.key, "RS256", {"kid": self.key_id})

    def authorize(self, address: str) -> dict[str, str]:
        """What the person's browser brings back after it was sent to an address."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query, strict_parsing=True).items()}
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        code = token_urlsafe(8)
        self._attempts[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, Claims]:
        asked = self._attempts.pop(form.get("code", ""), None)  # a code works once
        said = base64.b64encode(f"{quote_plus(CLIENT)}:{quote_plus(SECRET)}".encode()).decode()  # RFC 6749, 2.3.1
        challenge = base64.urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).decode()
        if (
            asked is None
            or authorization != f"Basic {said}"
            or challenge.rstrip("=") != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        token = self.sign(self.spoil({**claims, **self.person}))
        return 200, {"id_token": token, "access_token": "unused", "token_type": "Bearer"}

    def document(self, path: str) -> Claims | None:
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                **self.described,
            }
        if path == "/keys":
            public = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            return {"keys": [{"kty": "odd", "kid": "?"}, {**public, "kid": self.key_id, "use": "sig"}]}
        return None


@contextmanager
def provider() -> Generator[TinyProvider]:
    """A provider that answers as long as it is needed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            document = tiny.document(self.path)
            self._answer(200 if document is not None else 404, document or {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(*tiny.token(form, self.headers.get("authorization", "")))

        def _answer(self, status: int, document: Claims) -> None:
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tiny = TinyProvider(f"http://127.0.0.1:{server.server_address[1]}")
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield tiny
    finally:
        server.shutdown()
        server.server_close()


def back_at(query: dict[str, str]) -> str:
    return f"/v1/sign-ins/oidc/callback?{urlencode(query)}"
