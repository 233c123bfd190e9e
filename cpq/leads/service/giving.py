"""Who gets a lead: as the rules say, or as somebody with the right says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, RowMapping, func, select
from sqlalchemy.sql.elements import ColumnElement

from cpq.leads.scoring import facts_of, zone_of
from cpq.leads.service.moving import To, move, to_pool
from cpq.leads.service.scoring import keep
from cpq.leads.states import OPEN
from cpq.leads.tables import ASSIGNMENTS, LEADS
from cpq.platform.act import Act
from cpq.platform.people.rights import RIGHTS, Right, Role
from cpq.platform.people.tables import TEAMS, USERS
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.selling.assigning import Assigned, Person, assign, policy_on
from cpq.selling.assignment import AssignmentPolicy
from cpq.selling.facts import score_facts
from cpq.selling.work_time import due
from cpq.selling.working_hours import WorkingHours

PUBLIC = "public"
"""The pool for leads that no rule says anything of."""
_SELL = [role.value for role in Role if Right.SALES_WRITE in RIGHTS[role]]
_TICK = timedelta(microseconds=1)


@dataclass(slots=True)
class Giver:
    """Gives leads within one transaction, by the rules of a rulebook. Who can get leads, and how many they have, is read once and held until
    the commit: nobody else gives to them meanwhile, so that nobody gets too many, and turns are taken in order.
    """

    act: Act
    rulebook: Rulebook
    _people: dict[str, Person] = field(default_factory=dict[str, Person])
    _users: dict[str, RowMapping] = field(default_factory=dict[str, RowMapping])
    _given: int = 0
    _is_read: bool = False

    @property
    def policy(self) -> AssignmentPolicy | None:
        day = self.act.now.astimezone(zone_of(self.rulebook, self.act.now)).date()
        return policy_on(self.rulebook, day)

    def take(self, row: RowMapping) -> RowMapping:
        """A new lead: who enters it by hand keeps it, every other one goes to whom the rules say."""
        if self.act.caller.kind != "user":
            return self.give(row, new=True)
        keep(self.act, self.rulebook, row, new=True)
        why = Text(zh="由录入者跟进", en="whoever entered it")
        return self._to(row, To(self.act.caller.id, self.act.caller.team, "", "person", why, due_at=self.due()))

    def give(self, row: RowMapping, *, new: bool = False) -> RowMapping:
        """The lead at whom the rules say, or in the pool that they say; without rules in the public pool."""
        scores, policy = keep(self.act, self.rulebook, row, new=new), self.policy
        if policy is None:
            return self._to(
                row, to_pool(PUBLIC, "rule", Text(zh="没有分配规则", en="there are no rules of assignment"))
            )
        facts = facts_of(self.rulebook, {**row}, self.act.now) | score_facts(scores)
        self._read()
        found = assign(self.rulebook, policy, facts, self._people.values(), self.act.now)
        return self._to(row, self._where(found))

    def give_to(self, row: RowMapping, owner: str, place: Place) -> RowMapping:
        """The lead at somebody. Raises as `must_be_worker` does."""
        user = self.must_be_worker(owner, place)
        why = Text(zh=f"由 {self.act.caller.name} 指定", en=f"as {self.act.caller.name} said")
        return self._to(row, To(owner, user["team"], "", "person", why, due_at=self.due()))

    def must_be_worker(self, owner: str, place: Place) -> RowMapping:
        """The user. Raises `Refused` where there is nobody of that id who works on leads, a 403 problem for who gives to others and may not."""
        if owner != self.act.caller.id:
            self.act.caller.must(Right.SALES_MANAGE)
        query = select(USERS).where(USERS.c.id == owner, USERS.c.active == 1, USERS.c.role.in_(_SELL))
        user = self.act.connection.execute(query).mappings().first()
        if user is None:
            text = Text(zh=f"没有可跟进线索的用户 {owner}", en=f"there is no user {owner} who works on leads")
            raise Refused([Finding("unknown-user", place, text)])
        return user

    def _where(self, found: Assigned) -> To:
        if found.person is None:
            to = to_pool(found.pool or PUBLIC, "rule", found.why)
        else:
            user = self._users[found.person]
            to = To(user["id"], user["team"], "", "rule", found.why)
        place, version = str(found.place), self.rulebook.version
        return replace(to, rule=found.rule, place=place, rulebook=version, due_at=found.respond_by.at)

    def _to(self, row: RowMapping, to: To) -> RowMapping:
        """Moves it; of several at one moment each is a tick later, so that turns are in order."""
        at = self.act.now + self._given * _TICK
        self._given += 1
        login = next((login for login, user in self._users.items() if user["id"] == to.owner), None)
        if login is not None:
            person = self._people[login]
            self._people[login] = replace(person, open=person.open + 1, last=at)
        return move(self.act, row, to, at)

    def due(self) -> datetime | None:
        """Until when whoever has it is to respond."""
        policy = self.policy
        if policy is None:
            return None
        return due(self.rulebook.all(WorkingHours)[policy.working_hours], self.act.now, policy.respond_within).at

    def _read(self) -> None:
        if self._is_read:
            return
        self._is_read = True
        users = select(USERS).where(USERS.c.active == 1, USERS.c.role.in_(_SELL)).order_by(USERS.c.id)
        held = self.act.connection.execute(users.with_for_update(key_share=True)).mappings().all()
        self._users = {row["login"]: row for row in held}
        teams = {row["id"]: row for row in self.act.connection.execute(select(TEAMS)).mappings()}
        ids = [row["id"] for row in held]
        open_ones = LEADS.c.state.in_(OPEN), LEADS.c.merged_into.is_(None)
        opened = self._by_owner(LEADS.c.owner, ids, func.count(), *open_ones)
        given = self._by_owner(ASSIGNMENTS.c.owner, ids, func.max(ASSIGNMENTS.c.at), ASSIGNMENTS.c.how == "rule")
        for row in held:
            person = Person(row["login"], _teams(row["team"], teams), opened.get(row["id"], 0), given.get(row["id"]))
            self._people[row["login"]] = person

    def _by_owner(
        self, owner: Column[Any], ids: Sequence[str], value: Any, *only: ColumnElement[bool]
    ) -> dict[str, Any]:
        """Owner → a value of all their rows."""
        query = select(owner.label("who"), value.label("value")).where(owner.in_(ids), *only).group_by(owner)
        return {row["who"]: row["value"] for row in self.act.connection.execute(query).mappings()}


def _teams(team: str | None, teams: Mapping[str, RowMapping]) -> frozenset[str]:
    """The ids and names of somebody's team and of those above it."""
    found: set[str] = set()
    while team is not None and team not in found:
        row = teams[team]
        found |= {team, row["name"]}
        team = row["parent"]
    return frozenset(found)
