"""What sending is answered with when it is repeated: the same, though the link's signature, which opens the quote, is kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlalchemy import Connection

from cpq.quotes.links import named_in, token_of
from cpq.quotes.store.links import link_of, secret_of


def signed_again(secret: str | None) -> Callable[[Connection, bytes], bytes]:
    """Puts the signature into an answer that was kept without; the secret is that of the settings, if they have one."""

    def signed(connection: Connection, body: bytes) -> bytes:
        kept = str(json.loads(body)["token"])
        link, signing = link_of(connection, named_in(kept)), secret or secret_of(connection)
        if link is None or signing is None:
            return body
        return body.replace(f'"{kept}"'.encode(), f'"{token_of(link, signing)}"'.encode(), 1)

    return signed
