"""Activities: written down, and corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import RowMapping

from cpq.activities.fitting import Misfit, misfits_of_activity, missing
from cpq.activities.given import ActivityChanged, ActivityGiven
from cpq.activities.kinds import ACTIVITY
from cpq.activities.store.rows import add_subjects, row_of
from cpq.activities.store.subjects import Subjects, no_record
from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import FORBIDDEN, INVALID
from cpq.platform.problems import Problem, ProblemError
from cpq.platform.records.editing import PERSON, Basis, edit
from cpq.platform.records.store import Kind, create, may_write
from cpq.quote_json import plain
from cpq.rulebook.model import Strict
from cpq.rulebook.text import Text


def add_activity(act: Act, given: ActivityGiven, subjects: Subjects, client_id: str | None = None) -> RowMapping:
    """A new activity, or the one that the caller wrote under the same client id before. Raises a problem with all that is wrong."""
    values = {name: _kept(name, getattr(given, name)) for name in ACTIVITY.fields}
    must_fit([*misfits_of_activity(values, act.now), *unknown_subjects(act, given.subjects, subjects)])
    row = create(act, ACTIVITY, values, PERSON, client_id)
    if row["created_at"] == act.now:
        add_subjects(act.connection, row["id"], given.subjects)
    return row


def change_activity(act: Act, id: str, given: ActivityChanged, basis: Basis) -> RowMapping:
    """The activity after what was said of it."""
    row, values = writable(act, ACTIVITY, id), said(given)
    must_fit(missing(values, "occurred_at"))
    must_fit(misfits_of_activity({**row, **values}, act.now))
    return edit(act, ACTIVITY, id, values, basis)


def said(given: Strict) -> dict[str, object]:
    """The fields that are written, as they are kept."""
    return {name: _kept(name, getattr(given, name)) for name in given.model_fields_set - {"base"}}


def _kept(name: str, value: object) -> object:
    return plain(value) if name in ("place", "attendees") else value


def writable(act: Act, kind: Kind, id: str) -> RowMapping:
    """The row of a record that the caller sees and may change. Raises a 404 problem, or 403 where it is there for reading only."""
    row = row_of(act.connection, act.caller, kind, id)
    if not may_write(act.connection, act.caller, row):
        raise Problem(FORBIDDEN, Text(zh="您只能查看，不能修改", en="you may read it, but not change it"))
    return row


def unknown_subjects(act: Act, given: Sequence[str], subjects: Subjects) -> Iterable[Misfit]:
    """The subjects that are not there for the caller."""
    for index, id in enumerate(given):
        if subjects.row(act.connection, act.caller, id) is None:
            yield f"subjects/{index}", "unknown-record", no_record(id)


def must_fit(found: Iterable[Misfit]) -> None:
    """Raises a problem with everything that was found, by pointer."""
    errors = [ProblemError(code, text, f"/{field}") for field, code, text in found]
    if errors:
        raise Problem(INVALID, errors[0].text if len(errors) == 1 else None, errors)
