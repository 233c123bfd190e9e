"""What refers to one record, made to refer to another, in such a way that it can be put back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import RowMapping, bindparam, select, update

from cpq.platform.act import Act
from cpq.platform.records.registry import Mergeable, Reference
from cpq.platform.records.store import Kind, put
from cpq.platform.records.stored import read_back, stored
from cpq.quote_json import Json

Moves = list[dict[str, Any]]
"""Of each reference: its table and column, and the keys of the rows."""


def move(act: Act, kind: Mergeable, old: str, new: str) -> Moves:
    """Makes everything that refers to `old` refer to `new`, but for what `new` has already, and the row of `new` itself."""
    made: Moves = []
    for each in kind.everywhere:
        rows = _records(act, each, each.kind, old, new) if each.kind else _rows(act, each, old, new)
        if rows:
            made.append({"table": each.column.table.name, "column": each.column.name, "rows": rows})
    return made


def put_back(act: Act, kind: Mergeable, moves: Moves, old: str, new: str) -> None:
    """Makes what was moved and still refers to `new` refer to `old` again."""
    by = {(each.column.table.name, each.column.name): each for each in kind.everywhere}
    for moved in moves:
        reference = by[moved["table"], moved["column"]]
        if reference.kind is not None:
            _records_back(act, reference, reference.kind, moved["rows"], old, new)
        else:
            _point(act, reference, moved["rows"], new, old)


def _records(act: Act, reference: Reference, kind: Kind, old: str, new: str) -> list[Json]:
    """Records that refer to it in a field are changed as records are, so that their history tells."""
    name, rows = reference.column.name, select(kind.table).where(reference.column == old, kind.table.c.id != new)
    moved: list[Json] = []
    for row in act.connection.execute(rows.order_by(kind.table.c.id).with_for_update()).mappings().all():
        moved.append({"id": row["id"]})
        put(act, kind, row, {name: new}, row["provenance"], "changed")
    return moved


def _records_back(
    act: Act, reference: Reference, kind: Kind, rows: Iterable[Mapping[str, Any]], old: str, new: str
) -> None:
    name = reference.column.name
    for moved in rows:
        query = select(kind.table).where(kind.table.c.id == moved["id"], reference.column == new).with_for_update()
        row = act.connection.execute(query).mappings().first()
        if row is not None:
            put(act, kind, row, {name: old}, row["provenance"], "changed")


def _rows(act: Act, reference: Reference, old: str, new: str) -> list[Json]:
    """Plain rows are known by their keys without the reference itself."""
    table, once = reference.column.table, reference.once_with
    query = select(*_key(reference), *[table.c[name] for name in once or ()]).where(reference.column == old)
    rows = act.connection.execute(query).mappings().all()
    if once is not None:
        there = select(reference.column, *[table.c[name] for name in once]).where(reference.column == new)
        taken = {tuple(row[name] for name in once) for row in act.connection.execute(there).mappings()}
        rows = [row for row in rows if tuple(row[name] for name in once) not in taken]
    keys = [_stored(reference, row) for row in rows]
    _point(act, reference, keys, old, new)
    return [*keys]


def _point(act: Act, reference: Reference, keys: Iterable[Mapping[str, Any]], old: str, new: str) -> None:
    columns = {column.name: column for column in _key(reference)}
    known = [{f"key_{name}": read_back(columns[name], each) for name, each in key.items()} for key in keys]
    if known:
        own = [column == bindparam(f"key_{name}") for name, column in columns.items()]
        there = update(reference.column.table).where(reference.column == old, *own)
        act.connection.execute(there.values({reference.column.name: new}), known)


def _key(reference: Reference) -> list[Any]:
    return [each for each in reference.column.table.primary_key if each.name != reference.column.name]


def _stored(reference: Reference, row: RowMapping) -> dict[str, Json]:
    """A row's key as the database has it, so that it can be written as JSON and asked for again."""
    return {column.name: stored(column, row[column.name]) for column in _key(reference)}
