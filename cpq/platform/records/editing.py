"""A record is changed by whoever has read it: as a whole by its version, or field by field from a phone that was out of reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import RowMapping

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICTING_FIELDS, FORBIDDEN
from cpq.platform.problems import Problem, ProblemError
from cpq.platform.records.changes import Conflict, conflicts
from cpq.platform.records.origin import Source
from cpq.platform.records.standing import must_stand
from cpq.platform.records.store import Kind, Values, change, changes_of, found, may_write
from cpq.platform.versions import must_be
from cpq.rulebook.pointer import pointer
from cpq.rulebook.text import Text

PERSON = Source("person", confirmed=True)


@dataclass(frozen=True, slots=True)
class Basis:
    """The version of the record that the writer had read. `by_field`: others may have changed other fields since, as when a phone was out of reach."""

    version: int
    by_field: bool = False


def edit(act: Act, kind: Kind, id: str, values: Values, basis: Basis, source: Source = PERSON) -> RowMapping:
    """The record after what was said of it.

    Whole, somebody else's change refuses it (412). By field, what nobody else changed since is taken; where one field was, nothing is, and
    the problem (409) has each with both values. Raises 404 where the caller sees no such record, 403 where it is shared for reading only, 409
    where it is part of another.
    """
    row = found(act.connection, act.caller, kind, id, lock=True)
    if not may_write(act.connection, act.caller, row):
        raise Problem(FORBIDDEN, Text(zh="此记录只共享给您查看", en="this record is shared with you for reading only"))
    must_stand(act, kind, row)
    if not basis.by_field:
        must_be(row["version"], basis.version)
    elif met := conflicts(basis.version, changes_of(act.connection, id, basis.version), values):
        raise Problem(CONFLICTING_FIELDS, errors=tuple(_told(met)))
    return change(act, kind, row, values, source)


def _told(met: Iterable[Conflict]) -> Iterable[ProblemError]:
    for each in met:
        at = f"{each.at:%Y-%m-%d %H:%M} UTC"
        text = Text(
            zh=f"{each.by} 于 {at} 已改为 {_written(each.theirs)}，您写的是 {_written(each.yours)}；请选定其一，并以新的 base 重发",
            en=f"{each.by} changed it to {_written(each.theirs)} at {at}, and you wrote {_written(each.yours)}; choose one and send it with the new `base`",
        )
        yield ProblemError("conflicting-field", text, pointer=pointer((each.field,)))


def _written(value: object) -> str:
    return "—" if value is None else str(value)[:100]
