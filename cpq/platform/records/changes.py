"""What changed of a record, change by change, and whether two people changed the same field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cpq.quote_json import Json


@dataclass(frozen=True, slots=True)
class Change:
    """What one act changed: field → what it was and what it became. `version` is that of the record afterwards, from 1."""

    version: int
    at: datetime
    by: str
    source: str
    fields: Mapping[str, tuple[Json, Json]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that somebody else changed since the writer last read the record, and to something else than the writer wants."""

    field: str
    read: Json
    theirs: Json
    yours: Json
    by: str
    at: datetime


def difference(before: Mapping[str, Json], said: Mapping[str, Json]) -> dict[str, tuple[Json, Json]]:
    """The fields that what was said changes."""
    return {field: (before.get(field), value) for field, value in said.items() if before.get(field) != value}


def conflicts(base: int, changes: Iterable[Change], said: Mapping[str, Json]) -> tuple[Conflict, ...]:
    """Where what was said by somebody who knew the version `base` meets what was changed since; in the order of what was said.

    Two who want the same value do not conflict, nor do those who edit different fields.
    """
    since = sorted((each for each in changes if each.version > base), key=lambda each: each.version)
    found: list[Conflict] = []
    for field, yours in said.items():
        mine = [each for each in since if field in each.fields]
        if mine and mine[-1].fields[field][1] != yours:
            last = mine[-1]
            found.append(Conflict(field, mine[0].fields[field][0], last.fields[field][1], yours, last.by, last.at))
    return tuple(found)


def as_of(now: Mapping[str, Json], changes: Iterable[Change], moment: datetime) -> dict[str, Json]:
    """The fields as they were known at a moment: changes after it are taken back, the newest first."""
    fields = dict(now)
    for each in sorted(changes, key=lambda change: change.version, reverse=True):
        if each.at > moment:
            fields.update({field: before for field, (before, _) in each.fields.items()})
    return fields
