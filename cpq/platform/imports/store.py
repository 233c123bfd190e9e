"""Imports in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from cpq.platform.act import Act
from cpq.platform.imports.files import Layout
from cpq.platform.imports.given import ImportQuery
from cpq.platform.imports.mapping import EXTERNAL_FIELD, Field
from cpq.platform.imports.tables import IMPORT_ERRORS, IMPORTED_ROWS, IMPORTS
from cpq.platform.imports.target import RowError, Target
from cpq.platform.imports.views import FieldView, ImportedRowError, ImportSummary, ImportView
from cpq.platform.jobs.tables import JOBS
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.pages import PageQuery, page
from cpq.platform.people.caller import Caller
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.platform.storage.reading import read_as
from cpq.rulebook.text import Text

_HEAD = [each for each in IMPORTS.c if each.name != "content"]


def found(connection: Connection, caller: Caller, id: str, *, lock: bool = False) -> RowMapping:
    """An import without its file. Raises a 404 problem where there is none, or it is somebody else's: a file has whole telephone numbers."""
    query = select(*_HEAD).where(IMPORTS.c.id == id)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    if row is None or not (row["owner"] == caller.id or _sees_all(caller)):
        raise Problem(NOT_FOUND, Text(zh=f"没有导入 {id}", en=f"there is no import {id}"))
    return row


def _sees_all(caller: Caller) -> bool:
    return caller.rows == "all" and Right.PHONES in caller.rights


def listed(connection: Connection, caller: Caller, asked: ImportQuery) -> tuple[list[ImportSummary], str | None]:
    """A page of imports, the newest first."""
    query = select(*_HEAD)
    if not _sees_all(caller):
        query = query.where(IMPORTS.c.owner == caller.id)
    if asked.kind is not None:
        query = query.where(IMPORTS.c.kind == asked.kind)
    rows = page(connection, query, IMPORTS.c.id, asked)
    return [read_as(ImportSummary, row) for row in rows.rows], rows.next


def content_of(connection: Connection, id: str) -> bytes:
    return bytes(connection.execute(select(IMPORTS.c.content).where(IMPORTS.c.id == id)).scalar_one())


def unfinished(connection: Connection, kind: str, digest: str, owner: str) -> RowMapping | None:
    """The import of the same file by the same person that has not come to its end."""
    same = IMPORTS.c.kind == kind, IMPORTS.c.digest == digest, IMPORTS.c.owner == owner
    query = (
        select(*_HEAD).where(*same, IMPORTS.c.state.in_(["ready", "running"])).order_by(IMPORTS.c.id.desc()).limit(1)
    )
    return connection.execute(query).mappings().first()


def given_up(connection: Connection, job: str | None) -> bool:
    """Whether a job was tried as often as jobs are."""
    return connection.scalar(select(JOBS.c.state).where(JOBS.c.id == job)) == "failed"


def layout_from(row: RowMapping) -> Layout:
    given: dict[str, Any] = {**row["layout"], "heads": tuple(row["layout"]["heads"])}
    return Layout(**given)


def written(layout: Layout) -> dict[str, Any]:
    return {**asdict(layout), "heads": list(layout.heads)}


def view(row: RowMapping, target: Target) -> ImportView:
    """As it is answered."""
    layout, mapping = layout_from(row), row["mapping"]
    fields = tuple(FieldView(each.name, each.text) for each in fields_of(target))
    unmapped = tuple(each for each in layout.heads if each not in mapping.values())
    problem = Text(**row["problem"]) if row["problem"] else None
    names = (
        "id", "kind", "name", "digest", "country", "state", "position", "total", "created", "changed", "same", "failed", "job", "owner",
        "version", "created_at", "started_at", "ended_at",
    )  # fmt: skip
    said = {name: row[name] for name in names}
    return ImportView(layout=layout, mapping=mapping, unmapped=unmapped, fields=fields, problem=problem, **said)


def fields_of(target: Target) -> tuple[Field, ...]:
    """What a column may be; every kind has an external id."""
    return (*target.fields, EXTERNAL_FIELD)


def before(connection: Connection, kind: str, keys: Iterable[str]) -> Mapping[str, RowMapping]:
    """What rows became that were imported before, by key."""
    query = select(IMPORTED_ROWS).where(IMPORTED_ROWS.c.kind == kind, IMPORTED_ROWS.c.key.in_([*keys]))
    return {row["key"]: row for row in connection.execute(query).mappings()}


def remember(act: Act, kind: str, key: str, record: str, digest: str) -> None:
    """Keeps what a row became."""
    values = {"kind": kind, "key": key, "record": record, "digest": digest, "at": act.now}
    act.connection.execute(insert(IMPORTED_ROWS).values(**values))


def remember_again(act: Act, kind: str, key: str, digest: str) -> None:
    """Keeps what it says now."""
    own = IMPORTED_ROWS.c.kind == kind, IMPORTED_ROWS.c.key == key
    act.connection.execute(update(IMPORTED_ROWS).where(*own).values(digest=digest, at=act.now))


def add_errors(
    connection: Connection, id: str, mapping: Mapping[str, str], wrong: Sequence[tuple[int, RowError]]
) -> None:
    """What is wrong in rows, by the number of the row."""
    if not wrong:
        return
    last = connection.scalar(select(func.max(IMPORT_ERRORS.c.number)).where(IMPORT_ERRORS.c["import"] == id)) or 0
    rows = [
        {
            "import": id,
            "number": last + number,
            "row": row,
            "column": mapping.get(each.field or ""),
            "field": each.field,
            "code": each.code,
            "text": {"zh": each.text.zh, "en": each.text.en},
        }
        for number, (row, each) in enumerate(wrong, 1)
    ]
    connection.execute(insert(IMPORT_ERRORS), rows)


def errors(connection: Connection, id: str, asked: PageQuery) -> tuple[list[ImportedRowError], str | None]:
    """A page of what is wrong, in the order of the rows."""
    query = select(IMPORT_ERRORS).where(IMPORT_ERRORS.c["import"] == id)
    rows = page(connection, query, IMPORT_ERRORS.c.number, asked, newest_first=False)
    return [_error(row) for row in rows.rows], rows.next


def every_error(connection: Connection, id: str) -> list[ImportedRowError]:
    """All that is wrong, in the order of the rows."""
    query = select(IMPORT_ERRORS).where(IMPORT_ERRORS.c["import"] == id).order_by(IMPORT_ERRORS.c.number)
    return [_error(row) for row in connection.execute(query).mappings()]


def _error(row: RowMapping) -> ImportedRowError:
    return ImportedRowError(row["row"], row["column"], row["field"], row["code"], Text(**row["text"]))
