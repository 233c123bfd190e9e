"""An opportunity that is about to be changed."""

from __future__ import annotations

from sqlalchemy import RowMapping, select

from cpq.opportunities.record import OPPORTUNITY
from cpq.orders.refusal import refusal
from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT, FORBIDDEN
from cpq.platform.problems import Problem
from cpq.platform.records.store import Kind, found, may_write, seen_by
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


def must_be_seen(act: Act, kind: Kind, id: str, place: Place) -> None:
    """Raises `Refused` where a record that is named is not there, or is not the caller's to see."""
    query = select(kind.table.c.id).where(kind.table.c.id == id, seen_by(act.caller, kind.table))
    if act.connection.scalar(query) is None:
        zh, en = f"没有{kind.text.zh} {id}，或您看不到", f"there is no {kind.text.en} {id} that you see"
        raise refusal(f"unknown-{kind.name}", zh, en, place)


def must_write(act: Act, id: str) -> RowMapping:
    """The row, held until the commit. Raises a problem: 404 where the caller sees none, 403 where it is only shared for reading, 409 where it
    was merged into another.
    """
    row = found(act.connection, act.caller, OPPORTUNITY, id, lock=True)
    if not may_write(act.connection, act.caller, row):
        raise Problem(
            FORBIDDEN, Text(zh="此商机只共享给您查看", en="this opportunity is shared with you for reading only")
        )
    if row["merged_into"] is not None:
        text = Text(
            zh=f"此商机已并入 {row['merged_into']}，请修改后者",
            en=f"this opportunity was merged into {row['merged_into']}: change that one",
        )
        raise Problem(CONFLICT, text)
    return row
