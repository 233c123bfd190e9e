"""Who sees a quote, and how it is shown to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

from sqlalchemy import Connection, RowMapping

from cpq.platform.people.caller import Caller
from cpq.platform.problems import Problem
from cpq.quote_json import Json, plain
from cpq.quotes.approving import Standing, waiting
from cpq.quotes.life import Action, Facts, Party, State, possible
from cpq.quotes.service.possible import possible_for
from cpq.quotes.store.people import delegations_to
from cpq.quotes.store.quotes import Version, quote_row, summary_of, version_of


def seen_row(connection: Connection, caller: Caller, id: str, today: date) -> RowMapping:
    """A quote that the caller sees, or is asked to approve. Raises a 404 problem for any other."""
    try:
        return quote_row(connection, caller, id)
    except Problem:
        row = quote_row(connection, None, id)
        if not decides(connection, caller, version_of(connection, id, row["newest"]), today):
            raise
        return row


def decides(connection: Connection, caller: Caller, version: Version, today: date) -> bool:
    """Whether the caller is asked to approve a version, or was: by their own role, or one that was delegated to them."""
    lent = (each.role for each in delegations_to(connection, caller.id, today))
    roles = {*lent, *([caller.approver] if caller.approver else [])}
    return any(each.approver in roles and each.standing is not Standing.VOID for each in version.approvals)


def facts_of(version: Version, today: date) -> Facts:
    """What transitions of a version depend on."""
    return Facts(today, version.valid_until, waiting(version.approvals))


def state_now(version: Version, today: date) -> State:
    """A version whose last day is over has expired, whether anybody has noted it or not."""
    over = Action.EXPIRE in possible(version.state, Party.CALENDAR, facts_of(version, today))
    return State.EXPIRED if over else version.state


def stored(connection: Connection, row: RowMapping, caller: Caller, today: date) -> dict[str, Json]:
    """A quote with its newest version, a `StoredQuote`, as JSON; who is asked to approve it sees waterfall and margin."""
    version = version_of(connection, row["id"], row["newest"])
    state = state_now(version, today)
    return {
        "summary": plain(summary_of(row, today), internal=False),
        "possible": plain(possible_for(connection, caller, row, version, (state, facts_of(version, today)))),
        "version": shown_version(connection, version, caller, today),
    }


def shown_version(connection: Connection, version: Version, caller: Caller, today: date) -> dict[str, Json]:
    """A version as JSON: with costs for those who see them, and for who is asked to approve it."""
    internal = caller.sees_costs or decides(connection, caller, version, today)
    shown = version.shown(internal=internal)
    made = replace(shown, request=None, quote=None, state=state_now(version, today))
    written = cast("dict[str, Json]", plain(made, internal=internal))
    return {**written, "request": cast("Json", shown.request), "quote": cast("Json", shown.quote)}
