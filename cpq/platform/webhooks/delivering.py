"""Taking the next event for a webhook, sending it, and noting how it went.

Every webhook gets its events one after the other: the next is only sent when the one before has arrived, so that a receiver sees them in
order. A process that dies while it sends has held the webhook for a while only; the event is then sent again: at least once, never lost.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import random
from time import monotonic
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, or_, select, update

from cpq.platform.act import Act, acted
from cpq.platform.answers import encoded
from cpq.platform.events.tables import EVENTS
from cpq.platform.people.caller import SYSTEM
from cpq.platform.storage.database import Database
from cpq.platform.storage.tables import new_id
from cpq.platform.storage.troubles import DatabaseTrouble
from cpq.platform.webhooks.addresses import Resolve, resolved
from cpq.platform.webhooks.patience import is_over, next_try
from cpq.platform.webhooks.sending import Limits, Outcome, send
from cpq.platform.webhooks.signing import HEADER, signed
from cpq.platform.webhooks.tables import REPLAYS, TRIES, WEBHOOKS

HELD = timedelta(minutes=2)
"""So long a webhook is held by who sends to it; more than a delivery takes with everything."""
PAUSE = 1.0
"""Seconds between attempts to note what was sent, while the database is away."""
KEPT = timedelta(days=30)
"""So long tries are kept."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way: `hook` as it was taken, held until a moment that nobody else has; `replay` the row that asked for it."""

    hook: RowMapping
    event: RowMapping
    held_until: datetime
    replay: str | None = None


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Delivers from a database. `days` is how long nothing may arrive before a webhook is disabled."""

    database: Database
    limits: Limits
    days: int
    resolve: Resolve = resolved

    def step(self, now: datetime) -> bool:
        """Tries one delivery; whether there was one."""
        if not self.database.read(lambda connection: _is_work(connection, now)):
            return False
        delivery = self.database.write(lambda connection: taken(connection, now))
        if delivery is None:
            return False
        self._settle(delivery, self._send(delivery, now), now)
        return True

    def _settle(self, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
        """What was sent is noted as soon as the database can be reached, so that it is not sent again."""
        until = monotonic() + HELD.total_seconds()
        while True:
            try:
                self.database.write(
                    lambda connection: acted(
                        connection, SYSTEM, now, "webhooks", lambda act: settle(act, delivery, outcome, self.days)
                    )
                )
            except DatabaseTrouble:
                if monotonic() > until:
                    raise
                time.sleep(PAUSE)
            else:
                return

    def _send(self, delivery: Delivery, now: datetime) -> Outcome:
        hook, body = delivery.hook, body_of(delivery.event)
        earlier = hook["earlier_secret"]
        secrets = [hook["secret"], *([earlier] if earlier and hook["earlier_until"] > now else [])]
        headers = {
            "content-type": "application/json",
            "user-agent": "cpq-webhooks/1",
            "cpq-event": delivery.event["id"],
            HEADER: signed(secrets, int(now.timestamp()), body),
        }
        return send(hook["url"], headers, body, self.limits, self.resolve)


def body_of(event: RowMapping) -> bytes:
    """What is sent of an event; always the same bytes."""
    names = ("number", "id", "at", "kind", "subject", "content")
    return encoded({name: event[name].isoformat() if name == "at" else event[name] for name in names})


def _due(now: datetime) -> Any:
    """The condition that a webhook has something to be sent, and nobody holds it."""
    last = select(func.coalesce(func.max(EVENTS.c.number), 0)).scalar_subquery()
    asked = select(REPLAYS.c.id).where(REPLAYS.c.webhook == WEBHOOKS.c.id).exists()
    free = or_(WEBHOOKS.c.held_until.is_(None), WEBHOOKS.c.held_until < now)
    waits = (WEBHOOKS.c.due <= now) & (WEBHOOKS.c.cursor < last)
    return (WEBHOOKS.c.active == True) & free & or_(waits, asked)  # noqa: E712


def _is_work(connection: Connection, now: datetime) -> bool:
    return connection.scalar(select(WEBHOOKS.c.id).where(_due(now)).limit(1)) is not None


def taken(connection: Connection, now: datetime) -> Delivery | None:
    """The next delivery that is due, its webhook held; None where there is none."""
    query = select(WEBHOOKS).where(_due(now)).order_by(WEBHOOKS.c.due, WEBHOOKS.c.id).limit(1)
    hook = connection.execute(query.with_for_update(skip_locked=True)).mappings().first()
    if hook is None:
        return None
    found = _replayed(connection, hook) or _next(connection, hook, now)
    if found is None:
        return None
    until = now + HELD
    connection.execute(update(WEBHOOKS).where(WEBHOOKS.c.id == hook["id"]).values(held_until=until))
    event, replay = found
    return Delivery(hook, event, until, replay)


def _replayed(connection: Connection, hook: RowMapping) -> tuple[RowMapping, str] | None:
    query = select(REPLAYS.c.id, REPLAYS.c.event).where(REPLAYS.c.webhook == hook["id"]).order_by(REPLAYS.c.id).limit(1)
    asked = connection.execute(query).mappings().first()
    if asked is None:
        return None
    event = connection.execute(select(EVENTS).where(EVENTS.c.id == asked["event"])).mappings().one()
    return event, asked["id"]


def _next(connection: Connection, hook: RowMapping, now: datetime) -> tuple[RowMapping, None] | None:
    """The next event of a kind that is wanted; where there is none, all that there are now are done with."""
    if hook["due"] > now:
        return None
    query = select(EVENTS).where(EVENTS.c.number > hook["cursor"])
    if hook["kinds"]:
        query = query.where(EVENTS.c.kind.in_(hook["kinds"]))
    event = connection.execute(query.order_by(EVENTS.c.number).limit(1)).mappings().first()
    if event is not None:
        return event, None
    last = connection.scalar(select(func.max(EVENTS.c.number)))
    connection.execute(update(WEBHOOKS).where(WEBHOOKS.c.id == hook["id"]).values(cursor=last))
    return None


def settle(act: Act, delivery: Delivery, outcome: Outcome, days: int) -> None:
    """Notes how a delivery went. Where somebody else took the webhook meanwhile, because this took too long, only the try is noted."""
    hook = delivery.hook["id"]
    row = act.connection.execute(select(WEBHOOKS).where(WEBHOOKS.c.id == hook).with_for_update()).mappings().first()
    if row is None:
        return  # removed meanwhile
    _note(act, delivery, outcome)
    if delivery.replay is not None:
        act.connection.execute(delete(REPLAYS).where(REPLAYS.c.id == delivery.replay))
    if row["held_until"] == delivery.held_until:
        changed = {} if delivery.replay is not None else _progress(act, row, delivery, outcome, days)
        act.connection.execute(update(WEBHOOKS).where(WEBHOOKS.c.id == hook).values(held_until=None, **changed))


def _progress(act: Act, row: RowMapping, delivery: Delivery, outcome: Outcome, days: int) -> dict[str, Any]:
    if outcome.arrived:
        number = max(row["cursor"], delivery.event["number"])
        return {"cursor": number, "failures": 0, "failing_since": None, "due": act.now}
    failures, since = row["failures"] + 1, row["failing_since"] or act.now
    changed = {"failures": failures, "failing_since": since, "due": next_try(failures, act.now, random())}  # noqa: S311
    if is_over(since, act.now, days):
        why = f"nothing arrived for {days} days; the last time: {outcome.trouble}"
        changed |= {"active": False, "disabled_because": why, "version": row["version"] + 1}
        act.audit("webhook.disabled", "webhook", row["id"], {"active": True}, {"active": False, "because": why})
    return changed


def _note(act: Act, delivery: Delivery, outcome: Outcome) -> None:
    """Notes the try, and forgets old ones."""
    hook, event = delivery.hook["id"], delivery.event
    values = {
        "id": new_id("try"),
        "webhook": hook,
        "event": event["id"],
        "kind": event["kind"],
        "at": act.now,
        "status": outcome.status,
        "trouble": outcome.trouble,
        "replayed": delivery.replay is not None,
    }
    act.connection.execute(delete(TRIES).where(TRIES.c.webhook == hook, TRIES.c.at < act.now - KEPT))
    act.connection.execute(insert(TRIES).values(**values))
