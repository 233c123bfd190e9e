"""Tasks: made, given to somebody, done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select, update

from cpq.activities.fitting import Misfit, missing
from cpq.activities.given import TaskChanged, TaskGiven
from cpq.activities.kinds import TASK
from cpq.activities.service.activities import must_fit, said, unknown_subjects, writable
from cpq.activities.service.reminding import ask_to_remind
from cpq.activities.store.rows import add_subjects
from cpq.activities.store.subjects import Subjects
from cpq.activities.tables import TASKS
from cpq.platform.act import Act
from cpq.platform.people.tables import USERS
from cpq.platform.records.editing import PERSON, Basis, edit
from cpq.platform.records.origin import Source
from cpq.platform.records.store import Values, change, create, share
from cpq.quote_json import Json
from cpq.rulebook.text import Text


def add_task(act: Act, given: TaskGiven, subjects: Subjects, client_id: str | None = None) -> RowMapping:
    """A new task, or the one that the caller made under the same client id before. Raises a problem with all that is wrong."""
    assignee = None if given.assignee is None else user_row(act.connection, given.assignee)
    unknown = [_nobody()] if given.assignee is not None and assignee is None else []
    must_fit([*unknown, *unknown_subjects(act, given.subjects, subjects)])
    whose = act.caller.id, act.caller.team
    owner, team = whose if assignee is None else (assignee["id"], assignee["team"])
    values = {name: getattr(given, name) for name in ("title", "note", "due_at", "remind_at", "priority")}
    return put_task(act, {**values, "owner": owner, "team": team}, given.subjects, PERSON, client_id)


def put_task(
    act: Act, values: Values, subjects: Sequence[str], source: Source, client_id: str | None = None
) -> RowMapping:
    """Keeps a task of an owner, once for a client id."""
    row = create(act, TASK, {"state": "open", **values, "assignee": values["owner"]}, source, client_id)
    if row["created_at"] == act.now:
        add_subjects(act.connection, row["id"], subjects)
        _let_see(act, row)
        ask_to_remind(act, row)
    return row


def change_task(act: Act, id: str, given: TaskChanged, basis: Basis) -> RowMapping:
    """The task after what was said of it; where it is given to somebody else, it is among their rows, and the giver still sees it."""
    writable(act, TASK, id)
    values = said(given)
    assignee = None if given.assignee is None else user_row(act.connection, given.assignee)
    unknown = [_nobody()] if given.assignee is not None and assignee is None else []
    must_fit([*unknown, *missing(values, "title", "priority", "assignee", "state")])
    before = act.connection.execute(select(TASKS).where(TASKS.c.id == id).with_for_update()).mappings().one()
    after = edit(act, TASK, id, values, basis)
    beside = _beside(before, after, assignee, act.now)
    if beside:
        act.connection.execute(update(TASKS).where(TASKS.c.id == id).values(**beside))
        after = act.connection.execute(select(TASKS).where(TASKS.c.id == id)).mappings().one()
    if "owner" in beside:
        _let_see(act, after)
        content: Json = {"assignee": after["assignee"], "before": before["assignee"]}
        act.event("task.assigned", id, content, owner=after["owner"], team=after["team"])
    ask_to_remind(act, after)
    return after


def set_state(act: Act, row: RowMapping, values: Values, source: Source) -> None:
    """Closes a task, or opens it again, as a rule says."""
    after = change(act, TASK, row, values, source)
    beside = _beside(row, after, None, act.now)
    if beside:
        act.connection.execute(update(TASKS).where(TASKS.c.id == row["id"]).values(**beside))


def _beside(before: RowMapping, after: RowMapping, assignee: RowMapping | None, now: datetime) -> dict[str, object]:
    """What goes with the fields that people edit: whose row it is, when it was closed."""
    changed: dict[str, object] = {}
    if assignee is not None and after["assignee"] == assignee["id"] != before["owner"]:
        changed |= {"owner": assignee["id"], "team": assignee["team"]}
    if after["state"] != before["state"]:
        changed["closed_at"] = None if after["state"] == "open" else now
    return changed


def user_row(connection: Connection, id: str) -> RowMapping | None:
    """A user who may sign in."""
    row = connection.execute(select(USERS).where(USERS.c.id == id)).mappings().first()
    return row if row is not None and row["active"] else None


def _nobody() -> Misfit:
    text = Text(zh="没有这位可登录的用户", en="there is no such user who may sign in")
    return "assignee", "unknown-user", text


def _let_see(act: Act, row: RowMapping) -> None:
    """Whoever gives a task to somebody whose rows they do not see may see that one still."""
    if act.caller.kind in ("user", "key") and not act.caller.sees(row["owner"], row["team"]):
        share(act, TASK, row, act.caller.id, writes=True)
