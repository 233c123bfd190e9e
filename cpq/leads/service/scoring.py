"""What a lead did is kept, and what it scores after that; and what it scored once, worked out again as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from cpq.leads.given import LeadEventGiven
from cpq.leads.scoring import Scored, facts_of, scored
from cpq.leads.store.leads import event_of
from cpq.leads.tables import LEAD_EVENTS, SAID, SCORES
from cpq.leads.views import LeadEvent
from cpq.platform.act import Act
from cpq.platform.records.changes import as_of
from cpq.platform.records.store import changes_of
from cpq.platform.storage.tables import new_id
from cpq.quote_json import Json, plain
from cpq.rulebook.rulebook import Rulebook
from cpq.selling.behaviour import Event


def note(act: Act, rulebook: Rulebook, lead: RowMapping, given: Sequence[LeadEventGiven]) -> list[LeadEvent]:
    """What the lead did, each once however often it is sent; the first word of an id counts."""
    names = [each.id for each in given]
    own = LEAD_EVENTS.c.lead == lead["id"], LEAD_EVENTS.c.external.in_(names)
    known = {row["external"]: row for row in act.connection.execute(select(LEAD_EVENTS).where(*own)).mappings()}
    new = {each.id: each for each in reversed(given) if each.id not in known}
    rows = [
        {
            "id": new_id("lev"),
            "lead": lead["id"],
            "external": each.id,
            "kind": each.kind,
            "at": each.at,
            "known_at": act.now,
            "by": act.caller.id,
            "content": {
                name: value for name in ("agent", "address", "actor") if (value := getattr(each, name)) is not None
            },
        }
        for each in reversed(new.values())
    ]
    if rows:
        act.connection.execute(insert(LEAD_EVENTS), rows)
        kinds: list[Json] = [*sorted({each.kind for each in new.values()})]
        act.event("lead.behaved", lead["id"], {"kinds": kinds}, owner=lead["owner"], team=lead["team"])
        keep(act, rulebook, lead)
    every = act.connection.execute(select(LEAD_EVENTS).where(*own)).mappings()
    by_name = {row["external"]: event_of(row) for row in every}
    return [by_name[each] for each in names]


def keep(act: Act, rulebook: Rulebook, lead: RowMapping, *, new: bool = False) -> list[Scored]:
    """The scores of a lead now; what changed is kept with the version of the rules, so that it can be worked out again. One that is `new`
    did nothing yet.
    """
    events = () if new else events_of(act.connection, lead["id"], act.now)
    made = scored(rulebook, facts_of(rulebook, {**lead}, act.now), events, act.now)
    before: Sequence[RowMapping] = () if new or not made else _scores_of(act.connection, lead["id"])
    last = {row["set"]: row for row in before}
    rows = [
        {
            "lead": lead["id"],
            "at": act.now,
            "rulebook": rulebook.version,
            "set": each.ruleset,
            "version": each.version,
            "value": each.value,
            "grade": each.grade,
        }
        for each in made
        if _is_news(each, last.get(each.ruleset))
    ]
    if rows:
        act.connection.execute(insert(SCORES), [{**row, "number": len(before) + n} for n, row in enumerate(rows, 1)])
    return made


def _scores_of(connection: Connection, lead: str) -> Sequence[RowMapping]:
    """What was kept, in order: numbered from 1 without a gap."""
    return connection.execute(select(SCORES).where(SCORES.c.lead == lead).order_by(SCORES.c.number)).mappings().all()


def _is_news(score: Scored, last: RowMapping | None) -> bool:
    return last is None or (last["value"], last["grade"], last["version"]) != (score.value, score.grade, score.version)


def events_of(connection: Connection, lead: str, known: datetime) -> list[Event]:
    """What a lead did, as far as it was known at a moment."""
    own = LEAD_EVENTS.c.lead == lead, LEAD_EVENTS.c.known_at <= known
    return [
        Event(
            row["external"],
            row["kind"],
            row["at"],
            **{name: row["content"].get(name) for name in ("actor", "agent", "address")},
        )
        for row in connection.execute(select(LEAD_EVENTS).where(*own)).mappings()
    ]


def lead_as_of(connection: Connection, lead: RowMapping, at: datetime) -> dict[str, Any]:
    """What a lead said of itself at a moment."""
    now = {name: plain(lead[name]) for name in SAID}
    said: dict[str, Any] = {**as_of(now, changes_of(connection, lead["id"]), at)}
    return {**said, "created_at": lead["created_at"]}


def version_at(connection: Connection, lead: str, at: datetime) -> str | None:
    """The version of the rules by which a lead was scored last, until a moment; None where it never was."""
    query = select(SCORES.c.rulebook).where(SCORES.c.lead == lead, SCORES.c.at <= at).order_by(SCORES.c.number.desc())
    return connection.scalar(query.limit(1))
