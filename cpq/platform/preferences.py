"""`Prefer` (RFC 7240): what a client would like, and may be passed over."""

from __future__ import annotations

from starlette.requests import Request

RESPOND_ASYNC = "respond-async"


def prefers_async(request: Request) -> bool:
    """Whether the client would rather be told where the answer will be than wait for it."""
    said = ",".join(request.headers.getlist("prefer")).split(",")
    return any(each.partition(";")[0].strip().lower() == RESPOND_ASYNC for each in said)
