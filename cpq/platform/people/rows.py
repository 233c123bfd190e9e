"""Which rows a caller sees: one's own, one's teams', everybody's."""

from __future__ import annotations

from sqlalchemy import Connection, Select, Table, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from cpq.platform.people.caller import Caller
from cpq.platform.people.tables import TEAMS


def visible(caller: Caller, table: Table) -> ColumnElement[bool]:
    """The condition on a table that has `owner` and `team`; every query of such a table has it."""
    match caller.rows:
        case "all":
            return true()
        case "team":
            return or_(table.c.owner == caller.id, table.c.team.in_(caller.teams))
        case "own":
            return table.c.owner == caller.id


def teams_below(connection: Connection, team: str | None) -> tuple[str, ...]:
    """A team and every team below it, in no order."""
    if team is None:
        return ()
    tree = select(TEAMS.c.id).where(TEAMS.c.id == team).cte("tree", recursive=True)
    tree = tree.union(select(TEAMS.c.id).join(tree, TEAMS.c.parent == tree.c.id))
    below: Select[tuple[str]] = select(tree.c.id)
    return tuple(str(each) for each in connection.scalars(below))
