"""Collecting what is overdue: tasks by the steps of the rulebook, once for each invoice and step, closed when it is paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from cpq.activities.service.tasks import put_task, set_state, user_row
from cpq.activities.tables import ABOUT, TASKS
from cpq.orders.ledger import Receivable
from cpq.orders.store.books import is_open, receivables
from cpq.orders.tables import INVOICES
from cpq.platform.act import Act
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.tables import TEAMS, USERS
from cpq.platform.records.origin import Source
from cpq.selling.collection import CollectionStep, reached

COLLECTION = "invoices.collection"
MOST = 500
"""So many tasks are made in one transaction; what is left is for the next."""
SETTLED = "paid · 已付清"
OWED_AGAIN = "owed again · 重新欠款"
_HOUR = "%Y-%m-%dT%H"


@dataclass(frozen=True, slots=True)
class Collected:
    """How many tasks were made, opened again because a payment was taken back, and closed; `more` are still to be made."""

    made: int
    opened: int
    closed: int
    more: bool


def ask_to_collect(act: Act) -> None:
    """Once an hour, however many processes ask."""
    act.job(COLLECTION, {}, key=act.now.strftime(_HOUR))


def collect(act: Act, steps: Sequence[CollectionStep], day: date) -> Collected:
    """Makes the tasks of a day, and closes those of invoices that are no longer owed. Done again it does nothing more."""
    closed = close_settled(act)
    owed = select(INVOICES).where(INVOICES.c.due < day, is_open())
    every = receivables(act.connection, owed) if steps else []
    made = opened = 0
    rows = _rows(act.connection, [id for id, _ in every])
    there = _tasks(act.connection)
    for id, receivable in every:
        for step in reached(steps, receivable.days_past_due(day)):
            task = there.get(_name(id, step))
            if task is not None:
                opened += _open_again(act, task)
            elif made == MOST:
                return Collected(made, opened, closed, more=True)
            else:
                _make(act, rows[id], receivable, step, day)
                made += 1
    return Collected(made, opened, closed, more=False)


def close_settled(act: Act, invoices: Iterable[str] | None = None) -> int:
    """Closes the open tasks of invoices that are no longer owed: of some, or of all. Returns how many."""
    owed = select(INVOICES.c.id).where(is_open())
    about = select(ABOUT.c.item).join(INVOICES, INVOICES.c.id == ABOUT.c.subject).where(INVOICES.c.id.not_in(owed))
    if invoices is not None:
        about = about.where(INVOICES.c.id.in_(list(invoices)))
    query = select(TASKS).where(_ours(), TASKS.c.state == "open", TASKS.c.id.in_(about)).order_by(TASKS.c.id)
    rows = act.connection.execute(query).mappings().all()
    for row in rows:
        set_state(act, row, {"state": "done", "outcome": SETTLED}, _RULE)
    return len(rows)


def _open_again(act: Act, task: RowMapping) -> bool:
    """Of an invoice that is owed again: a payment was taken back. What somebody closed by hand stays closed."""
    if task["state"] != "done" or task["outcome"] != SETTLED:
        return False
    set_state(act, task, {"state": "open", "outcome": OWED_AGAIN}, _RULE)
    return True


_RULE = Source("rule", "collection_steps")


def _ours() -> Any:
    return (TASKS.c.created_by == SYSTEM.id) & TASKS.c.client_id.startswith("collection:")


def _name(invoice: str, step: CollectionStep) -> str:
    """What the task is called that is made once."""
    return f"collection:{invoice}:{step.id}"


def _tasks(connection: Connection) -> Mapping[str, RowMapping]:
    """The tasks of invoices that are owed, by what they are called."""
    owed = select(INVOICES.c.id).where(is_open())
    about = select(ABOUT.c.item).where(ABOUT.c.subject.in_(owed))
    rows = connection.execute(select(TASKS).where(_ours(), TASKS.c.id.in_(about))).mappings()
    return {row["client_id"]: row for row in rows}


def _rows(connection: Connection, ids: Sequence[str]) -> Mapping[str, RowMapping]:
    """Invoices by id, a few hundred at a time."""
    found: dict[str, RowMapping] = {}
    for start in range(0, len(ids), MOST):
        query = select(INVOICES).where(INVOICES.c.id.in_(ids[start : start + MOST]))
        found |= {row["id"]: row for row in connection.execute(query).mappings()}
    return found


def _make(act: Act, invoice: RowMapping, owed: Receivable, step: CollectionStep, day: date) -> None:
    whose = _owner(act.connection, invoice) if step.to == "owner" else _manager(act.connection, invoice)
    late = owed.days_past_due(day)
    lines = [
        f"{owed.number}: {owed.currency} {owed.open:,f}",
        f"到期 {owed.due}，逾期 {late} 天 · due {owed.due}, {late} days ago",
        *([] if step.text is None else [_both(step.text.zh, step.text.en)]),
    ]
    values = {
        "title": f"{_both(step.name.zh, step.name.en)}: {owed.number}",
        "note": "\n".join(lines),
        "due_at": act.now,
        "priority": step.priority,
        **whose,
    }
    put_task(act, values, [invoice["id"], invoice["order"]], _RULE, _name(invoice["id"], step))


def _both(zh: str, en: str) -> str:
    return zh if zh == en else f"{zh} · {en}"


def _owner(connection: Connection, invoice: RowMapping) -> dict[str, Any]:
    """Whoever the invoice belongs to, in the team that they are in now; one who has left has a manager."""
    user = user_row(connection, invoice["owner"])
    if user is not None:
        return {"owner": user["id"], "team": user["team"]}
    return _manager(connection, invoice)


def _manager(connection: Connection, invoice: RowMapping) -> dict[str, Any]:
    """The manager of the team or of the nearest above it who is not the owner; where there is none the owner."""
    user = user_row(connection, invoice["owner"])
    team = invoice["team"] if user is None else user["team"]
    while team is not None:
        of = USERS.c.team == team, USERS.c.role == "manager", USERS.c.active == True, USERS.c.id != invoice["owner"]  # noqa: E712
        found = connection.scalar(select(USERS.c.id).where(*of).order_by(USERS.c.id).limit(1))
        if found is not None:
            return {"owner": found, "team": team}
        team = connection.scalar(select(TEAMS.c.parent).where(TEAMS.c.id == team))
    return {"owner": invoice["owner"], "team": invoice["team"]}
