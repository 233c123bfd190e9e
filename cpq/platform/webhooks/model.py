"""Webhooks and events as they come in and go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from cpq.platform.people.model import Reference
from cpq.rulebook.model import Strict

Url = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
EventKind = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=60)]
Kinds = Annotated[Sequence[EventKind], Field(max_length=100)]


class WebhookGiven(Strict):
    """Where events are to be sent.

    事件发往何处。
    """

    url: Url
    """An https address on the public internet. / 公网的 https 网址。"""
    kinds: Kinds = ()
    """Kinds of events, such as order.created; not written: all. / 事件种类，如 order.created；不写则全部。"""


class WebhookChanged(Strict):
    """What changes of a webhook; what is not written stays.

    修改；未写的不变。
    """

    url: Url | None = None
    """Where to send to. / 网址。"""
    kinds: Kinds | None = None
    """Kinds of events. / 事件种类。"""
    active: bool | None = None
    """Whether it is sent to; true begins again where it stopped. / 是否启用；true 从中断处继续。"""


class ReplayGiven(Strict):
    """An event that is to be sent once more.

    重发一个事件。
    """

    event: Reference
    """The event's id. / 事件编号。"""


class EventQuery(Strict):
    """Which events.

    查询事件。
    """

    after: Annotated[int, Field(ge=0)] = 0
    """The number of the last event that was read: `next` of the answer before. / 上次读到的事件序号，即上次答复的 next。"""
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    """How many at most. / 最多几项。"""
    kind: EventKind | None = None
    """Only of a kind. / 只查一种。"""
    subject: Reference | None = None
    """Only about one thing. / 只查与某一对象有关的。"""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, to what: `number` counts events in the order in which they were committed, without a gap."""

    number: int
    id: str
    at: datetime
    kind: str
    subject: str
    content: object


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events in their order. `next` is what to ask for `after` the next time, also where there is nothing more now."""

    items: tuple[Event, ...]
    next: int
    more: bool


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where events are sent. `cursor` is the number of the last event that is done with, `waiting` how many events come after it;
    `due` when the next is tried; `failures` how many tries failed in a row, `failing_since` when. The secret is never shown again.
    """

    id: str
    url: str
    kinds: tuple[str, ...]
    active: bool
    cursor: int
    waiting: int
    failures: int
    failing_since: datetime | None
    due: datetime
    disabled_because: str | None
    version: int
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A webhook with its secret, for this once; None where the request that made it is repeated."""

    webhook: Webhook
    secret: str | None


@dataclass(frozen=True, slots=True)
class Try:
    """One try to deliver: `status` of the answer, `trouble` where it did not arrive."""

    event: str
    kind: str
    at: datetime
    status: int | None
    trouble: str | None
    replayed: bool


@dataclass(frozen=True, slots=True)
class WebhookTries:
    """The last tries, the newest first."""

    items: tuple[Try, ...]
