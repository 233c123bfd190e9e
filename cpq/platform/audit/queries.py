"""Reading the audit log."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Connection, RowMapping, Select, select

from cpq.platform.audit.tables import AUDIT
from cpq.platform.pages import PageQuery, page
from cpq.platform.storage.reading import read_as

Named = Annotated[str, Field(max_length=100)]


class AuditQuery(PageQuery):
    """Which entries: of one thing, of one actor, of one action.

    审计记录的筛选条件。
    """

    kind: Named | None = None
    """Of what: quote, order, user … / 对象类型。"""
    subject: Named | None = None
    """Its id. / 对象编号。"""
    actor: Named | None = None
    """Who did it. / 操作者。"""
    action: Named | None = None
    """What was done, such as quote.sent. / 动作，如 quote.sent。"""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What was done to one thing; `before` and `after` are what changed. `hash` closes the chain up to here."""

    number: int
    at: datetime
    actor: str
    action: str
    kind: str
    subject: str
    before: object
    after: object
    request: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, the newest first; `next` is the cursor of the page after."""

    items: tuple[AuditEntry, ...]
    next: str | None


def entries(connection: Connection, asked: AuditQuery) -> AuditPage:
    """A page of what is asked for."""
    query: Select[Any] = select(AUDIT)
    for name in ("kind", "subject", "actor", "action"):
        value = getattr(asked, name)
        query = query if value is None else query.where(AUDIT.c[name] == value)
    found = page(connection, query, AUDIT.c.number, asked)
    return AuditPage(tuple(_entry(row) for row in found.rows), found.next)


def _entry(row: RowMapping) -> AuditEntry:
    return replace(read_as(AuditEntry, row), before=_read(row["before"]), after=_read(row["after"]))


def _read(text: str | None) -> object:
    return None if text is None else json.loads(text)
