"""Power maps as they are answered: as they are, or as they were known at a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from cpq.accounts.given_of_maps import PowerMapQuery
from cpq.accounts.kinds import POWER_MAP
from cpq.accounts.power_map import BuyingRole, Coverage, Edge, Member, Orientation, Status, Support
from cpq.accounts.power_map_svg import Person, picture
from cpq.accounts.tables import CONTACTS, POWER_MAPS
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.pages import page
from cpq.platform.people.caller import Caller
from cpq.platform.problems import Problem
from cpq.platform.records.changes import as_of
from cpq.platform.records.store import changes_of, found, seen_by
from cpq.quote_json import plain
from cpq.rulebook.text import Locale, Text


@dataclass(frozen=True, slots=True)
class MemberView:
    """Somebody in the map; name and title are the contact's as they are now, and None for who does not see the contact."""

    contact: str
    name: str | None
    title: str | None
    role: BuyingRole | None
    support: Support | None
    status: Status | None
    orientation: Orientation | None
    coverage: Coverage
    note: str | None


@dataclass(frozen=True, slots=True)
class MapVersion:
    """A version of the map: since when it was known, and by whom."""

    version: int
    known_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class PowerMapView:
    """A power map; `known_at` is the moment as of which it is told, None for now, and `versions` are all there are by now."""

    id: str
    account: str
    opportunity: str | None
    name: str
    members: tuple[MemberView, ...]
    edges: tuple[Edge, ...]
    owner: str
    team: str | None
    known_at: datetime | None
    versions: tuple[MapVersion, ...]
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PowerMapSummary:
    """A power map in a list."""

    id: str
    account: str
    opportunity: str | None
    name: str
    members: int
    edges: int
    owner: str
    team: str | None
    version: int
    created_at: datetime
    updated_at: datetime


def power_map(connection: Connection, caller: Caller, id: str, known_at: datetime | None = None) -> PowerMapView:
    """A map that the caller sees. Raises a 404 problem where there is none, or none was known then."""
    return map_view(connection, caller, found(connection, caller, POWER_MAP, id), known_at)


def map_view(connection: Connection, caller: Caller, row: RowMapping, known_at: datetime | None = None) -> PowerMapView:
    """A row as the caller sees it."""
    changes = changes_of(connection, row["id"])
    fields: dict[str, Any] = {name: plain(row[name]) for name in POWER_MAP.fields}
    if known_at is not None:
        if known_at < row["created_at"]:
            text = Text(zh="那时还没有这张图", en="there was no such map then")
            raise Problem(NOT_FOUND, text)
        fields.update(as_of(fields, changes, known_at))
    people = people_of(connection, caller, [each["contact"] for each in fields["members"]])
    return PowerMapView(
        row["id"],
        fields["account"],
        fields["opportunity"],
        fields["name"],
        tuple(_member(each, people) for each in fields["members"]),
        edges_of(fields["edges"]),
        row["owner"],
        row["team"],
        known_at,
        tuple(MapVersion(each.version, each.at, each.by) for each in changes),
        row["version"],
        row["created_at"],
        row["updated_at"],
    )


def _member(kept: Mapping[str, Any], people: Mapping[str, Person]) -> MemberView:
    person = people.get(kept["contact"])
    name, title = (None, None) if person is None else (person.name, person.title)
    return MemberView(name=name, title=title, **kept)


def members_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Member, ...]:
    """Members as they are kept."""
    return tuple(Member(**each) for each in kept)


def edges_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Edge, ...]:
    """Edges as they are kept."""
    return tuple(Edge(**each) for each in kept)


def people_of(connection: Connection, caller: Caller, ids: Sequence[str]) -> dict[str, Person]:
    """Name and title of the contacts that the caller sees."""
    query = select(CONTACTS.c.id, CONTACTS.c.name, CONTACTS.c.title).where(
        CONTACTS.c.id.in_(ids), seen_by(caller, CONTACTS)
    )
    return {str(id): Person(name, title) for id, name, title in connection.execute(query)}


def drawn(view: PowerMapView, locale: Locale) -> str:
    """A map as SVG."""
    people = {each.contact: Person(each.name or "", each.title) for each in view.members}
    members = tuple(
        Member(each.contact, each.role, each.support, each.status, each.orientation, each.coverage)
        for each in view.members
    )
    return picture(view.name, members, view.edges, people, locale, view.id)


def power_maps(
    connection: Connection, caller: Caller, asked: PowerMapQuery
) -> tuple[list[PowerMapSummary], str | None]:
    """A page of maps, the newest first."""
    query = select(POWER_MAPS).where(seen_by(caller, POWER_MAPS), POWER_MAPS.c.merged_into.is_(None))
    for name in ("account", "opportunity"):
        if (wanted := getattr(asked, name)) is not None:
            query = query.where(POWER_MAPS.c[name] == wanted)
    rows = page(connection, query, POWER_MAPS.c.id, asked)
    return [_summary(row) for row in rows.rows], rows.next


def _summary(row: RowMapping) -> PowerMapSummary:
    names = ("id", "account", "opportunity", "name", "owner", "team", "version", "created_at", "updated_at")
    head: dict[str, Any] = {name: row[name] for name in names}
    return PowerMapSummary(**head, members=len(row["members"]), edges=len(row["edges"]))
