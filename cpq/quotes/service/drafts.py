"""Making and changing quotes: new ones, edits of a draft, new versions of what is no draft any more."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT
from cpq.platform.problems import Problem
from cpq.platform.storage.tables import new_id
from cpq.platform.versions import must_be
from cpq.quote_json import Json
from cpq.quotes.given import Given, given_of, text_of, with_line_ids
from cpq.quotes.life import Action, Party, State, moved
from cpq.quotes.pricing import Priced, believed
from cpq.quotes.service.seeing import facts_of, state_now
from cpq.quotes.store.counters import release
from cpq.quotes.store.links import revoke_links
from cpq.quotes.store.quotes import (
    Version,
    add_quote,
    add_version,
    change_quote,
    change_version,
    quote_row,
    version_of,
    versions_of,
)
from cpq.rulebook.text import Text


def new_quote(act: Act, priced: Priced, line_ids: int) -> RowMapping:
    """A quote of one version, a draft. Raises a 409 problem where its number is taken."""
    id = new_id("quo")
    values = {"id": id, "state": State.DRAFT, "newest": 1, "line_ids": line_ids, "version": 1}
    owner = {"owner": act.caller.id, "team": act.caller.team, "created_at": act.now, "updated_at": act.now}
    add_quote(act.connection, {**priced.summary(), **values, **owner})
    _add_version(act, id, 1, priced)
    act.audit("quote.added", "quote", id, None, {"number": priced.request.id, "version": 1})
    act.event("quote.added", id, {"number": priced.request.id}, owner=act.caller.id, team=act.caller.team)
    return quote_row(act.connection, act.caller, id)


def changed(act: Act, id: str, expected: int, priced: Priced, line_ids: int) -> RowMapping:
    """The request of a quote in place of the one it had: in the draft, or in a new version of what is no draft any more.

    Raises problems: 404, 412 where somebody changed the quote meanwhile, 409 where its state allows no change.
    """
    row = quote_row(act.connection, act.caller, id, change=True)
    must_be(row["version"], expected)
    if priced.request.id != row["number"]:
        raise Problem(CONFLICT, Text(zh="单号不能改；请复制报价", en="the number stays; clone the quote instead"))
    version = version_of(act.connection, id, row["newest"])
    state = state_now(version, act.now.date())
    if state is State.DRAFT:
        moved(state, Action.EDIT, Party.SELLER, facts_of(version, act.now.date()))
        change_version(act.connection, id, version.number, act.now, created_by=act.caller.id, **priced.columns())
        number = version.number
    else:
        supersede(act, version)
        number = version.number + 1
        _add_version(act, id, number, priced)
    values = {**priced.summary(), "state": State.DRAFT, "newest": number, "line_ids": line_ids}
    change_quote(act.connection, id, act.now, **values)
    before: Json = {"version": version.number, "state": state.value, "request": version.request}
    act.audit("quote.changed", "quote", id, before, {"version": number, "request": text_of(priced.told.given)})
    act.event("quote.changed", id, {"version": number}, owner=row["owner"], team=row["team"])
    return quote_row(act.connection, act.caller, id)


def supersede(act: Act, version: Version) -> None:
    """Ends a version, with what it reserved and its links."""
    today = act.now.date()
    end = moved(state_now(version, today), Action.REVISE, Party.SELLER, facts_of(version, today))
    if version.state is State.SENT:
        release(act.connection, version.takes)
        revoke_links(act.connection, version.quote, act.now)
    change_version(act.connection, version.quote, version.number, act.now, state=end)


def _add_version(act: Act, quote: str, number: int, priced: Priced) -> None:
    made = {"created_by": act.caller.id, "created_at": act.now, "updated_at": act.now}
    values = {"quote": quote, "number": number, "state": State.DRAFT, "approvals": (), "decided": ()}
    add_version(act.connection, {**values, **priced.columns(), **made})


def with_ids(given: Given, made: int) -> tuple[Given, int]:
    """A request that can be kept: what is not the client's to say is left out, every line has an id."""
    return with_line_ids(believed(given), made)


def request_of(connection: Connection, id: str, number: int) -> Given:
    """What was asked for in a version."""
    return given_of(version_of(connection, id, number).request)


def earlier_versions(connection: Connection, version: Version) -> tuple[Version, ...]:
    """Those before a version."""
    return tuple(each for each in versions_of(connection, version.quote) if each.number < version.number)
