"""Account plans as they are answered, with how far they have come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from cpq.accounts.given_of_maps import PlanQuery
from cpq.accounts.kinds import PLAN
from cpq.accounts.plan import Progress, progress
from cpq.accounts.power_map import Member
from cpq.accounts.store.maps import members_of
from cpq.accounts.tables import PLANS, POWER_MAPS
from cpq.platform.pages import page
from cpq.platform.people.caller import Caller
from cpq.platform.records.store import found, seen_by


@dataclass(frozen=True, slots=True)
class ObjectiveView:
    """What is to be reached, until when, and when it was."""

    text: str
    due: date | None
    reached: date | None


@dataclass(frozen=True, slots=True)
class ActionView:
    """What somebody is to do until when, and when it was done."""

    text: str
    owner: str
    due: date
    done: date | None


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan for an account; `progress` is worked out as of today, coverage from the power map as it is."""

    id: str
    account: str
    map: str | None
    name: str
    start: date
    end: date
    objectives: tuple[ObjectiveView, ...]
    actions: tuple[ActionView, ...]
    progress: Progress
    owner: str
    team: str | None
    version: int
    created_at: datetime
    updated_at: datetime


def plan(connection: Connection, caller: Caller, id: str, day: date) -> PlanView:
    """A plan that the caller sees. Raises a 404 problem where there is none."""
    return plan_view(connection, caller, found(connection, caller, PLAN, id), day)


def plans(connection: Connection, caller: Caller, asked: PlanQuery, day: date) -> tuple[list[PlanView], str | None]:
    """A page of plans, the newest first."""
    query = select(PLANS).where(seen_by(caller, PLANS), PLANS.c.merged_into.is_(None))
    if asked.account is not None:
        query = query.where(PLANS.c.account == asked.account)
    rows = page(connection, query, PLANS.c.id, asked)
    return [plan_view(connection, caller, row, day) for row in rows.rows], rows.next


def plan_view(connection: Connection, caller: Caller, row: RowMapping, day: date) -> PlanView:
    """A row as it is answered."""
    objectives = tuple(ObjectiveView(**_dated(each, "due", "reached")) for each in row["objectives"])
    actions = tuple(ActionView(**_dated(each, "due", "done")) for each in row["actions"])
    goals = [(each["role"], each["coverage"], date.fromisoformat(each["by"])) for each in row["coverage"]]
    done = progress(
        [(each.due, each.reached) for each in objectives],
        [(each.due, each.done) for each in actions],
        goals,
        _members(connection, caller, row["map"]),
        day,
    )
    names = ("id", "account", "map", "name", "start", "end", "owner", "team", "version", "created_at", "updated_at")
    kept: dict[str, Any] = {name: row[name] for name in names}
    return PlanView(**kept, objectives=objectives, actions=actions, progress=done)


def _dated(kept: Mapping[str, Any], *days: str) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in days and value is not None else value for name, value in kept.items()
    }


def _members(connection: Connection, caller: Caller, map: str | None) -> tuple[Member, ...]:
    if map is None:
        return ()
    query = select(POWER_MAPS.c.members).where(POWER_MAPS.c.id == map, seen_by(caller, POWER_MAPS))
    return members_of(connection.scalar(query) or ())
