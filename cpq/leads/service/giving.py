"""Who gets a lead: as the rules say, or as somebody with the right says."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, select

from cpq.leads.service.moving import To, move, to_pool
from cpq.platform.act import Act
from cpq.platform.people.rights import RIGHTS, Right, Role
from cpq.platform.people.tables import USERS
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

PUBLIC = "public"
"""The pool for leads that no rule says anything of."""


@dataclass(frozen=True, slots=True)
class Giver:
    """Gives leads by the rules of a rulebook."""

    rulebook: Rulebook

    def give(self, act: Act, row: RowMapping) -> RowMapping:
        """The lead at whom the rules say. Without rules who enters a lead by hand keeps it, and every other one waits in the public pool."""
        if act.caller.kind == "user":
            why = Text(zh="由录入者跟进：没有分配规则", en="whoever entered it: there are no rules of assignment")
            return move(act, row, To(act.caller.id, act.caller.team, "", "person", why))
        return move(act, row, to_pool(PUBLIC, "rule", Text(zh="没有分配规则", en="there are no rules of assignment")))

    def give_to(self, act: Act, row: RowMapping, owner: str, place: Place) -> RowMapping:
        """The lead at somebody. Raises as `must_be_worker` does."""
        user = self.must_be_worker(act, owner, place)
        why = Text(zh=f"由 {act.caller.name} 指定", en=f"as {act.caller.name} said")
        return move(act, row, To(owner, user["team"], "", "person", why))

    def must_be_worker(self, act: Act, owner: str, place: Place) -> RowMapping:
        """The user. Raises `Refused` where there is nobody of that id who works on leads, a 403 problem for who gives to others and may not."""
        if owner != act.caller.id:
            act.caller.must(Right.SALES_MANAGE)
        user = worker(act.connection, owner)
        if user is None:
            text = Text(zh=f"没有可跟进线索的用户 {owner}", en=f"there is no user {owner} who works on leads")
            raise Refused([Finding("unknown-user", place, text)])
        return user


def worker(connection: Connection, id: str) -> RowMapping | None:
    """A user who may work on leads; None where there is none."""
    row = connection.execute(select(USERS).where(USERS.c.id == id, USERS.c.active == 1)).mappings().first()
    return row if row is not None and Right.SALES_WRITE in RIGHTS[Role(row["role"])] else None
