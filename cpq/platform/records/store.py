"""Records in the database: made once, changed field by field, found by those who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, delete, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible
from cpq.platform.problems import Problem
from cpq.platform.records.changes import Change, difference
from cpq.platform.records.origin import Origin, Source, weigh
from cpq.platform.records.tables import CHANGES, SHARES
from cpq.platform.storage.tables import new_id
from cpq.quote_json import Json, plain
from cpq.rulebook.text import Text

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its table, how its ids begin, its names, and the fields that people edit."""

    name: str
    table: Table
    prefix: str
    text: Text
    fields: tuple[str, ...]


def create(act: Act, kind: Kind, values: Values, source: Source, client_id: str | None = None) -> RowMapping:
    """A new record, or the one that the caller made under the same client id before. Those who make a record own it, unless `values` say."""
    if client_id is not None and (made := _made_before(act, kind, client_id)) is not None:
        return made
    row, taken = _new(act, kind, values, source, client_id)
    act.connection.execute(insert(kind.table), row)
    _note(act, kind, row, taken, source, "created")
    return _row(act.connection, kind, row["id"])


def create_many(act: Act, kind: Kind, many: Iterable[Values], source: Source) -> list[str]:
    """New records, as a file has them, all of the same fields; their ids in the order given. Each is noted as if it were made alone."""
    made = [_new(act, kind, values, source, None) for values in many]
    if made:
        act.connection.execute(insert(kind.table), [row for row, _ in made])
        changed = [_change(act, kind, row, taken, source) for row, taken in made]
        act.connection.execute(insert(CHANGES), changed)
    for row, taken in made:
        _tell(act, kind, row, taken, "created")
    return [row["id"] for row, _ in made]


def _new(
    act: Act, kind: Kind, values: Values, source: Source, client_id: str | None
) -> tuple[dict[str, Any], dict[str, tuple[Json, Json]]]:
    """The row of a new record, and what it says as a change from nothing."""
    fields = {name: plain(values.get(name)) for name in kind.fields}
    said = {name: value for name, value in fields.items() if value is not None}
    weighed = weigh(said, {}, {}, source, act.now, act.caller.id)
    head = {"owner": act.caller.id, "team": act.caller.team, "created_by": act.caller.id, "client_id": client_id}
    end = {"version": 1, "provenance": weighed.origins, "created_at": act.now, "updated_at": act.now}
    row = {"id": new_id(kind.prefix), **head, **values, **end}
    return row, {name: (None, value) for name, value in weighed.taken.items()}


def change(act: Act, kind: Kind, row: RowMapping, values: Values, source: Source) -> RowMapping:
    """The record with what was said of it, as far as it is taken; itself where nothing changes."""
    before = {name: plain(row[name]) for name in kind.fields}
    said = {name: plain(value) for name, value in values.items()}
    weighed = weigh(said, before, row["provenance"], source, act.now, act.caller.id)
    changed = difference(before, weighed.taken)
    if not changed and weighed.origins == row["provenance"]:
        return row
    columns = {name: values[name] for name in changed}
    head = {"version": row["version"] + 1, "provenance": weighed.origins, "updated_at": act.now}
    own = kind.table.c.id == row["id"], kind.table.c.version == row["version"]
    act.connection.execute(update(kind.table).where(*own).values(**columns, **head))
    _note(act, kind, {**row, **head}, changed, source, "changed")
    return _row(act.connection, kind, row["id"])


def put(act: Act, kind: Kind, row: RowMapping, values: Values, origins: Mapping[str, Origin], done: str) -> RowMapping:
    """The record with values and origins as they are given, not weighed: what a merge takes, and what its end gives back.

    `values` may have columns that nobody edits. `done` is the word for it in audit and events.
    """
    changed = difference(
        {name: plain(row[name]) for name in kind.fields},
        {name: plain(each) for name, each in values.items() if name in kind.fields},
    )
    head = {"version": row["version"] + 1, "provenance": dict(origins), "updated_at": act.now}
    own = kind.table.c.id == row["id"], kind.table.c.version == row["version"]
    act.connection.execute(update(kind.table).where(*own).values(**values, **head))
    _note(act, kind, {**row, **head}, changed, Source("person"), done)
    return _row(act.connection, kind, row["id"])


def found(connection: Connection, caller: Caller, kind: Kind, id: str, *, lock: bool = False) -> RowMapping:
    """A record that the caller sees. Raises a 404 problem where there is none. `lock` holds it until the commit."""
    query = select(kind.table).where(kind.table.c.id == id, seen_by(caller, kind.table))
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    if row is None:
        raise Problem(NOT_FOUND, Text(zh=f"没有{kind.text.zh} {id}", en=f"there is no {kind.text.en} {id}"))
    return row


def seen_by(caller: Caller, table: Table) -> ColumnElement[bool]:
    """The condition on a table of records: rows of the caller and the teams below, and what was shared with them."""
    if caller.rows == "all":
        return visible(caller, table)
    return or_(visible(caller, table), table.c.id.in_(shared_with(caller)))


def shared_with(caller: Caller) -> Select[tuple[str]]:
    """The ids of the records that were shared with the caller or their teams."""
    return select(SHARES.c.record).where(SHARES.c.taker.in_(_takers(caller)))


def may_write(connection: Connection, caller: Caller, row: RowMapping) -> bool:
    """Whether the caller may change a record that they see: their own rows, or one that was shared with them to write."""
    if caller.sees(row["owner"], row["team"]):
        return True
    given = select(SHARES.c.record).where(
        SHARES.c.record == row["id"], SHARES.c.taker.in_(_takers(caller)), SHARES.c.writes == 1
    )
    return connection.execute(given).first() is not None


def share(act: Act, kind: Kind, row: RowMapping, taker: str, *, writes: bool) -> None:
    """Lets a user or a team see a record, or change it, too; said again, it is as said last."""
    take_back(act, kind, row, taker)
    given = {"record": row["id"], "taker": taker, "writes": writes, "given_by": act.caller.id, "at": act.now}
    act.connection.execute(insert(SHARES).values(**given))
    act.audit(f"{kind.name}.shared", kind.name, row["id"], None, {"taker": taker, "writes": writes})


def take_back(act: Act, kind: Kind, row: RowMapping, taker: str) -> None:
    """Ends what was shared with somebody; nothing where nothing was."""
    gone = act.connection.execute(delete(SHARES).where(SHARES.c.record == row["id"], SHARES.c.taker == taker))
    if gone.rowcount:
        act.audit(f"{kind.name}.unshared", kind.name, row["id"], {"taker": taker}, None)


def changes_of(connection: Connection, record: str, after: int = 0) -> tuple[Change, ...]:
    """The changes of a record after a version, in order."""
    query = select(CHANGES).where(CHANGES.c.record == record, CHANGES.c.version > after).order_by(CHANGES.c.version)
    return tuple(
        Change(
            row["version"],
            row["at"],
            row["by"],
            row["source"],
            {name: tuple(each) for name, each in row["fields"].items()},
        )
        for row in connection.execute(query).mappings()
    )


def _takers(caller: Caller) -> list[str]:
    return [caller.id, *([caller.team] if caller.team else []), *caller.teams]


def _made_before(act: Act, kind: Kind, client_id: str) -> RowMapping | None:
    own = kind.table.c.created_by == act.caller.id, kind.table.c.client_id == client_id
    return act.connection.execute(select(kind.table).where(*own)).mappings().first()


def _row(connection: Connection, kind: Kind, id: str) -> RowMapping:
    return connection.execute(select(kind.table).where(kind.table.c.id == id)).mappings().one()


def _note(
    act: Act, kind: Kind, row: Values, changed: Mapping[str, tuple[Json, Json]], source: Source, done: str
) -> None:
    """Keeps the change, and tells it to the audit and to other systems."""
    act.connection.execute(insert(CHANGES), _change(act, kind, row, changed, source))
    _tell(act, kind, row, changed, done)


def _change(
    act: Act, kind: Kind, row: Values, changed: Mapping[str, tuple[Json, Json]], source: Source
) -> dict[str, Any]:
    return {
        "record": row["id"],
        "version": row["version"],
        "kind": kind.name,
        "at": act.now,
        "by": act.caller.id,
        "source": source.kind,
        "fields": {name: [before, after] for name, (before, after) in changed.items()},
    }


def _tell(act: Act, kind: Kind, row: Values, changed: Mapping[str, tuple[Json, Json]], done: str) -> None:
    before: Json = {name: each for name, (each, _) in changed.items()}
    after: Json = {name: each for name, (_, each) in changed.items()}
    act.audit(f"{kind.name}.{done}", kind.name, row["id"], before, after)
    names: list[Json] = [*sorted(changed)]
    act.event(f"{kind.name}.{done}", row["id"], {"fields": names}, owner=row["owner"], team=row["team"])
