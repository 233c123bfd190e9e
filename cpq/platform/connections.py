"""Connections of uvicorn, with what it does not bound itself: how large headers may be, and how long they may take."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cpq.platform.answers import encoded
from cpq.platform.kinds_of_problems import HEADERS
from cpq.platform.problems import MEDIA_TYPE, Problem
from cpq.platform.settings import Settings, settings_of_the_environment


@cache
def _settings() -> Settings:
    return settings_of_the_environment()


class BoundedConnection(HttpToolsProtocol):
    """The protocol for uvicorn's `http`. It reads the limits from the environment, for every process makes its own."""

    _head = 0
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        self._arrived()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._waiting is not None:  # no chunk of the network is large: to look after it is early enough
            self._head += len(data)
            if self._head > _settings().most_header_bytes and not self.transport.is_closing():
                self._refuse()

    def _wait(self) -> None:
        """From here on headers are awaited."""
        self._arrived()
        self._head = 0
        self._waiting = self.loop.call_later(_settings().header_seconds, self._give_up)

    def _arrived(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if not self.transport.is_closing():
            self.transport.close()

    def _refuse(self) -> None:
        """There is no request yet that could be answered: what is written here is the whole answer."""
        content = encoded(Problem(HEADERS).document("en", ""))
        head = (
            f"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: {MEDIA_TYPE}\r\n"
            f"content-length: {len(content)}\r\nconnection: close\r\n\r\n"
        )
        self._arrived()
        self.transport.write(head.encode() + content)
        self.transport.close()


def uvicorn_settings(settings: Settings) -> dict[str, Any]:
    """What uvicorn is told besides the application."""
    return {
        "host": settings.host,
        "port": settings.port,
        "http": BoundedConnection,
        "ws": "none",
        "proxy_headers": False,  # `cpq.platform.proxies` reads them, of trusted ones alone
        "timeout_graceful_shutdown": settings.shutdown_seconds,
        "timeout_worker_healthcheck": 60,  # seconds: a process that loads a large rulebook on a busy machine is not dead
        "server_header": False,
        "log_level": "warning",
        "access_log": False,
    }
