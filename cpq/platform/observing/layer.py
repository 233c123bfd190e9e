"""The layer that measures every request: how long, which route, what came of it; one line of the log each."""

from __future__ import annotations

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cpq.platform.observing.logs import request_of_now
from cpq.platform.observing.metrics import Metrics
from cpq.platform.observing.spans import Spans

_log = logging.getLogger("cpq.requests")
_QUIET = frozenset({"/health", "/ready", "/metrics"})
"""What is asked every few seconds by machines; it is counted, and not logged."""
NOWHERE = "none"
"""The route of an address that is not there: whatever was asked for is no label."""


class Observed:
    """Inside the layer that gives the request its id."""

    def __init__(self, app: ASGIApp, metrics: Metrics, spans: Spans) -> None:
        self._app, self._metrics, self._spans = app, metrics, spans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, begun = 500, perf_counter()

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        token = request_of_now.set(scope.get("state", {}).get("request_id"))
        self._metrics.open_requests.inc()
        try:
            with self._spans.span("request", method=scope["method"]):
                await self._app(scope, receive, answer)
        finally:
            self._metrics.open_requests.dec()
            self._tell(scope, status, perf_counter() - begun)
            request_of_now.reset(token)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", NOWHERE)
        self._metrics.answered(scope["method"], route, status, seconds)
        if route in _QUIET or not _log.isEnabledFor(logging.INFO):
            return
        caller = scope.get("state", {}).get("caller")
        said = {"method": scope["method"], "route": route, "status": status, "caller": caller}
        _log.info("%s %s %d", scope["method"], route, status, extra={**said, "milliseconds": round(seconds * 1000, 2)})
