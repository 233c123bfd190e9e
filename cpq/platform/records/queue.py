"""The queue of records that may be one: what a search found, and what people decided; and the merges that were made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, false, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT, NOT_FOUND
from cpq.platform.pages import page
from cpq.platform.people.caller import Caller
from cpq.platform.problems import Problem
from cpq.platform.records.given import DuplicateChanged, DuplicateQuery, MergeQuery
from cpq.platform.records.registry import Registry
from cpq.platform.records.store import seen_by
from cpq.platform.records.tables import DUPLICATES, MERGES
from cpq.platform.records.views import DuplicateReason, DuplicateView, MergeView, Moved
from cpq.platform.storage.tables import new_id
from cpq.quote_json import plain
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Likely:
    """Two records that a search took for one; `first` is the smaller id."""

    first: str
    second: str
    verdict: str
    points: int
    reasons: tuple[DuplicateReason, ...]


def keep(act: Act, kind: str, likely: Iterable[Likely]) -> int:
    """Makes the open pairs of a kind those that were found; what people decided stays. Returns how many are new."""
    there = act.connection.execute(select(DUPLICATES).where(DUPLICATES.c.kind == kind)).mappings().all()
    known = {(row["first"], row["second"]): row for row in there}
    found = {(each.first, each.second): each for each in likely}
    rows = [_row(act, kind, each) for pair, each in found.items() if pair not in known]
    if rows:
        act.connection.execute(insert(DUPLICATES), rows)
    for pair, row in known.items():
        if row["state"] == "open" and (
            pair not in found or _said(found[pair]) != (row["verdict"], row["points"], row["reasons"])
        ):
            own = DUPLICATES.c.id == row["id"]
            again = (
                None
                if pair not in found
                else dict(zip(("verdict", "points", "reasons"), _said(found[pair]), strict=True))
            )
            act.connection.execute(
                update(DUPLICATES).where(own).values(**again) if again else delete(DUPLICATES).where(own)
            )
    return len(rows)


def _said(likely: Likely) -> tuple[str, int, Any]:
    return likely.verdict, likely.points, plain(likely.reasons)


def _row(act: Act, kind: str, likely: Likely) -> dict[str, Any]:
    verdict, points, reasons = _said(likely)
    pair = {"id": new_id("dup"), "kind": kind, "first": likely.first, "second": likely.second}
    return {**pair, "verdict": verdict, "points": points, "reasons": reasons, "state": "open", "found_at": act.now}


def duplicates(
    connection: Connection, caller: Caller, registry: Registry, asked: DuplicateQuery
) -> tuple[Sequence[DuplicateView], str | None]:
    """The pairs of which the caller sees both, newest first."""
    query = _seen_pairs(caller, registry)
    for name, value in (("state", asked.state), ("kind", asked.kind), ("verdict", asked.verdict)):
        query = query if value is None else query.where(DUPLICATES.c[name] == value)
    if asked.record is not None:
        query = query.where(or_(DUPLICATES.c.first == asked.record, DUPLICATES.c.second == asked.record))
    found = page(connection, query, DUPLICATES.c.id, asked)
    return [_duplicate(row) for row in found.rows], found.next


def duplicate(connection: Connection, caller: Caller, registry: Registry, id: str) -> DuplicateView:
    """One pair. Raises a 404 problem where there is none of which the caller sees both."""
    row = connection.execute(_seen_pairs(caller, registry).where(DUPLICATES.c.id == id)).mappings().first()
    if row is None:
        raise Problem(NOT_FOUND, Text(zh=f"没有疑似重复 {id}", en=f"there is no pair of likely duplicates {id}"))
    return _duplicate(row)


def decided(act: Act, registry: Registry, id: str, said: DuplicateChanged) -> DuplicateView:
    """The pair after somebody said what it is. Raises a 409 problem where both were merged: that is taken back by ending the merge."""
    was = duplicate(act.connection, act.caller, registry, id)
    if was.state == "same":
        zh, en = f"两者已合并（{was.merge}）；请撤销合并", f"both were merged ({was.merge}); take the merge back"
        raise Problem(CONFLICT, Text(zh=zh, en=en))
    if was.state != said.state:
        by = (act.caller.id, act.now) if said.state == "different" else (None, None)
        values = {"state": said.state, "decided_by": by[0], "decided_at": by[1]}
        act.connection.execute(update(DUPLICATES).where(DUPLICATES.c.id == id).values(**values))
        act.audit("duplicate.decided", "duplicate", id, {"state": was.state}, {"state": said.state})
    return duplicate(act.connection, act.caller, registry, id)


def merges(
    connection: Connection, caller: Caller, registry: Registry, asked: MergeQuery
) -> tuple[Sequence[MergeView], str | None]:
    """The merges of which the caller sees both records, newest first."""
    query = _seen_merges(caller, registry)
    if asked.record is not None:
        query = query.where(or_(MERGES.c.survivor == asked.record, MERGES.c.merged == asked.record))
    found = page(connection, query, MERGES.c.id, asked)
    return [_merge(row) for row in found.rows], found.next


def merge_of(connection: Connection, caller: Caller, registry: Registry, id: str) -> MergeView:
    """One merge. Raises a 404 problem where there is none of which the caller sees both records."""
    row = connection.execute(_seen_merges(caller, registry).where(MERGES.c.id == id)).mappings().first()
    if row is None:
        raise Problem(NOT_FOUND, Text(zh=f"没有合并 {id}", en=f"there is no merge {id}"))
    return _merge(row)


def _seen_pairs(caller: Caller, registry: Registry) -> Select[Any]:
    return select(DUPLICATES).where(
        _both(caller, registry, DUPLICATES.c.kind, (DUPLICATES.c.first, DUPLICATES.c.second))
    )


def _seen_merges(caller: Caller, registry: Registry) -> Select[Any]:
    return select(MERGES).where(_both(caller, registry, MERGES.c.kind, (MERGES.c.survivor, MERGES.c.merged)))


def _both(caller: Caller, registry: Registry, kind: Any, columns: tuple[Any, Any]) -> ColumnElement[bool]:
    """That both records of a row are seen, whichever of the kinds it is of."""
    made: ColumnElement[bool] = false()
    for each in registry.kinds:
        seen = select(each.kind.table.c.id).where(seen_by(caller, each.kind.table))
        made = or_(made, (kind == each.kind.name) & columns[0].in_(seen) & columns[1].in_(seen))
    return made


def _duplicate(row: RowMapping) -> DuplicateView:
    reasons = tuple(DuplicateReason(each["code"], each["points"], Text(**each["text"])) for each in row["reasons"])
    values: dict[str, Any] = {**row, "reasons": reasons}
    return DuplicateView(**values)


def _merge(row: RowMapping) -> MergeView:
    moved = tuple(Moved(each["table"], each["column"], len(each["rows"])) for each in row["moves"])
    values: dict[str, Any] = {name: row[name] for name in MergeView.__dataclass_fields__ if name in row}
    values |= {"fields": tuple(row["fields"]), "moved": moved}
    return MergeView(**values)
