"""What a template may refer to: files of its own folder. No network, no other file, no inline data."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

from cpq.documents.folder import OutsideFolder, TemplateFolder

_TYPES = {".css": "text/css", ".svg": "image/svg+xml"}


class Refusal(OSError):
    """An address that documents may not refer to."""


class FolderFetcher(URLFetcher):
    """Fetches files of the template folder; everything else is refused and remembered.

    It is no opener of URLs any more: the base class's handlers for HTTP, FTP, files and data are never built.
    """

    def __init__(self, folder: TemplateFolder) -> None:
        self._folder = folder
        self._fail_on_errors = False
        self.refused: list[str] = []
        self.stylesheet: str | None = None
        """The style sheet that was read last: what WeasyPrint complains of next stands there."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        try:
            name, content = self._folder.read_absolute(_path(url))
        except (OutsideFolder, Refusal) as error:
            self.refused.append(url)
            raise Refusal("only files of the template folder may be referred to") from error
        type_ = (
            _TYPES.get(name[name.rfind(".") :].lower()) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        )
        if type_ == "text/css":
            self.stylesheet = name
        return URLFetcherResponse(url, content, {"Content-Type": type_})

    def open(self, url: object, data: object = None, timeout: float | None = None) -> URLFetcherResponse:
        raise Refusal("documents open no connections")


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Refusal(url) from error
    path = unquote(parts.path, errors="strict")
    if parts.scheme.lower() != "file" or parts.netloc or "\x00" in path:
        raise Refusal(url)
    return path
