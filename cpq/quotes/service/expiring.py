"""Quotes whose last day is over."""

from __future__ import annotations

from cpq.platform.act import Act
from cpq.quotes.life import Action, Party, moved
from cpq.quotes.service.flow import newest_of, to
from cpq.quotes.service.seeing import facts_of
from cpq.quotes.store.quotes import overdue, quote_row

AT_ONCE = 200


def expire(act: Act) -> int:
    """Ends quotes whose last day is over, up to 200 at a time; returns how many. What they reserved is there for others again."""
    ids = overdue(act.connection, act.now.date(), AT_ONCE)
    for id in ids:
        row = quote_row(act.connection, None, id, change=True)
        version = newest_of(act, row)
        state = moved(version.state, Action.EXPIRE, Party.CALENDAR, facts_of(version, act.now.date()))
        to(act, row, version, state, "quote.expired")
    return len(ids)
