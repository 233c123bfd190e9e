"""What a feature does within one transaction: its rows, and with them what is audited, told to others and left to be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, func, insert, select

from cpq.platform.audit.chain import Entry, append
from cpq.platform.events.tables import EVENTS
from cpq.platform.jobs.asking import Asked, ask_for
from cpq.platform.people.caller import Caller
from cpq.platform.storage.tables import new_id
from cpq.quote_json import Json

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
    """An event: what happened to what; rows of `owner` and `team` are seen by those who see theirs."""

    kind: str
    subject: str
    content: Json
    owner: str | None
    team: str | None


@dataclass(frozen=True, slots=True)
class Act:
    """One transaction of one caller. `now` is the only clock that a feature has; `request` is the id of the request."""

    connection: Connection
    caller: Caller
    now: datetime
    request: str
    _entries: list[Entry] = field(default_factory=list[Entry])
    _told: list[Told] = field(default_factory=list[Told])

    def audit(self, action: str, kind: str, subject: str, before: Json, after: Json) -> None:
        """Notes what was done: `quote.sent` to the `quote` with an id, what changed of it before and after."""
        self._entries.append(Entry(self.now, self.caller.id, action, kind, subject, before, after, self.request))

    def event(
        self, kind: str, subject: str, content: Json, *, owner: str | None = None, team: str | None = None
    ) -> None:
        """Tells other systems: `quote.sent` of the quote with an id. The content has no costs: whoever listens may read it."""
        self._told.append(Told(kind, subject, content, owner, team))

    def job(
        self,
        kind: str,
        content: Json,
        *,
        key: str | None = None,
        due: datetime | None = None,
        attachment: bytes | None = None,
    ) -> str:
        """Leaves something to be done after the commit; of one key only once. Returns the job's id."""
        asked = Asked(kind, content, key, due or self.now, attachment)
        return ask_for(self.connection, self.now, self.caller.id, asked)

    def finish(self) -> None:
        """Lets those who follow act on what was told, then appends what was noted; last, because from here on nobody else can append."""
        for told in self._told:  # what they tell is followed, too
            for follower in _FOLLOWERS.get(told.kind, ()):
                follower(self, told)
        if self._entries or self._told:
            append(self.connection, self._entries)
        if self._told:
            _tell(self)

    @property
    def told(self) -> tuple[Told, ...]:
        return tuple(self._told)


Follower = Callable[[Act, Told], None]
_FOLLOWERS: dict[str, tuple[Follower, ...]] = {}


def follow(kind: str, follower: Follower) -> None:
    """From now on every act that tells of such an event does this, too, in its own transaction: both are there, or neither.

    So a room learns of what happens in the rooms below, which do not know it. Said again, it changes nothing.
    """
    others = tuple(each for each in _FOLLOWERS.get(kind, ()) if each is not follower)
    _FOLLOWERS[kind] = (*others, follower)


def _tell(act: Act) -> None:
    """Numbers are given while the end of the audit chain is locked, so that no reader sees a later one before an earlier one."""
    last = act.connection.scalar(select(func.max(EVENTS.c.number))) or 0
    rows = [
        {
            "number": last + number,
            "id": new_id("evt"),
            "at": act.now,
            "kind": each.kind,
            "subject": each.subject,
            "owner": each.owner,
            "team": each.team,
            "content": each.content,
        }
        for number, each in enumerate(act.told, 1)
    ]
    act.connection.execute(insert(EVENTS), rows)


def acted(connection: Connection, caller: Caller, now: datetime, request: str, work: Callable[[Act], T]) -> T:
    """What the work gives, with everything it noted written beside."""
    act = Act(connection, caller, now, request)
    made = work(act)
    act.finish()
    return made
