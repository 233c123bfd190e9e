"""Leads in the database: found, listed, shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, RowMapping, and_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from cpq.accounts.views import origins
from cpq.cleaning.emails import email
from cpq.cleaning.phones import Home, phone_number
from cpq.cleaning.unclean import Unclean
from cpq.leads.given import LeadQuery
from cpq.leads.states import UNANSWERED
from cpq.leads.tables import ASSIGNMENTS, LEAD, LEAD_EVENTS, LEADS
from cpq.leads.views import AssignmentView, LeadEvent, LeadView
from cpq.platform.kinds_of_problems import NOT_FOUND
from cpq.platform.pages import PageQuery, page
from cpq.platform.people.caller import Caller
from cpq.platform.problems import Problem
from cpq.platform.records.masking import masked, sees_phones
from cpq.platform.records.store import may_write, seen_by
from cpq.rulebook.text import Text

_NUMBERS = frozenset({"phone", "phone_extension"})
NOBODY = "nobody"
"""The owner of a lead that waits in the public pool, or that nobody got yet."""


def lead_row(connection: Connection, caller: Caller, id: str, *, lock: bool = False) -> RowMapping:
    """A lead that the caller sees: their own rows, what is shared with them, and the public pool. Raises a 404 problem."""
    query = select(LEADS).where(LEADS.c.id == id, seen(caller))
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    if row is None:
        raise Problem(NOT_FOUND, Text(zh=f"没有{LEAD.text.zh} {id}", en=f"there is no {LEAD.text.en} {id}"))
    return row


def seen(caller: Caller) -> ColumnElement[bool]:
    """The condition on leads that the caller sees."""
    return or_(seen_by(caller, LEADS), LEADS.c.pool != "")


def listed(
    connection: Connection, caller: Caller, asked: LeadQuery, now: datetime
) -> tuple[list[LeadView], str | None]:
    """A page of leads, the newest first; those that were merged into others are left out."""
    query = select(LEADS).where(LEADS.c.merged_into.is_(None), seen(caller), *_wanted(asked, now))
    rows = page(connection, query, LEADS.c.id, asked)
    return [lead_view(connection, caller, row, now) for row in rows.rows], rows.next


def _wanted(asked: LeadQuery, now: datetime) -> list[ColumnElement[bool]]:
    same = {
        "state": asked.state,
        "owner": asked.owner,
        "campaign": asked.campaign,
        "source": asked.source,
        "pool": asked.pool,
    }
    conditions: list[ColumnElement[bool]] = [
        LEADS.c[name] == value for name, value in same.items() if value is not None
    ]
    if asked.phone is not None:
        conditions.append(LEADS.c.phone == _phone(asked.phone))
    if asked.email is not None:
        conditions.append(LEADS.c.email_key == _email(asked.email))
    if asked.overdue is not None:
        late = overdue(now)
        conditions.append(late if asked.overdue else or_(~late, LEADS.c.due_at.is_(None)))
    return conditions


def overdue(now: datetime) -> ColumnElement[bool]:
    """The condition that nobody responded in time."""
    return and_(LEADS.c.due_at < now, LEADS.c.responded_at.is_(None), LEADS.c.state.in_(UNANSWERED))


def _phone(typed: str) -> str:
    try:
        return phone_number(typed).e164
    except Unclean:
        return typed


def _email(typed: str) -> str:
    try:
        return email(typed).key
    except Unclean:
        return typed


def lead_view(connection: Connection, caller: Caller, row: RowMapping, now: datetime) -> LeadView:
    """A lead as the caller may see it."""
    whole = sees_phones(caller, row, writes=may_write(connection, caller, row))
    late = (
        row["due_at"] is not None and row["due_at"] < now and row["responded_at"] is None and row["state"] in UNANSWERED
    )
    said: dict[str, object] = {name: row[name] for name in LeadView.__dataclass_fields__ if name in row}
    said["phone"] = row["phone"] if whole or row["phone"] is None else masked(row["phone"])
    said["phone_extension"] = row["phone_extension"] if whole else None
    said["owner"] = None if row["owner"] == NOBODY else row["owner"]
    said["pool"] = row["pool"] or None
    said["fields"] = row["fields"] or {}
    said["phone_home"] = row["phone_home"] and Home.kept(row["phone_home"])
    said["provenance"] = origins(row["provenance"], frozenset() if whole else _NUMBERS)
    return LeadView(**said, overdue=late)  # pyright: ignore[reportArgumentType]


def assignments(connection: Connection, lead: str) -> list[AssignmentView]:
    """Who got a lead, in order."""
    query = select(ASSIGNMENTS).where(ASSIGNMENTS.c.lead == lead).order_by(ASSIGNMENTS.c.number)
    return [
        AssignmentView(
            row["number"],
            row["at"],
            None if row["owner"] == NOBODY else row["owner"],
            row["pool"] or None,
            row["how"],
            row["rule"],
            row["place"],
            Text(**row["why"]),
        )
        for row in connection.execute(query).mappings()
    ]


def events(connection: Connection, lead: str, asked: PageQuery) -> tuple[list[LeadEvent], str | None]:
    """A page of what a lead did, what came last first."""
    rows = page(connection, select(LEAD_EVENTS).where(LEAD_EVENTS.c.lead == lead), LEAD_EVENTS.c.id, asked)
    return [event_of(row) for row in rows.rows], rows.next


def event_of(row: RowMapping) -> LeadEvent:
    said = {name: row["content"].get(name) for name in ("actor", "agent", "address")}
    return LeadEvent(row["external"], row["kind"], row["at"], row["known_at"], **said)
