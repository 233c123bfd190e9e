"""What administrators do with webhooks: made, changed, rotated, asked to send again, removed. No secret is audited."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from cpq.platform.act import Act
from cpq.platform.events.tables import EVENTS
from cpq.platform.kinds_of_problems import CONFLICT, INVALID, NOT_FOUND
from cpq.platform.people.caller import Caller
from cpq.platform.people.rows import visible
from cpq.platform.problems import Problem, ProblemError
from cpq.platform.storage.reading import read_as
from cpq.platform.storage.tables import new_id
from cpq.platform.versions import must_be
from cpq.platform.webhooks.addresses import is_public
from cpq.platform.webhooks.model import (
    Event,
    EventPage,
    EventQuery,
    NewWebhook,
    ReplayGiven,
    Try,
    Webhook,
    WebhookChanged,
    WebhookGiven,
    WebhookTries,
)
from cpq.platform.webhooks.sending import Limits
from cpq.platform.webhooks.signing import new_secret
from cpq.platform.webhooks.tables import REPLAYS, TRIES, WEBHOOKS
from cpq.platform.webhooks.target import BadTarget, target_of
from cpq.quote_json import Json
from cpq.rulebook.text import Text

MOST = 100
"""Webhooks of a service."""
SHOWN_TRIES = 100
GRACE = timedelta(days=1)
"""So long deliveries are signed with the earlier secret, too, after it was rotated."""


def new_webhook(act: Act, given: WebhookGiven, limits: Limits) -> NewWebhook:
    """Begins with the events that come from now on. Raises a problem for a URL that nothing is sent to."""
    _fit(given.url, limits)
    if (act.connection.scalar(select(func.count()).select_from(WEBHOOKS)) or 0) >= MOST:
        raise Problem(CONFLICT, Text(zh=f"至多 {MOST} 个 webhook", en=f"there are at most {MOST} webhooks"))
    id, secret = new_id("whk"), new_secret()
    values = {
        "id": id,
        "url": given.url,
        "kinds": list(given.kinds),
        "secret": secret,
        "active": True,
        "cursor": _last(act.connection),
        "failures": 0,
        "due": act.now,
        "version": 1,
        "created_by": act.caller.id,
        "created_at": act.now,
    }
    act.connection.execute(insert(WEBHOOKS).values(**values))
    act.audit("webhook.created", "webhook", id, None, {"url": given.url, "kinds": list(given.kinds)})
    return NewWebhook(webhook(act.connection, id), secret)


def webhook(connection: Connection, id: str) -> Webhook:
    """One of them. Raises a 404 problem where there is none."""
    return _shown(_row(connection, id), _last(connection))


def webhooks(connection: Connection) -> tuple[Webhook, ...]:
    """All of them, in the order in which they were made."""
    last = _last(connection)
    return tuple(_shown(row, last) for row in connection.execute(select(WEBHOOKS).order_by(WEBHOOKS.c.id)).mappings())


def change_webhook(act: Act, id: str, expected: int, given: WebhookChanged, limits: Limits) -> Webhook:
    """Changes what is written of it."""
    row = _row(act.connection, id, lock=True)
    must_be(row["version"], expected)
    changed: dict[str, Any] = {}
    if given.url is not None:
        _fit(given.url, limits)
        changed["url"] = given.url
    if given.kinds is not None:
        changed["kinds"] = list(given.kinds)
    if given.active is not None:
        changed["active"] = given.active
    begins = {"failures": 0, "failing_since": None, "due": act.now, "disabled_because": None} if given.active else {}
    _change(act, row, {**changed, **begins})
    before: dict[str, Json] = {name: row[name] for name in changed}
    act.audit("webhook.changed", "webhook", id, before, changed)
    return webhook(act.connection, id)


def rotate_secret(act: Act, id: str) -> NewWebhook:
    """A new secret; for a day deliveries are signed with both."""
    row, secret = _row(act.connection, id, lock=True), new_secret()
    _change(act, row, {"secret": secret, "earlier_secret": row["secret"], "earlier_until": act.now + GRACE})
    act.audit("webhook.rotated", "webhook", id, None, None)
    return NewWebhook(webhook(act.connection, id), secret)


def remove_webhook(act: Act, id: str) -> None:
    """Nothing more is sent there."""
    row = _row(act.connection, id, lock=True)
    act.connection.execute(delete(WEBHOOKS).where(WEBHOOKS.c.id == id))
    act.audit("webhook.removed", "webhook", id, {"url": row["url"]}, None)


def replay(act: Act, id: str, given: ReplayGiven) -> None:
    """Has an event sent once more. Raises a problem where there is no such event, or the webhook is not active."""
    row = _row(act.connection, id, lock=True)
    if not row["active"]:
        raise Problem(
            CONFLICT, Text(zh="该 webhook 已停用，请先启用", en="the webhook is not active; activate it first")
        )
    if act.connection.scalar(select(EVENTS.c.id).where(EVENTS.c.id == given.event)) is None:
        text = Text(zh=f"没有事件 {given.event}", en=f"there is no event {given.event}")
        raise Problem(INVALID, text, [ProblemError("unknown-event", text, "/event")])
    values = {"id": new_id("rpl"), "webhook": id, "event": given.event, "asked_at": act.now}
    act.connection.execute(insert(REPLAYS).values(**values))
    act.audit("webhook.replayed", "webhook", id, None, {"event": given.event})


def tries(connection: Connection, id: str) -> WebhookTries:
    """How the last deliveries went."""
    _row(connection, id)
    query = select(TRIES).where(TRIES.c.webhook == id).order_by(TRIES.c.at.desc(), TRIES.c.id.desc()).limit(SHOWN_TRIES)
    return WebhookTries(tuple(read_as(Try, row) for row in connection.execute(query).mappings()))


def events(connection: Connection, caller: Caller, asked: EventQuery) -> EventPage:
    """Events after a number, in their order."""
    query = select(EVENTS).where(EVENTS.c.number > asked.after, visible(caller, EVENTS))
    if asked.kind is not None:
        query = query.where(EVENTS.c.kind == asked.kind)
    if asked.subject is not None:
        query = query.where(EVENTS.c.subject == asked.subject)
    rows = connection.execute(query.order_by(EVENTS.c.number).limit(asked.limit + 1)).mappings().all()
    items = tuple(read_as(Event, row) for row in rows[: asked.limit])
    more = len(rows) > asked.limit
    return EventPage(items, items[-1].number if items else asked.after, more)


def _fit(url: str, limits: Limits) -> None:
    """What can be told of a URL without asking for the name; names are looked up at every delivery."""
    try:
        host = target_of(url, plain_http=limits.plain_http).host
    except BadTarget as error:
        raise _bad_url(error.text) from None
    with suppress(ValueError):
        if not limits.anywhere and not is_public(ip_address(host)):
            raise _bad_url(Text(zh="该地址不在公网上", en="the address is not on the public internet"))


def _bad_url(text: Text) -> Problem:
    return Problem(INVALID, text, [ProblemError("bad-url", text, "/url")])


def _row(connection: Connection, id: str, *, lock: bool = False) -> RowMapping:
    query = select(WEBHOOKS).where(WEBHOOKS.c.id == id)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    if row is None:
        raise Problem(NOT_FOUND, Text(zh=f"没有 webhook {id}", en=f"there is no webhook {id}"))
    return row


def _change(act: Act, row: RowMapping, values: Mapping[str, Any]) -> None:
    counted = {**values, "version": row["version"] + 1}
    act.connection.execute(update(WEBHOOKS).where(WEBHOOKS.c.id == row["id"]).values(**counted))


def _last(connection: Connection) -> int:
    """The number of the last event."""
    return connection.scalar(select(func.max(EVENTS.c.number))) or 0


def _shown(row: RowMapping, last: int) -> Webhook:
    return read_as(Webhook, {**row, "waiting": max(last - row["cursor"], 0)})  # pyright: ignore[reportArgumentType]
