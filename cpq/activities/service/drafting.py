"""Drafts from phones that were out of reach: each taken once, whenever and however often it comes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, RowMapping, insert, select

from cpq.activities.given import DraftedEdit, DraftGiven
from cpq.activities.service.activities import add_activity
from cpq.activities.service.tasks import add_task
from cpq.activities.store.subjects import Subjects, no_record
from cpq.activities.tables import DRAFTS
from cpq.platform.act import Act
from cpq.platform.bodies import Bodies, Body
from cpq.platform.kinds_of_problems import INVALID
from cpq.platform.people.caller import Caller
from cpq.platform.problems import Problem, ProblemError
from cpq.platform.records.editing import Basis
from cpq.quote_json import plain
from cpq.quotes.given import text_of
from cpq.quotes.pricing import pointed
from cpq.rulebook.finding import Refused
from cpq.rulebook.model import Strict
from cpq.rulebook.text import Text

T = TypeVar("T")
M = TypeVar("M", bound=Strict)


@dataclass(frozen=True, slots=True)
class Editor(Generic[M]):
    """How records of a kind are edited: the body of a PATCH, and what is done with it."""

    model: type[M]
    edit: Callable[[Act, str, Body[M], Basis], RowMapping]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a draft came to: the record, at its version then. `new` where it was not taken before."""

    record: str
    version: int
    new: bool


@dataclass(frozen=True, slots=True)
class Drafts:
    """What drafts are taken with: what they may be about, who edits which records, and how fields are read."""

    subjects: Subjects
    editors: Mapping[str, Editor[Any]]
    bodies: Bodies

    def take(self, act: Act, draft: DraftGiven) -> Taken:
        """Does what a draft says, unless it was done before. Raises a problem where it cannot be; then nothing of it is kept.

        One that comes again says what it said, or it is refused: two drafts of one name would be one too few.
        """
        digest = sha256(text_of(plain(draft)).encode()).hexdigest()
        before = taken_before(act.connection, act.caller, draft.id)
        if before is not None:
            if before["digest"] != digest:
                raise Problem(INVALID, _REUSED, [ProblemError("draft-id-reused", _REUSED, "/id")])
            return Taken(before["record"], before["version"], new=False)
        row = self._done(act, draft)
        values = {"record": row["id"], "version": row["version"], "digest": digest, "at": act.now}
        act.connection.execute(insert(DRAFTS).values(caller=act.caller.id, id=draft.id, **values))
        return Taken(row["id"], row["version"], new=True)

    def _done(self, act: Act, draft: DraftGiven) -> RowMapping:
        activity, task, edit = draft.activity, draft.task, draft.edit
        if sum(each is not None for each in (activity, task, edit)) > 1:
            raise Problem(INVALID, _ONE, [ProblemError("one-of-three", _ONE, "")])
        if activity is not None:
            return _below("/activity", lambda: add_activity(act, activity, self.subjects, draft.id))
        if task is not None:
            return _below("/task", lambda: add_task(act, task, self.subjects, draft.id))
        if edit is not None:
            return self._edited(act, edit)
        raise Problem(INVALID, _ONE, [ProblemError("one-of-three", _ONE, "")])

    def _edited(self, act: Act, edit: DraftedEdit) -> RowMapping:
        made = taken_before(act.connection, act.caller, edit.record)
        id = edit.record if made is None else made["record"]
        editor = self.editors.get(id.partition("_")[0])
        if editor is None or "_" not in id:
            text = no_record(edit.record)
            raise Problem(INVALID, text, [ProblemError("unknown-record", text, "/edit/record")])
        content = json.dumps({**edit.fields, "base": edit.base}, default=str).encode()
        return _below("/edit/fields", lambda: self._edit(act, id, editor, content, Basis(edit.base, by_field=True)))

    def _edit(self, act: Act, id: str, editor: Editor[Any], content: bytes, basis: Basis) -> RowMapping:
        body = self.bodies.read(editor.model, content)
        try:
            return editor.edit(act, id, body, basis)
        except Refused as refused:
            raise body.reporting.refusal(INVALID, refused, body.source) from None


def taken_before(connection: Connection, caller: Caller, id: str) -> RowMapping | None:
    """What a draft of the caller came to."""
    query = select(DRAFTS).where(DRAFTS.c.caller == caller.id, DRAFTS.c.id == id)
    return connection.execute(query).mappings().first()


def _below(prefix: str, work: Callable[[], T]) -> T:
    """The work; its problems point into the draft."""
    try:
        return work()
    except Problem as problem:
        raise pointed(problem, prefix) from None


_REUSED = Text(
    zh="这个草稿编号已用于别的内容；请换一个编号",
    en="a draft of this id said something else before; give this one an id of its own",
)
_ONE = Text(zh="activity、task、edit 三者须写且只写一个", en="write exactly one of activity, task and edit")
