"""The chain: each entry's hash is of the hash before it and of everything the entry says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from cpq.platform.audit.tables import AUDIT, HEAD
from cpq.platform.storage.columns import written_instant
from cpq.quote_json import Json

START = "0" * 64
"""What the first entry follows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was done to one thing, and by whom; `before` and `after` are what changed of it, None where it was not there."""

    at: datetime
    actor: str
    action: str
    kind: str
    subject: str
    before: Json
    after: Json
    request: str


def append(connection: Connection, entries: Sequence[Entry]) -> None:
    """Appends at the end of the transaction: from here to the commit nobody else appends, nor writes events."""
    head = connection.execute(select(HEAD).where(HEAD.c.id == 1).with_for_update()).mappings().one()
    number, last = head["number"], head["hash"]
    rows: list[dict[str, object]] = []
    for entry in entries:
        number += 1
        row = _row(number, entry)
        last = _hash(last, row)
        rows.append({**row, "at": entry.at, "hash": last})
    if not rows:
        return
    connection.execute(insert(AUDIT), rows)
    connection.execute(update(HEAD).where(HEAD.c.id == 1).values(number=number, hash=last))


def first_break(connection: Connection) -> int | None:
    """The number of the first entry that is not what was written, or that is missing; None where the chain is whole."""
    number, last = 0, START
    for row in connection.execute(select(AUDIT).order_by(AUDIT.c.number)).mappings():
        number += 1
        told: dict[str, object] = {**_named(row), "at": written_instant(row["at"])}
        if row["number"] != number or row["hash"] != _hash(last, told):
            return number
        last = row["hash"]
    head = connection.execute(select(HEAD).where(HEAD.c.id == 1)).mappings().one()
    return None if (head["number"], head["hash"]) == (number, last) else number + 1


def count(connection: Connection) -> int:
    """How many entries there are."""
    return connection.scalar(select(func.count()).select_from(AUDIT)) or 0


def _row(number: int, entry: Entry) -> dict[str, object]:
    return {
        "number": number,
        "at": written_instant(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "kind": entry.kind,
        "subject": entry.subject,
        "before": _written(entry.before),
        "after": _written(entry.after),
        "request": entry.request,
    }


def _named(row: RowMapping) -> dict[str, object]:
    return {str(name): value for name, value in row.items()}


def _written(value: Json) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_SAID: Iterable[str] = ("number", "at", "actor", "action", "kind", "subject", "before", "after", "request")


def _hash(last: str, row: dict[str, object]) -> str:
    said = json.dumps([last, *(row[name] for name in _SAID)], ensure_ascii=True, separators=(",", ":"))
    return sha256(said.encode()).hexdigest()
