"""What was merged is two records again, as if it had never been one; what was changed since stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Column, RowMapping, select, update
from sqlalchemy.exc import IntegrityError

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT
from cpq.platform.problems import Problem
from cpq.platform.records.moving import put_back
from cpq.platform.records.origin import Origin
from cpq.platform.records.queue import merge_of
from cpq.platform.records.registry import Registry
from cpq.platform.records.standing import again, decide, must_stand, writable
from cpq.platform.records.store import Kind, put
from cpq.platform.records.stored import read_back, stored
from cpq.platform.records.tables import MERGES
from cpq.quote_json import Json
from cpq.rulebook.text import Text

State = tuple[Json, Origin | None]
"""Of a field: its value as it is stored, and where it comes from."""


def unmerge(act: Act, registry: Registry, id: str) -> None:
    """Takes a merge back: fields, days and whatever referred to the one are as they were, but for what was changed since, which stays.

    A merge that is taken back already stays so. Raises 404 where there is none that is seen, 409 while the survivor is part of another.
    """
    merge_of(act.connection, act.caller, registry, id)  # of a merge that is not seen, no record is named either
    merge = act.connection.execute(select(MERGES).where(MERGES.c.id == id).with_for_update()).mappings().one()
    kind = registry.named(merge["kind"])
    rows = {id: writable(act, kind.kind, id) for id in sorted((merge["survivor"], merge["merged"]))}
    survivor, merged = rows[merge["survivor"]], rows[merge["merged"]]
    if merge["undone_at"] is not None:
        return
    must_stand(act, kind.kind, survivor, undo=True)
    undone = {"undone_at": act.now, "undone_by": act.caller.id}
    act.connection.execute(update(MERGES).where(MERGES.c.id == id).values(**undone))
    put_back(act, kind, merge["moves"], merged["id"], survivor["id"])
    survivor, merged = again(act, kind.kind, survivor["id"]), again(act, kind.kind, merged["id"])
    values, origins = _restored(act, kind.kind, survivor, merge)
    created = {"created_at": _created_at(act, kind.kind, survivor["id"], merge["own_created_at"])}
    put(act, kind.kind, survivor, {**values, **created}, origins, "changed")
    try:
        put(act, kind.kind, merged, {"merged_into": None}, merged["provenance"], "unmerged")
    except IntegrityError as trouble:
        zh = f"{survivor['id']} 现有一个只能属于一条记录的值（如客户编号），{merged['id']} 原来也有；请先改掉"
        en = f"{survivor['id']} has a value now that only one record may have, as a customer's id, and {merged['id']} had it; change that first"
        raise Problem(CONFLICT, Text(zh=zh, en=en)) from trouble
    decide(act, merged["id"], survivor["id"], {"state": "open", "decided_by": None, "decided_at": None, "merge": None})


def _created_at(act: Act, kind: Kind, survivor: str, own: datetime) -> datetime:
    """The earliest day of the survivor and of those that are still part of it."""
    days = act.connection.scalars(select(kind.table.c.created_at).where(kind.table.c.id.in_(_parts(survivor))))
    return min([own, *days])


def _parts(survivor: str) -> Any:
    return select(MERGES.c.merged).where(MERGES.c.survivor == survivor, MERGES.c.undone_at.is_(None))


def _restored(act: Act, kind: Kind, survivor: RowMapping, merge: RowMapping) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values and origins of the survivor without the merge: a field that was changed since stays; one that a later merge changed is changed
    back by that one, to what it was before this one.
    """
    origins, table = dict[str, Any](survivor["provenance"]), kind.table
    values: dict[str, Any] = {}
    for name, each in merge["fields"].items():
        before, after = (each["before"], each["origin"][0]), (each["after"], each["origin"][1])
        column = cast("Column[Any]", table.c[name])
        origin = origins.get(name)
        if (stored(column, survivor[name]), _said(origin)) == (after[0], _said(after[1])):
            values[name] = read_back(column, before[0])
            origins.pop(name, None)
            if before[1] is not None:
                origins[name] = {**before[1], **_offered(origin, after[1])}
        else:
            _hand_on(act, merge, name, before, after)
    return values, origins


def _said(origin: Origin | None) -> Json:
    """Where a value comes from, without what a machine offered instead of it: an offer is no change."""
    return None if origin is None else {key: each for key, each in origin.items() if key != "offered"}


def _offered(origin: Origin | None, at_merge: Origin | None) -> Origin:
    """What was offered since the merge, for somebody to decide."""
    offer = (origin or {}).get("offered")
    return {"offered": offer} if offer is not None and offer != (at_merge or {}).get("offered") else {}


def _hand_on(act: Act, merge: RowMapping, name: str, before: State, after: State) -> None:
    """A later merge that took its value over this one's has what was before this one to go back to."""
    later = MERGES.c.survivor == merge["survivor"], MERGES.c.undone_at.is_(None), MERGES.c.id > merge["id"]
    for row in act.connection.execute(select(MERGES).where(*later).order_by(MERGES.c.id)).mappings().all():
        each = row["fields"].get(name)
        if each is not None and (each["before"], _said(each["origin"][0])) == (after[0], _said(after[1])):
            changed = {**each, "before": before[0], "origin": [before[1], each["origin"][1]]}
            fields = {**row["fields"], name: changed}
            act.connection.execute(update(MERGES).where(MERGES.c.id == row["id"]).values(fields=fields))
            return
