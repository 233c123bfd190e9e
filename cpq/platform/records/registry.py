"""Which kinds of records may be merged, and where else they are referred to: the rooms that keep them say so, and the top room puts it together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Column, RowMapping

from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.problems import Problem
from cpq.platform.records.store import Kind
from cpq.platform.records.tables import SHARES
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Reference:
    """A column in which rows name a record. `once_with`: columns with which it is there once, so that what the survivor has already is not moved;
    empty where a record has one such row at most, None where it may have any.
    """

    column: Column[object]
    once_with: tuple[str, ...] | None = None
    kind: Kind | None = None
    """The kind of the rows, where they are records and the column one of their fields: then the move is a change of them."""


SHARED = Reference(SHARES.c.record, once_with=("taker",))
"""With whom every kind of record is shared."""

Guard = Callable[[RowMapping, RowMapping], Text | None]


@dataclass(frozen=True, slots=True)
class Mergeable:
    """A kind that may be merged. Fields that are `own` stay those of the survivor, as its owner and state do.

    `along`: field → columns that are taken with it, as the extension is with a telephone number. `guard` says why one may not become part of
    another: it is given the survivor and the other.
    """

    kind: Kind
    references: Sequence[Reference] = ()
    own: frozenset[str] = frozenset()
    along: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    guard: Guard | None = None

    @property
    def everywhere(self) -> tuple[Reference, ...]:
        return (SHARED, *self.references)

    @property
    def upward(self) -> tuple[str, ...]:
        """The fields that lead from a record to another of its kind, as to an account above."""
        return tuple(each.column.name for each in self.references if each.column.table is self.kind.table)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The fields of which one of both values is chosen."""
        along = {name for names in self.along.values() for name in names}
        return tuple(name for name in self.kind.fields if name not in self.own | along | set(self.upward))


@dataclass(frozen=True, slots=True)
class Registry:
    """The kinds that may be merged."""

    kinds: tuple[Mergeable, ...]

    def of_id(self, id: str) -> Mergeable:
        """The kind that an id is of, by how it begins. Raises a 404 problem where it is none."""
        prefix = id.partition("_")[0]
        made = next((each for each in self.kinds if each.kind.prefix == prefix), None)
        if made is None:
            names = (
                "、".join(each.kind.text.zh for each in self.kinds),
                ", ".join(each.kind.text.en for each in self.kinds),
            )
            text = Text(
                zh=f"没有可合并的记录 {id}；可合并的有：{names[0]}",
                en=f"there is no record {id} that may be merged; those are: {names[1]}",
            )
            raise Problem(NOT_FOUND, text)
        return made

    def named(self, name: str) -> Mergeable:
        """The kind of a name that is known to be one."""
        return next(each for each in self.kinds if each.kind.name == name)
