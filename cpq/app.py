"""The service as one ASGI application: endpoints, error handlers, the layers around them. It composes and decides nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from cpq.api import configurations, explanations, prices, products, rulebooks
from cpq.api.desk import Desk
from cpq.api.schemas import components
from cpq.kinds import load_rulebook
from cpq.platform.answers import problem_response
from cpq.platform.bounds import Bounds, SecurityHeaders
from cpq.platform.in_force import InForce
from cpq.platform.kinds_of_problems import DEFECT, METHOD, NOT_FOUND
from cpq.platform.problems import Problem
from cpq.platform.request_id import RequestId
from cpq.platform.settings import Settings, settings_of_the_environment
from cpq.platform.work import Work
from cpq.rulebook.finding import Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.workspace import Workspace, starter

ABOUT = """\
Configure, price, quote: every answer is a function of the rulebook and the request. Amounts are decimal strings, texts have Chinese and
English, problems are `application/problem+json` (RFC 9457) in the language of `Accept-Language`.

配置、定价、报价：每个答案只取决于规则与请求。金额为十进制字符串，文字中英俱全；出错时返回 `application/problem+json`，语言随 `Accept-Language`。
"""


def make() -> ASGIApp:
    """The service as the environment sets it up; what a process of uvicorn begins with. Raises `Refused` for a rulebook with errors."""
    settings = settings_of_the_environment()
    workspace = Workspace(settings.workspace) if settings.workspace else starter()
    loaded = load_rulebook(workspace.rules, workspace.root)
    if loaded.rulebook is None:
        raise Refused(loaded.findings)
    return service(loaded.rulebook, settings)


def service(rulebook: Rulebook, settings: Settings) -> ASGIApp:
    """The whole service of a rulebook, layers and all."""
    return layered(endpoints(Desk(settings, InForce(rulebook), Work(settings))), settings)


def layered(app: ASGIApp, settings: Settings) -> ASGIApp:
    """An application with the layers around it that every request goes through, the outermost first."""
    return RequestId(SecurityHeaders(Bounds(GZipMiddleware(app, minimum_size=1_000, compresslevel=5), settings)))


def endpoints(desk: Desk) -> FastAPI:
    """The endpoints by themselves."""
    app = FastAPI(title="cpq", version="1", description=ABOUT, docs_url=None, redoc_url=None, lifespan=_lifespan)
    app.state.desk = desk
    for module in (prices, explanations, configurations, products, rulebooks):
        app.include_router(module.router)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _defect)
    app.openapi = lambda: _openapi(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    desk: Desk = app.state.desk
    desk.in_force.prepare_beside()
    yield
    desk.work.close()


async def _problem(request: Request, error: Exception) -> Response:
    return problem_response(error if isinstance(error, Problem) else Problem(DEFECT), request.scope)


async def _defect(request: Request, _: Exception) -> Response:
    return problem_response(Problem(DEFECT), request.scope)


async def _http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: an address or a method that is not there."""
    status = error.status_code if isinstance(error, HTTPException) else DEFECT.status
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    kinds = {NOT_FOUND.status: NOT_FOUND, METHOD.status: METHOD}
    return problem_response(Problem(kinds.get(status, DEFECT), headers=headers), request.scope)


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        made["components"] = {"schemas": components()}
        app.openapi_schema = made
    return app.openapi_schema
