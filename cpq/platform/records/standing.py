"""Records that stand for themselves, and those that became part of another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, delete, or_, select, update

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT, FORBIDDEN
from cpq.platform.problems import Problem, ProblemError
from cpq.platform.records.store import Kind, found, may_write
from cpq.platform.records.tables import DUPLICATES, MERGES
from cpq.rulebook.text import Text


def writable(act: Act, kind: Kind, id: str) -> RowMapping:
    """A record that the caller sees and may change, held until the commit. Raises 404 and 403 problems."""
    row = found(act.connection, act.caller, kind, id, lock=True)
    if not may_write(act.connection, act.caller, row):
        raise Problem(FORBIDDEN, Text(zh=f"{id} 只共享给您查看", en=f"{id} is shared with you for reading only"))
    return row


def must_stand(act: Act, kind: Kind, row: RowMapping, *, undo: bool = False) -> None:
    """Raises a 409 problem for a record that is part of another, with where it went and by which merge."""
    into = row["merged_into"]
    if into is None:
        return
    standing = MERGES.c.merged == row["id"], MERGES.c.undone_at.is_(None)
    by = act.connection.scalar(select(MERGES.c.id).where(*standing))
    zh = f"{kind.text.zh} {row['id']} 已并入 {into}（{by}）；{'请先撤销那次合并' if undo else '请改用 ' + into}"
    en = f"{kind.text.en} {row['id']} was merged into {into} ({by}); {'take that merge back first' if undo else 'use ' + into}"
    raise Problem(
        CONFLICT, Text(zh=zh, en=en), [ProblemError("merged-already", Text(zh=zh, en=en), related=(into, str(by)))]
    )


def again(act: Act, kind: Kind, id: str) -> RowMapping:
    """A record as it is now."""
    return act.connection.execute(select(kind.table).where(kind.table.c.id == id)).mappings().one()


def decide(act: Act, one: str, other: str, values: Mapping[str, Any]) -> None:
    """What the queue of duplicates says of the pair, if it has it."""
    first, second = sorted((one, other))
    own = DUPLICATES.c.first == first, DUPLICATES.c.second == second
    act.connection.execute(update(DUPLICATES).where(*own).values(**values))


def forget_questions(act: Act, id: str) -> None:
    """Nobody is asked any more whether a record that became part of another is one with a third; the next search asks about what stands."""
    asked = DUPLICATES.c.state == "open", or_(DUPLICATES.c.first == id, DUPLICATES.c.second == id)
    act.connection.execute(delete(DUPLICATES).where(*asked))
