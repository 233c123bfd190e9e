"""A copy of the whole database in one zip, of one moment, while the service runs; restored on SQLite or PostgreSQL alike."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, cast
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import sqlalchemy as sa
from sqlalchemy import Connection

from cpq.platform.audit.tables import HEAD
from cpq.platform.storage.database import Database
from cpq.platform.storage.upgrading import newest, revision_of, upgrade

MANIFEST = "manifest.json"
_ROWS_AT_ONCE = 500


class Unusable(Exception):
    """What is to be restored is no whole backup of this revision, or the database is not empty; the message says which."""


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows of each table."""

    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def back_up(database: Database, tables: Sequence[sa.Table], file: Path) -> Copied:
    """Writes every row of one moment; the file appears whole or not at all."""
    part = file.with_name(f".{file.name}.part")
    try:
        copied = database.snapshot(lambda connection: _write(connection, tables, part))
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return copied


def restore(database: Database, tables: Sequence[sa.Table], file: Path) -> Copied:
    """Puts the rows of a backup into an empty database, all or none. Raises `Unusable`."""
    try:
        with ZipFile(file) as archive:
            manifest = cast("dict[str, Any]", json.loads(archive.read(MANIFEST)))
            if manifest.get("revision") != newest():
                raise Unusable(f"revision {manifest.get('revision')} ≠ {newest()}")
            if revision_of(database) is None:
                upgrade(database)
            return database.write(lambda connection: _put_back(connection, tables, archive, manifest["tables"]))
    except (BadZipFile, KeyError, ValueError) as error:
        raise Unusable(str(error)) from None


def _write(connection: Connection, tables: Sequence[sa.Table], file: Path) -> Copied:
    told: dict[str, dict[str, Any]] = {}
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for table in tables:
            told[table.name] = _write_rows(connection, table, archive)
        archive.writestr(MANIFEST, json.dumps({"revision": newest(), "tables": told}, indent=1))
    return Copied({name: each["rows"] for name, each in told.items()})


def _write_rows(connection: Connection, table: sa.Table, archive: ZipFile) -> dict[str, Any]:
    digest, count = sha256(), 0
    with archive.open(_member(table.name), "w", force_zip64=True) as out:
        for line in _lines(connection, table):
            out.write(line)
            digest.update(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _lines(connection: Connection, table: sa.Table) -> Iterator[bytes]:
    plain = _plain(table)
    keys = [plain.c[column.name] for column in table.primary_key]
    for row in connection.execute(sa.select(plain).order_by(*keys)):
        yield json.dumps([_as_json(value) for value in row], ensure_ascii=False).encode() + b"\n"


def _put_back(
    connection: Connection, tables: Sequence[sa.Table], archive: ZipFile, told: Mapping[str, Mapping[str, Any]]
) -> Copied:
    filled = [each.name for each in tables if each is not HEAD and connection.scalar(sa.select(1).select_from(each))]
    if filled:
        raise Unusable(f"not empty: {', '.join(filled)}")
    connection.execute(sa.delete(HEAD))
    for table in tables:
        _put_rows(connection, table, archive, told[table.name])
    return Copied({name: each["rows"] for name, each in told.items()})


def _put_rows(connection: Connection, table: sa.Table, archive: ZipFile, told: Mapping[str, Any]) -> None:
    names, digest, count = list(table.c.keys()), sha256(), 0
    with archive.open(_member(table.name)) as lines:
        while some := list(islice(lines, _ROWS_AT_ONCE)):
            digest.update(b"".join(some))
            count += len(some)
            rows = [
                dict(zip(names, map(_from_json, cast("list[object]", json.loads(line))), strict=True)) for line in some
            ]
            connection.execute(sa.insert(_plain(table)), rows)
    if (count, digest.hexdigest()) != (told["rows"], told["sha256"]):
        raise Unusable(f"{table.name}: not what was written")


def _member(name: str) -> str:
    return f"{name}.jsonl"


def _plain(table: sa.Table) -> sa.TableClause:
    """The table without the kinds of its columns: values as the database keeps them."""
    columns: list[sa.ColumnClause[Any]] = [sa.column(each.name) for each in table.columns]
    return sa.table(table.name, *columns)


def _as_json(value: object) -> object:
    return {"base64": b64encode(value).decode()} if isinstance(value, bytes) else value


def _from_json(value: object) -> object:
    return b64decode(cast("dict[str, str]", value)["base64"]) if isinstance(value, dict) else value
