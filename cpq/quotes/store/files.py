"""Templates, attachments and documents in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select

from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.pages import PageQuery, page
from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible
from cpq.platform.problems import Problem
from cpq.platform.storage.reading import read_as
from cpq.platform.storage.tables import new_id
from cpq.quotes.given import Given, given_of, shown_of
from cpq.quotes.model import Attachment, Template
from cpq.quotes.tables import ATTACHMENTS, DOCUMENTS, TEMPLATES
from cpq.rulebook.text import Text


def add_template(connection: Connection, values: dict[str, Any]) -> Template:
    """Puts a template in."""
    id = new_id("tpl")
    connection.execute(insert(TEMPLATES).values(id=id, **values))
    found = connection.execute(select(TEMPLATES).where(TEMPLATES.c.id == id)).mappings().one()
    return _template(found)


def template_of(connection: Connection, caller: Caller, id: str) -> Given:
    """The request of a template that the caller sees."""
    query = select(TEMPLATES).where(TEMPLATES.c.id == id, visible(caller, TEMPLATES))
    row = connection.execute(query).mappings().first()
    if row is None:
        raise Problem(NOT_FOUND, Text(zh="没有这个模板", en="there is no such template"))
    return given_of(row["request"])


def templates(connection: Connection, caller: Caller, asked: PageQuery) -> tuple[tuple[Template, ...], str | None]:
    """A page of the templates that the caller sees."""
    query = select(TEMPLATES).where(visible(caller, TEMPLATES))
    found = page(connection, query, TEMPLATES.c.id, asked)
    return tuple(_template(row) for row in found.rows), found.next


def remove_template(connection: Connection, caller: Caller, id: str) -> bool:
    """Takes a template out; whether there was one that the caller sees."""
    query = delete(TEMPLATES).where(TEMPLATES.c.id == id, visible(caller, TEMPLATES))
    return connection.execute(query).rowcount == 1


def _template(row: RowMapping) -> Template:
    return read_as(Template, {**row, "request": shown_of(row["request"])})  # pyright: ignore[reportArgumentType]


def size_of_attachments(connection: Connection, quote: str) -> tuple[int, int]:
    """How many a quote has, and how many bytes they are together."""
    c = ATTACHMENTS.c
    row = connection.execute(select(func.count(), func.coalesce(func.sum(c.size), 0)).where(c.quote == quote)).one()
    return int(row[0]), int(row[1])


def add_attachment(connection: Connection, values: dict[str, Any]) -> str:
    """Puts a file in; returns the id."""
    id = new_id("att")
    connection.execute(insert(ATTACHMENTS).values(id=id, **values))
    return id


def attachments(connection: Connection, quote: str) -> tuple[Attachment, ...]:
    """The files of a quote, without their content."""
    named = [each for each in ATTACHMENTS.c if each.name != "content"]
    query = select(*named).where(ATTACHMENTS.c.quote == quote).order_by(ATTACHMENTS.c.id)
    return tuple(read_as(Attachment, row) for row in connection.execute(query).mappings())


def attachment(connection: Connection, quote: str, id: str) -> RowMapping:
    """A file with its content."""
    query = select(ATTACHMENTS).where(ATTACHMENTS.c.quote == quote, ATTACHMENTS.c.id == id)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise Problem(NOT_FOUND, Text(zh="没有这个附件", en="there is no such attachment"))
    return row


def remove_attachment(connection: Connection, quote: str, id: str) -> None:
    """Takes a file out."""
    connection.execute(delete(ATTACHMENTS).where(ATTACHMENTS.c.quote == quote, ATTACHMENTS.c.id == id))


def document(connection: Connection, key: str) -> RowMapping | None:
    """A PDF file by what it was made of."""
    return connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.key == key)).mappings().first()


def keep_document(connection: Connection, now: datetime, values: dict[str, Any]) -> None:
    """Keeps a PDF file, once."""
    if document(connection, values["key"]) is None:
        connection.execute(insert(DOCUMENTS).values(created_at=now, **values))
