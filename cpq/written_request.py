"""A request that was read from a file, and knows where its values are written."""

from __future__ import annotations

from pydantic import PrivateAttr

from cpq.bom.explosion import nowhere
from cpq.bom.request import QuoteRequest
from cpq.pricing.context import Where
from cpq.rulebook.place import Place
from cpq.rulebook.source import Source


class WrittenRequest(QuoteRequest):
    """A request from a file.

    来自文件的报价请求。
    """

    _source: Source | None = PrivateAttr(default=None)

    def came_from(self, source: Source) -> None:
        """Told once by the reader."""
        self._source = source

    def at(self, *path: str | int) -> Place:
        """Where the value at `path` is written; the nearest written one above it."""
        return self._source.at(*path) if self._source is not None else nowhere(*path)

    def __eq__(self, other: object) -> bool:
        """Two requests that ask the same are equal, wherever they are written."""
        return isinstance(other, QuoteRequest) and self.__dict__ == other.__dict__

    __hash__ = QuoteRequest.__hash__


def where_of(request: QuoteRequest) -> Where:
    """How to find the places of a request's values."""
    return request.at if isinstance(request, WrittenRequest) else nowhere
