"""Logs: one JSON object a line, with the id of the request that it is about. No body, no query, no secret is ever in them."""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal, TextIO

request_of_now: ContextVar[str | None] = ContextVar("request_of_now", default=None)
"""The id of the request that is being answered."""
FIELDS = ("method", "route", "status", "milliseconds", "caller", "version")
"""What a line may have beside its message: `_log.info("…", extra={"status": 200})`."""
_LONGEST = 8_000
_BREAKS = {each: f"\\u{each:04x}" for each in (0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029)}
"""What some readers of lines take for the end of one, and JSON lets stand."""
_SPACES = dict.fromkeys((0x0A, 0x0D, *_BREAKS), " ")


class JsonLines(logging.Formatter):
    """A record as one line of JSON; line breaks in it are escaped, so that nobody can forge a second line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:_LONGEST],
        }
        request = request_of_now.get()
        if request is not None:
            line["request_id"] = request
        line |= {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)[-_LONGEST:]
        return json.dumps(line, ensure_ascii=False, default=str).translate(_BREAKS)


class PlainLines(logging.Formatter):
    """The same for a person at a terminal."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  as logging calls it
        request = request_of_now.get()
        said = super().formatMessage(record).translate(_SPACES)
        return f"{said} [{request}]" if request else said


def set_up(form: Literal["json", "text"] | None, level: str, stream: TextIO | None = None) -> None:
    """Has the whole program log so, without a form as suits the stream; once more replaces what was set up before."""
    handler = logging.StreamHandler(stream or sys.stderr)
    form = form or ("text" if handler.stream.isatty() else "json")
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("cpq").setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        own = logging.getLogger(name)
        own.handlers.clear()
        own.propagate = True
