"""The service of the sample company, and beside it, in the same process and server, endpoints of bare FastAPI."""

from __future__ import annotations

import json
import sys

import uvicorn
from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cpq.app import make
from cpq.platform.connections import uvicorn_settings
from cpq.platform.settings import settings_of_the_environment


def bare() -> FastAPI:
    """An empty endpoint, and one that takes a body and gives as many bytes as it is asked for."""
    app = FastAPI()

    @app.get("/bare/empty")
    async def empty() -> Response:
        return Response(b"{}", media_type="application/json")

    @app.post("/bare/bytes/{size}")
    async def bytes_of(request: Request, size: int) -> Response:
        json.loads(await request.body())
        return Response(b"x" * size, media_type="application/json")

    return app


def both() -> object:
    ours, theirs = make(), bare()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_bare = scope["type"] == "http" and scope["path"].startswith("/bare/")
        await (theirs if is_bare else ours)(scope, receive, send)

    return app


if __name__ == "__main__":
    port, workers = (int(each) for each in sys.argv[1:])
    settings = {**uvicorn_settings(settings_of_the_environment()), "port": port, "workers": workers, "loop": "uvloop"}
    uvicorn.run("server:both", factory=True, **settings)
