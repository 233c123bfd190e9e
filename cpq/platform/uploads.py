"""Bodies that are no JSON: where they may be sent, of which types, how large."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cpq.platform.settings import Settings


@dataclass(frozen=True, slots=True)
class Accepted:
    """The media types of a body, `*` for any, and how many bytes it may have."""

    types: frozenset[str]
    most: int

    def takes(self, content_type: str) -> bool:
        """Whether a Content-Type is one of them; of JSON only UTF-8."""
        kind, _, parameters = content_type.partition(";")
        kind, charset = kind.strip().lower(), parameters.strip().lower().replace('"', "")
        if kind == "application/json":
            return kind in self.types and charset in ("", "charset=utf-8")
        return kind in self.types or ("*" in self.types and "/" in kind)

    @property
    def named(self) -> str:
        """As the header Accept-Post has it."""
        return ", ".join(sorted(each.replace("*", "*/*") for each in self.types))


_ARCHIVES = re.compile(r"/v1/rulebooks")
_IMPORTS = re.compile(r"/v1/imports")
_TABLES = frozenset({"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})
_ATTACHMENTS = re.compile(r"/v1/quotes/[^/]+/attachments")


def accepted(path: str, settings: Settings) -> Accepted:
    """What an address takes."""
    if _ARCHIVES.fullmatch(path):
        return Accepted(frozenset({"application/zip"}), settings.most_archive_bytes)
    if _IMPORTS.fullmatch(path):
        return Accepted(_TABLES, settings.most_import_bytes)
    if _ATTACHMENTS.fullmatch(path):
        return Accepted(frozenset({"*"}), settings.most_attachment_bytes)
    return Accepted(frozenset({"application/json"}), settings.most_body_bytes)
