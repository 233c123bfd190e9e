"""A lead moves: to an owner, to the public pool, from state to state; every move is kept, and told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, insert, select, update

from cpq.leads.given import StateGiven
from cpq.leads.states import BY_HAND, State, refusal
from cpq.leads.store.leads import NOBODY
from cpq.leads.tables import ASSIGNMENTS, LEAD, LEADS
from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT, INVALID
from cpq.platform.problems import Problem, ProblemError
from cpq.platform.records.origin import Source
from cpq.platform.records.store import change
from cpq.rulebook.text import Text

MOVE = Source("person", "move")
"""What a move says of state and owner; the next one may say otherwise, whoever makes it."""


@dataclass(frozen=True, slots=True)
class To:
    """Where a lead goes and why: to somebody, or to a pool."""

    owner: str
    team: str | None
    pool: str
    how: str
    why: Text
    rule: str | None = None
    place: str | None = None
    rulebook: str | None = None
    due_at: datetime | None = None


def move(act: Act, row: RowMapping, to: To, at: datetime | None = None) -> RowMapping:
    """The lead at its new owner or in a pool. Raises a 409 problem where its state does not allow it."""
    state: State = "recycled" if to.pool else "assigned"
    if row["state"] != state:
        must_become(row, state)
    changed = change(act, LEAD, row, {"owner": to.owner, "team": to.team, "pool": to.pool, "state": state}, MOVE)
    last = act.connection.scalar(select(func.max(ASSIGNMENTS.c.number)).where(ASSIGNMENTS.c.lead == row["id"])) or 0
    said = {
        "owner": to.owner,
        "pool": to.pool,
        "how": to.how,
        "rule": to.rule,
        "place": to.place,
        "rulebook": to.rulebook,
    }
    why = {"zh": to.why.zh, "en": to.why.en}
    act.connection.execute(
        insert(ASSIGNMENTS).values(lead=row["id"], number=last + 1, at=at or act.now, why=why, **said)
    )
    clock = {"assigned_at": None if to.pool else act.now, "due_at": to.due_at, "responded_at": None}
    content: Any = {"how": to.how, "rule": to.rule}
    kind = "lead.pooled" if to.pool else "lead.assigned"
    act.event(kind, row["id"], content, owner=to.owner, team=to.team)
    return touched(act, changed, {**clock, "state_at": act.now})


def become(act: Act, row: RowMapping, given: StateGiven) -> RowMapping:
    """The lead in the state that somebody says. Raises a 409 problem where it cannot follow, 422 for a disqualification without a reason."""
    if given.state == "disqualified" and given.reason is None:
        text = Text(zh="判为不合格须写明原因（reason）", en="a disqualification needs its `reason`")
        raise Problem(INVALID, text, [ProblemError("no-reason", text, pointer="/reason")])
    if row["state"] == given.state:
        return row
    must_become(row, given.state)
    said: dict[str, Any] = {"state": given.state}
    if given.reason is not None:
        said["reason"] = given.reason
    changed = change(act, LEAD, row, said, MOVE)
    act.event(f"lead.{given.state}", row["id"], {"reason": given.reason}, owner=row["owner"], team=row["team"])
    responded = {"responded_at": row["responded_at"] or act.now} if given.state in BY_HAND else {}
    return touched(act, changed, {"state_at": act.now, **responded})


def converted(act: Act, row: RowMapping) -> RowMapping:
    """The lead, converted."""
    must_become(row, "converted")
    changed = change(act, LEAD, row, {"state": "converted"}, MOVE)
    return touched(act, changed, {"state_at": act.now, "responded_at": row["responded_at"] or act.now})


def must_become(row: RowMapping, state: State) -> None:
    """Raises a 409 problem where a lead cannot become what it is to be."""
    text = refusal(row["state"], state)
    if text is not None:
        raise Problem(CONFLICT, text, [ProblemError("lead-state", text)])


def touched(act: Act, row: RowMapping, values: dict[str, Any]) -> RowMapping:
    """The lead with what is no field of it: clocks."""
    act.connection.execute(update(LEADS).where(LEADS.c.id == row["id"]).values(**{"active_at": act.now, **values}))
    return act.connection.execute(select(LEADS).where(LEADS.c.id == row["id"])).mappings().one()


def to_pool(pool: str, how: str, why: Text) -> To:
    """Into a public pool."""
    return To(NOBODY, None, pool, how, why)
