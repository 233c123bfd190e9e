"""What WeasyPrint complains of while it works, as warnings for the person who looks after the templates."""

from __future__ import annotations

import logging
import re
from types import TracebackType
from typing import Self

from cpq.documents.fetcher import FolderFetcher
from cpq.documents.job import Job
from cpq.documents.requirements import missing_glyphs
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

_LOGGER = logging.getLogger("weasyprint")
_SPOT = re.compile(r"\bat (\d+):(\d+)")
_MOST = 20


class Complaints(logging.Handler):
    """Collects WeasyPrint's messages while it is entered; missing characters apart from the rest."""

    def __init__(self, fetcher: FolderFetcher, job: Job) -> None:
        super().__init__(logging.WARNING)
        self._fetcher = fetcher
        self._job = job
        self._said: dict[tuple[str, Place], None] = {}
        self._missing: dict[str, None] = {}

    def __enter__(self) -> Self:
        _LOGGER.addHandler(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _LOGGER.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith(".notdef glyph") and isinstance(record.args, tuple):
            self._missing[str(record.args[0])] = None
        elif len(self._said) < _MOST:
            message = record.getMessage().replace(self._job.folder.url, "")
            self._said[message[:300], self._place(message)] = None

    def findings(self) -> tuple[Finding, ...]:
        """Warnings, in the order in which they arose."""
        said = [
            Finding(
                "template-ignored",
                place,
                Text(
                    zh=f"排版引擎忽略了：{message}。请检查样式或图片",
                    en=f"left out while laying out: {message}; check the style or the image",
                ),
                Severity.WARNING,
            )
            for message, place in self._said
        ]
        missing = [missing_glyphs(list(self._missing), Place(str(self._job.view["number"])))] if self._missing else []
        return (*said, *missing)

    def _place(self, message: str) -> Place:
        spot = _SPOT.search(message)
        name = self._fetcher.stylesheet
        if spot and name:
            return Place(self._job.folder.label(name), int(spot[1]), int(spot[2]))
        return Place(self._job.folder.label("quote.html.j2"))
