"""The service of the sample company, and beside it, in the same process and server, endpoints of bare FastAPI."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cpq.app import service
from cpq.kinds import load_rulebook
from cpq.platform.connections import uvicorn_settings
from cpq.platform.settings import Settings

HOME = Path(__file__).resolve().parents[2]


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
    loaded = load_rulebook(HOME / "rules", HOME)
    assert loaded.rulebook is not None
    ours, theirs = service(loaded.rulebook, Settings()), bare()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_bare = scope["type"] == "http" and scope["path"].startswith("/bare/")
        await (theirs if is_bare else ours)(scope, receive, send)

    return app


if __name__ == "__main__":
    settings = {**uvicorn_settings(Settings()), "port": int(sys.argv[1]), "loop": "uvloop"}
    uvicorn.run(both(), **settings)
