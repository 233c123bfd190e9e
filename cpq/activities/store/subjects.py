"""What an activity or task can be about: records of many rooms, by how their ids begin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, Table, select

from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.people.caller import Caller
from cpq.platform.people.rights import Right
from cpq.platform.problems import Problem
from cpq.platform.records.store import seen_by
from cpq.rulebook.text import Text

Related = Callable[[Connection, RowMapping], Iterable[str]]
"""The ids of what belongs to a row: the invoices of an order."""


def _nothing(_: Connection, __: RowMapping) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing: `table` has `id`, `owner` and `team`, `title` is the column that names a row, `right` what reading it takes.

    `record` says that people edit it field by field, so that its changes are kept; `phones` are the fields that hold telephone numbers.
    """

    name: str
    prefix: str
    table: Table
    title: str
    text: Text
    right: Right
    record: bool = False
    phones: frozenset[str] = frozenset()
    related: Related = _nothing


@dataclass(frozen=True, slots=True)
class Subjects:
    """All of them."""

    known: tuple[Subject, ...]

    def of(self, id: str) -> Subject | None:
        """The kind that an id is of."""
        prefix = id.partition("_")[0]
        return next((each for each in self.known if each.prefix == prefix), None)

    def row(self, connection: Connection, caller: Caller, id: str) -> RowMapping | None:
        """The row, where the caller sees it."""
        kind = self.of(id)
        if kind is None or kind.right not in caller.rights:
            return None
        query = select(kind.table).where(kind.table.c.id == id, seen_by(caller, kind.table))
        return connection.execute(query).mappings().first()

    def found(self, connection: Connection, caller: Caller, id: str) -> tuple[Subject, RowMapping]:
        """The kind and the row. Raises a 404 problem where the caller sees none."""
        kind, row = self.of(id), self.row(connection, caller, id)
        if kind is None or row is None:
            raise Problem(NOT_FOUND, no_record(id))
        return kind, row


def no_record(id: str) -> Text:
    """Said of an id that nothing has, or nothing that the caller sees."""
    return Text(zh=f"没有 {id}，或您无权查看", en=f"there is no {id}, or not for you to see")
