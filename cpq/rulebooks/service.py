"""Storing versions and putting them in force; all of it audited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, RowMapping

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT, INVALID, NOT_FOUND
from cpq.platform.problems import Problem, ProblemError
from cpq.platform.storage.reading import read_as
from cpq.platform.storage.tables import new_id
from cpq.quote_json import Json
from cpq.rulebook.text import Text
from cpq.rulebooks.checking import Checked
from cpq.rulebooks.contents import packed
from cpq.rulebooks.store import (
    activation_row,
    add_activation,
    came_with,
    cancel,
    has_templates,
    last_activation,
    put_once,
    rulebook_row,
)
from cpq.rulebooks.tables import RULEBOOKS, TEMPLATE_SETS
from cpq.rulebooks.versions import Activation, ActivationGiven, RulebookVersion

FARTHEST = timedelta(days=3_660)
_NEXT = timedelta(microseconds=1)


def stored(act: Act, found: Checked, note: str | None) -> RulebookVersion:
    """Stores a version that is fine, with its templates; one that is there already stays as it is."""
    templates = found.contents.templates_version
    if templates is not None:
        archive = packed(found.contents.templates.items())
        put_once(act.connection, TEMPLATE_SETS, {"version": templates, "archive": archive, "created_at": act.now})
    values = {
        "version": found.version,
        "id": new_id("rul"),
        "archive": packed(found.contents.rules.items()),
        "templates": templates,
        "files": found.files,
        "entries": found.rules,
        "size": sum(map(len, found.contents.rules.values())),
        "note": note,
        "stored_by": act.caller.id,
        "created_at": act.now,
    }
    is_new = put_once(act.connection, RULEBOOKS, values)
    if not is_new and templates is not None:
        came_with(act.connection, found.version, templates)
    if is_new or templates is not None:
        act.audit("rulebook.stored", "rulebook", found.version, None, {"templates": templates, "note": note})
    return version_of(act.connection, found.version)


def version_of(connection: Connection, version: str) -> RulebookVersion:
    """A stored version. Raises a 404 problem where there is none."""
    row = rulebook_row(connection, version)
    if row is None:
        raise unknown(version)
    return read_as(RulebookVersion, row)


def unknown(version: str) -> Problem:
    """The problem of a version that is not stored."""
    text = Text(zh=f"没有规则版本 {version[:12]}；请先上传", en=f"there is no version {version[:12]}; store it first")
    return Problem(NOT_FOUND, text)


def activated(act: Act, given: ActivationGiven, origin: Literal["api", "workspace"] = "api") -> Activation:
    """Puts a version in force, at once or at a moment to come. Raises a problem where there is no such version, or the moment is past."""
    row = rulebook_row(act.connection, given.version, locked=True)
    if row is None:
        raise _invalid("/version", "unknown-version", unknown(given.version).detail)
    if given.templates is not None and not has_templates(act.connection, given.templates):
        raise _invalid("/templates", "unknown-version", Text(zh="没有这一模板版本", en="there are no such templates"))
    before = last_activation(act.connection, act.now)
    id, starts_at = new_id("act"), _start(act, given.at, before)
    values = {
        "id": id,
        "version": given.version,
        "templates": given.templates or row["templates"],
        "starts_at": starts_at,
        "origin": origin,
        "note": given.note,
        "created_by": act.caller.id,
        "created_at": act.now,
    }
    add_activation(act.connection, values)
    now: dict[str, Json] = {"version": given.version, "starts_at": starts_at.isoformat()}
    act.audit("rulebook.activated", "activation", id, _shown(before), {**now, "note": given.note})
    act.event("rulebook.activated", id, now)
    return activation(act.connection, id, act.now)


def _start(act: Act, at: datetime | None, before: RowMapping | None) -> datetime:
    """At once is never before what is in force: clocks of two machines differ a little, and the later word counts."""
    if at is None:
        return max(act.now, before["starts_at"] + _NEXT) if before is not None else act.now
    if at < act.now:
        text = Text(zh="时刻已过；要立即启用就不写 at", en="the moment is past; leave `at` out for at once")
        raise _invalid("/at", "past-moment", text)
    if at > act.now + FARTHEST:
        text = Text(zh="时刻须在十年以内", en="the moment is within ten years")
        raise _invalid("/at", "far-moment", text)
    return at


def cancelled(act: Act, id: str) -> None:
    """Takes back an activation that has not started; once more does nothing. Raises a 409 problem for one that has."""
    row = activation_row(act.connection, id)
    if row is None:
        raise Problem(NOT_FOUND, Text(zh=f"没有启用记录 {id}", en=f"there is no activation {id}"))
    if row["cancelled_at"] is not None:
        return
    if row["starts_at"] <= act.now:
        text = Text(
            zh="已经生效，不能撤销；要回退就启用之前的版本",
            en="it has started and cannot be taken back; activate the version before it to roll back",
        )
        raise Problem(CONFLICT, text)
    cancel(act.connection, id, act.caller.id, act.now)
    act.audit("rulebook.activation_cancelled", "activation", id, _shown(row), None)


def activation(connection: Connection, id: str, now: datetime) -> Activation:
    """One activation, as it stands at a moment."""
    row = activation_row(connection, id)
    if row is None:
        raise Problem(NOT_FOUND)
    return as_activations(connection, [row], now)[0]


def as_activations(connection: Connection, rows: Sequence[RowMapping], now: datetime) -> list[Activation]:
    """Rows of activations with what has become of each."""
    current = last_activation(connection, now)
    in_force = current["id"] if current is not None else None
    return [_activation(row, in_force, now) for row in rows]


def _activation(row: RowMapping, in_force: str | None, now: datetime) -> Activation:
    if row["cancelled_at"] is not None:
        state = "cancelled"
    elif row["id"] == in_force:
        state = "in_force"
    else:
        state = "to_come" if row["starts_at"] > now else "ended"
    names = (
        "id",
        "version",
        "templates",
        "starts_at",
        "origin",
        "note",
        "created_by",
        "created_at",
        "cancelled_at",
        "cancelled_by",
    )
    return Activation(state=state, **{name: row[name] for name in names})


def _invalid(pointer: str, code: str, text: Text) -> Problem:
    return Problem(INVALID, text, [ProblemError(code, text, pointer)])


def _shown(row: RowMapping | None) -> Json:
    return None if row is None else {"version": row["version"], "starts_at": row["starts_at"].isoformat()}
