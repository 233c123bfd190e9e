"""The service as one ASGI application: endpoints, error handlers, the layers around them. It composes and decides nothing."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from cpq.activities.service import reminding
from cpq.activities.service.collecting import COLLECTION, ask_to_collect
from cpq.api import (
    acceptances,
    account_plans,
    accounts,
    activations,
    activities,
    campaigns,
    collecting,
    configurations,
    contacts,
    contracts,
    conversions,
    drafts,
    duplicates,
    explanations,
    exports,
    health,
    imports,
    invoices,
    jobs,
    lead_scores,
    leads,
    merges,
    metrics,
    oidc,
    opportunities,
    opportunity_portraits,
    opportunity_quotes,
    opportunity_stages,
    ordering,
    orders,
    overviews,
    payments,
    people,
    power_maps,
    prices,
    products,
    quote_documents,
    quote_files,
    quote_flow,
    quote_previews,
    quotes,
    rulebook_changes,
    rulebooks,
    signing_in,
    tasks,
    usage,
    webhooks,
)
from cpq.api.desk import Desk, desk_for
from cpq.api.examples_of_quotes import ANSWERED
from cpq.api.schemas import components
from cpq.api.visit import AnsweredBefore, answered_meanwhile
from cpq.api.webhooks import limits_of
from cpq.cleaning.phones import read_places
from cpq.leads.service import pooling
from cpq.opportunities.service.attaching import follow_quote
from cpq.platform.act import follow
from cpq.platform.answers import problem_response, response_of
from cpq.platform.bounds import Bounds, SecurityHeaders
from cpq.platform.in_force import InForce
from cpq.platform.jobs.running import Handler, Jobs
from cpq.platform.kinds_of_problems import DEFECT, METHOD, NO_DATABASE, NOT_FOUND
from cpq.platform.observing.layer import Observed
from cpq.platform.observing.logs import set_up
from cpq.platform.observing.processes import forget_the_dead
from cpq.platform.people.door import COOKIE
from cpq.platform.problems import Problem
from cpq.platform.proxies import BehindProxies, networks_of
from cpq.platform.repeats import Answer
from cpq.platform.request_id import RequestId
from cpq.platform.settings import Settings, settings_of_the_environment
from cpq.platform.storage.database import Database
from cpq.platform.storage.place import database_of
from cpq.platform.storage.troubles import DatabaseTrouble
from cpq.platform.tidying import KIND as TIDY
from cpq.platform.tidying import ask_to_tidy, tidy
from cpq.platform.webhooks.delivering import Deliverer
from cpq.platform.webhooks.postman import Postman
from cpq.quotes.service import jobs as quote_jobs
from cpq.quotes.service.printing import PRINTING
from cpq.rulebooks.adopting import in_force_of
from cpq.rulebooks.uploading import CHECKING
from cpq.workspace import Workspace, starter

_log = logging.getLogger("cpq.service")

_ABOUT_PEOPLE = (signing_in, oidc, people)
_ABOUT_PRICES = (prices, explanations, configurations, products)
_ABOUT_RULEBOOKS = (rulebooks, rulebook_changes, quote_previews, activations)
_ABOUT_QUOTES = (quotes, quote_flow, quote_documents, quote_files, acceptances)
_ABOUT_ACCOUNTS = (accounts, overviews, contacts, power_maps, account_plans)
_ABOUT_WORK = (activities, tasks, drafts)
_ABOUT_DEALS = (opportunity_portraits, opportunities, opportunity_stages, opportunity_quotes)
_ABOUT_LEADS = (leads, lead_scores, conversions, campaigns, imports)
_ABOUT_RECORDS = (merges, duplicates)
_ABOUT_ORDERS = (ordering, orders, usage, invoices, payments, contracts, exports, webhooks)

ABOUT = """\
Configure, price, quote: every answer is a function of the rulebook and the request. Amounts are decimal strings, texts have Chinese and
English, problems are `application/problem+json` (RFC 9457) in the language of `Accept-Language`.

配置、定价、报价：每个答案只取决于规则与请求。金额为十进制字符串，文字中英俱全；出错时返回 `application/problem+json`，语言随 `Accept-Language`。
"""


def make() -> ASGIApp:
    """The service as the environment sets it up; what a process of uvicorn begins with. Raises `Refused` for a rulebook with errors."""
    settings = settings_of_the_environment()
    set_up(settings.log_format, settings.log_level)
    forget_the_dead()
    workspace = Workspace(settings.workspace) if settings.workspace else starter()
    database = Database(database_of(settings, workspace))
    Thread(target=read_places, name="places", daemon=True).start()
    return service(in_force_of(database, workspace), settings, database)


def service(in_force: InForce, settings: Settings, database: Database) -> ASGIApp:
    """The whole service over a database of the newest revision, layers and all."""
    return layered(endpoints(desk_for(settings, in_force, database)))


def layered(app: FastAPI) -> ASGIApp:
    """The endpoints with the layers around them that every request goes through, the outermost first."""
    desk: Desk = app.state.desk
    bounded = Bounds(GZipMiddleware(app, minimum_size=1_000, compresslevel=5), desk.settings)
    reached = BehindProxies(SecurityHeaders(bounded), networks_of(desk.settings.trusted_proxies))
    return RequestId(Observed(reached, desk.metrics, desk.spans))


def endpoints(desk: Desk) -> FastAPI:
    """The endpoints by themselves."""
    app = FastAPI(title="cpq", version="1", description=ABOUT, docs_url=None, redoc_url=None, lifespan=_lifespan)
    app.state.desk = desk
    follow("quote.changed", follow_quote)
    features = (
        *_ABOUT_RULEBOOKS,
        *_ABOUT_QUOTES,
        *_ABOUT_ORDERS,
        *_ABOUT_ACCOUNTS,
        *_ABOUT_WORK,
        *_ABOUT_LEADS,
        *_ABOUT_DEALS,
        *_ABOUT_RECORDS,
        jobs,
    )
    for module in (
        *_ABOUT_PRICES,
        *_ABOUT_PEOPLE,
        *features,
        health,
        metrics,
    ):  # the most asked first: they are searched in turn
        app.include_router(module.router)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(AnsweredBefore, _answered_before)
    app.add_exception_handler(DatabaseTrouble, _no_database)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _defect)
    app.openapi = lambda: _openapi(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    desk: Desk = app.state.desk
    desk.in_force.prepare_beside(desk.settings.rulebook_seconds)
    regular = [ask_to_tidy, ask_to_collect, pooling.ask_to_recycle, duplicates.ask_to_find]
    running = Jobs(desk.database, handlers(desk), regular, desk.due)
    postman = Postman(Deliverer(desk.database, limits_of(desk.settings), desk.settings.webhook_days))
    running.start()
    postman.start()
    yield
    postman.stop()
    running.stop(desk.settings.shutdown_seconds)
    desk.close()


def handlers(desk: Desk) -> Mapping[str, Handler]:
    """Who does which kind of job."""
    own = {
        quote_previews.KIND: quote_previews.handler(desk),
        PRINTING: quote_documents.printer(desk),
        imports.KIND: imports.handler(desk),
        CHECKING: rulebooks.checker(desk),
        COLLECTION: collecting.handler(desk),
        pooling.RECYCLING: pooling.recycler(lambda: desk.rulebook),
        duplicates.KIND: duplicates.finder(desk),
    }
    return {TIDY: tidy, **quote_jobs.HANDLERS, **reminding.HANDLERS, **own}


async def _problem(request: Request, error: Exception) -> Response:
    first = await answered_meanwhile(request)
    if first is not None:
        return response_of(first)
    return problem_response(error if isinstance(error, Problem) else Problem(DEFECT), request.scope)


async def _answered_before(_: Request, error: Exception) -> Response:
    answered = error.answer if isinstance(error, AnsweredBefore) else Answer(500, b"", {})
    return response_of(answered)


async def _no_database(request: Request, error: Exception) -> Response:
    _log.error("request %s: the database: %s", request.state.request_id, error)
    return problem_response(Problem(NO_DATABASE, headers={"retry-after": "3"}), request.scope)


async def _defect(request: Request, _: Exception) -> Response:
    return problem_response(Problem(DEFECT), request.scope)


async def _http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: an address or a method that is not there."""
    status = error.status_code if isinstance(error, HTTPException) else DEFECT.status
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    kinds = {NOT_FOUND.status: NOT_FOUND, METHOD.status: METHOD}
    return problem_response(Problem(kinds.get(status, DEFECT), headers=headers), request.scope)


SECURITY_SCHEMES = {
    "key": {"type": "http", "scheme": "bearer", "description": "An API key, `cpq_…` · 密钥"},
    "signIn": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "POST /v1/sign-ins"},
}


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        made["components"] = {"schemas": components(), "securitySchemes": SECURITY_SCHEMES, "examples": ANSWERED}
        app.openapi_schema = made
    return app.openapi_schema
