"""The quotes on which something may still be decided, and what each was priced with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, and_, or_, select

from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible
from cpq.quotes.asked import OpenQuotes
from cpq.quotes.life import State
from cpq.quotes.store.quotes import WAITING
from cpq.quotes.tables import QUOTES, VERSIONS


def newest_open(connection: Connection, caller: Caller, asked: OpenQuotes, today: date) -> tuple[tuple[str, int], ...]:
    """Quotes that the caller sees, each with the number of its newest version: the newest first, those that are over left out."""
    c = QUOTES.c
    still = and_(c.state.in_(WAITING), c.valid_until >= today)
    query = select(c.id, c.newest).where(visible(caller, QUOTES), or_(c.state == State.DRAFT, still))
    if asked.customer is not None:
        query = query.where(c.customer == asked.customer)
    if asked.states:
        query = query.where(c.state.in_(asked.states))
    rows = connection.execute(query.order_by(c.id.desc()).limit(asked.newest))
    return tuple((str(id), int(newest)) for id, newest in rows)


def told_of(connection: Connection, versions: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
    """The number of each quote, and what the engine was told of that version, in the order of `versions`."""
    wanted = dict(versions)
    query = select(QUOTES.c.number, VERSIONS.c.quote, VERSIONS.c.number.label("version"), VERSIONS.c.told)
    query = query.join(QUOTES, QUOTES.c.id == VERSIONS.c.quote).where(VERSIONS.c.quote.in_(wanted))
    rows = connection.execute(query).mappings()
    found = {row["quote"]: (row["number"], row["told"]) for row in rows if row["version"] == wanted[row["quote"]]}
    return [found[id] for id, _ in versions if id in found]
