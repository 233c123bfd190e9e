"""Two records of one thing become one, with everything that referred to the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert, select

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT, INVALID
from cpq.platform.problems import Problem, ProblemError
from cpq.platform.records.choosing import Half, Side, taken
from cpq.platform.records.moving import move
from cpq.platform.records.registry import Mergeable, Registry
from cpq.platform.records.standing import decide, forget_questions, must_stand, writable
from cpq.platform.records.store import Kind, put
from cpq.platform.records.stored import stored
from cpq.platform.records.tables import MERGES
from cpq.platform.storage.tables import new_id
from cpq.quote_json import plain
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.pointer import pointer
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Wish:
    """Which of two records stands, and of which of them the value of a field is, where that is said."""

    survivor: str
    merged: str
    fields: Mapping[str, Side] = field(default_factory=dict[str, Side])
    reason: str | None = None


def merge(act: Act, registry: Registry, wish: Wish) -> str:
    """Makes one record part of another; returns the id of the merge.

    Of each field the value that was chosen is taken, else the better one; what referred to the other refers to the survivor; the earlier day
    of creation stands. Raises 404 where one is not seen, 403 where one may not be written, 409 where one is part of a third already.
    """
    kind = registry.of_id(wish.survivor)
    survivor, merged = _both(act, kind, wish)
    _must_be_known(kind, wish.fields)
    fields = _taken(act, kind, survivor, merged, wish.fields)
    id, own = new_id("mrg"), _own_created_at(act, survivor)
    gone = {"merged_into": survivor["id"]}
    put(act, kind.kind, merged, gone, merged["provenance"], "merged")  # first: what may be there once is free then
    values = {name: merged[name] for name in fields}
    origins = {name: each for name, each in survivor["provenance"].items() if name not in fields}
    origins |= {name: each["origin"][1] for name, each in fields.items() if each["origin"][1] is not None}
    earliest = min(survivor["created_at"], merged["created_at"])
    put(act, kind.kind, survivor, {**values, "created_at": earliest}, origins, "changed")
    moves = move(act, kind, merged["id"], survivor["id"])
    head = {
        "id": id,
        "kind": kind.kind.name,
        "survivor": survivor["id"],
        "merged": merged["id"],
        "by": act.caller.id,
        "at": act.now,
    }
    act.connection.execute(
        insert(MERGES).values(**head, reason=wish.reason, fields=fields, moves=moves, own_created_at=own)
    )
    said = {"state": "same", "decided_by": act.caller.id, "decided_at": act.now, "merge": id}
    decide(act, merged["id"], survivor["id"], said)
    forget_questions(act, merged["id"])
    return id


def _both(act: Act, kind: Mergeable, wish: Wish) -> tuple[RowMapping, RowMapping]:
    """Both rows, held until the commit; always in one order, so that two merges never wait for each other."""
    if wish.survivor == wish.merged:
        raise _wrong("same-record", "/merged", Text(zh="不能与自己合并", en="a record cannot be merged with itself"))
    rows = {id: writable(act, kind.kind, id) for id in sorted((wish.survivor, wish.merged))}
    for id in (wish.survivor, wish.merged):
        must_stand(act, kind.kind, rows[id])
    survivor, merged = rows[wish.survivor], rows[wish.merged]
    if kind.guard is not None and (against := kind.guard(survivor, merged)) is not None:
        raise Problem(CONFLICT, against)
    return survivor, merged


def _must_be_known(kind: Mergeable, said: Mapping[str, Side]) -> None:
    for name in said:
        if name not in kind.chosen:
            near = did_you_mean(name, kind.chosen)
            text = Text(
                zh=f"{kind.kind.text.zh}没有可选择的字段“{name}”{near.zh}",
                en=f'a {kind.kind.text.en} has no field "{name}" to choose{near.en}',
            )
            raise _wrong("unknown-field", pointer(("fields", name)), text)


def _wrong(code: str, at: str, text: Text) -> Problem:
    return Problem(INVALID, errors=[ProblemError(code, text, pointer=at)])


def _taken(
    act: Act, kind: Mergeable, survivor: RowMapping, merged: RowMapping, said: Mapping[str, Side]
) -> dict[str, Any]:
    """The columns that change of the survivor, each with value and origin before and after, as JSON."""
    halves = [
        Half({name: plain(row[name]) for name in kind.kind.fields}, row["provenance"]) for row in (survivor, merged)
    ]
    names = taken(kind.chosen, halves[0], halves[1], said)
    columns = [each for name in names for each in (name, *kind.along.get(name, ()))]
    columns += [name for name in kind.upward if _is_above(act, kind.kind, name, merged["id"], survivor["id"])]
    return {
        name: {
            "before": stored(kind.kind.table.c[name], survivor[name]),
            "after": stored(kind.kind.table.c[name], merged[name]),
            "origin": [survivor["provenance"].get(name), merged["provenance"].get(name)],
        }
        for name in columns
    }


def _is_above(act: Act, kind: Kind, name: str, upper: str, lower: str) -> bool:
    """Whether one record is above another by that field: then the lower one takes its place, and is not above itself."""
    seen, at = set[str](), lower
    while at not in seen:
        seen.add(at)
        at = act.connection.scalar(select(kind.table.c[name]).where(kind.table.c.id == at)) or at
        if at == upper:
            return True
    return False


def _own_created_at(act: Act, survivor: RowMapping) -> datetime:
    """When the survivor itself was created: an earlier merge may have made it older."""
    standing = MERGES.c.survivor == survivor["id"], MERGES.c.undone_at.is_(None)
    return act.connection.scalar(select(MERGES.c.own_created_at).where(*standing).limit(1)) or survivor["created_at"]
