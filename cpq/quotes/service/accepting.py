"""The customer's side: what a link shows, and its acceptance. Whoever has the link may; nobody signs in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import CONFLICT
from cpq.platform.people.caller import Caller
from cpq.platform.people.rights import Role
from cpq.platform.problems import Problem
from cpq.quotes.asked import AcceptanceGiven
from cpq.quotes.life import Action, Party, State, moved
from cpq.quotes.links import Link, document_of, is_good, read_token
from cpq.quotes.model import Offer
from cpq.quotes.problems import BAD_LINK
from cpq.quotes.service.flow import to
from cpq.quotes.service.seeing import facts_of, state_now
from cpq.quotes.store.counters import confirm
from cpq.quotes.store.links import acceptance_of, add_acceptance, link_of, secret_of
from cpq.quotes.store.quotes import Version, quote_row, version_of
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Shown:
    """A token that was shown, and the secret of the settings, if they have one."""

    token: str
    secret: str | None


def link_for(connection: Connection, shown: Shown, now: datetime) -> Link:
    """The link of a token. Raises one and the same 404 problem for what is forged, unknown, replaced or over."""
    token = read_token(shown.token)
    link = None if token is None else link_of(connection, token.link)
    secret = shown.secret or secret_of(connection)
    if token is None or link is None or secret is None or not is_good(token, link, secret, now):
        raise Problem(BAD_LINK)
    return link


def offer(connection: Connection, shown: Shown, now: datetime) -> Offer:
    """What the customer sees."""
    link = link_for(connection, shown, now)
    return _offer(connection, version_of(connection, link.quote, link.number), now)


def accept(act: Act, shown: Shown, given: AcceptanceGiven, address: str) -> Offer:
    """Accepts, once: who comes again gets the first answer. Raises 404, 409 problems."""
    link = link_for(act.connection, shown, act.now)
    row = quote_row(act.connection, None, link.quote, change=True)
    version = version_of(act.connection, link.quote, link.number)
    if version.state is State.ACCEPTED:
        return _offer(act.connection, version, act.now)
    document = document_of(version.offered.value)
    if given.document != document:
        raise Problem(CONFLICT, _OTHER_DOCUMENT)
    today = act.now.date()
    state = moved(state_now(version, today), Action.ACCEPT, Party.CUSTOMER, facts_of(version, today))
    values = {"quote": link.quote, "number": link.number, "link": link.id, "at": act.now}
    add_acceptance(act.connection, {**values, "name": given.name, "address": address, "document": document})
    confirm(act.connection, version.takes)
    to(act, row, version, state, "quote.accepted", reason=f"{given.name}, {address}, {document}")
    return _offer(act.connection, version_of(act.connection, link.quote, link.number), act.now)


def customer(link: str) -> Caller:
    """Who comes by a link; they have no right but what the link is for."""
    return Caller("customer", f"customer:{link}", "customer", Role.REP, frozenset(), "own")


def link_name(token: str) -> str:
    """Of whom a request by a token is, before it is known to be good."""
    read = read_token(token)
    return read.link if read else "unknown"


def _offer(connection: Connection, version: Version, now: datetime) -> Offer:
    accepted = acceptance_of(connection, version.quote)
    offered = version.offered.value
    return Offer(
        number=offered["en"]["number"],
        state=state_now(version, now.date()),
        valid_until=version.valid_until,
        document=document_of(offered),
        quote=offered,
        accepted_by=accepted["name"] if accepted else None,
        accepted_at=accepted["at"] if accepted else None,
    )


_OTHER_DOCUMENT = Text(
    zh="document 与当前报价不符：请重新打开链接，阅读后再接受",
    en="`document` is not of this quote: open the link again, and accept what it shows",
)
