"""The behaviour score of a lead: what it did, each thing weighing half as much after every half-life."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Context, Decimal, InvalidOperation
from ipaddress import ip_address, ip_network
from typing import Literal

from cpq.rulebook.place import Place
from cpq.selling.scores import BehaviourScores, EventFilter
from cpq.selling.scoring import within_hundred

Ignored = Literal["twice", "later", "kind", "robot", "ourselves", "daily_cap"]
"""Why an event does not count: it was given twice, it is later than the day asked for, no rule knows its kind, a robot or we ourselves caused it,
or there were enough of its kind on that day."""

_POWERS = Context(prec=24, traps=[InvalidOperation])
_MICRO = Decimal("0.000001")
_DAY = Decimal(timedelta(days=1) // timedelta(microseconds=1))


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a lead did. `actor` is an e-mail address, `agent` the name of the program, `address` where it came from."""

    id: str
    kind: str
    at: datetime
    actor: str | None = None
    agent: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """An event that counts: what it weighs at the moment asked for, and the place of its rule."""

    event: Event
    points: Decimal
    place: Place


@dataclass(frozen=True, slots=True)
class Behaviour:
    """0 to 100; `points` are not bounded. Events that count, the latest first, and those that do not, with the reason."""

    ruleset: str
    version: str
    at: datetime
    value: Decimal
    points: Decimal
    grade: str | None
    counted: tuple[Counted, ...]
    ignored: tuple[tuple[Event, Ignored], ...]


def score_behaviour(ruleset: BehaviourScores, events: Iterable[Event], at: datetime, zone: tzinfo) -> Behaviour:
    """Σ points × 0.5^(age ÷ half-life) at a moment, over the events up to then; days, for daily caps, are those of the zone.

    The order of events changes nothing: of many on one day those count that weigh most, and of equal ones the first by id.
    """
    counted: list[Counted] = []
    ignored: list[tuple[Event, Ignored]] = []
    seen: set[str] = set()
    room: dict[tuple[str, object], int] = {}
    for event in sorted(events, key=lambda each: (each.at, each.id), reverse=True):
        why = "twice" if event.id in seen else _ignored(ruleset, event, at) or _over(ruleset, event, zone, room)
        seen.add(event.id)
        if why is None:
            points = decayed(ruleset, event.kind, at - event.at)
            counted.append(Counted(event, points, ruleset.at("events", event.kind)))
        else:
            ignored.append((event, why))
    points = sum((each.points for each in counted), Decimal(0))
    value = within_hundred(points, ruleset.full)
    grade = ruleset.grade_of(value)
    return Behaviour(ruleset.id, ruleset.version, at, value, points, grade, tuple(counted), tuple(ignored))


def decayed(ruleset: BehaviourScores, kind: str, age: timedelta) -> Decimal:
    """What an event of a kind weighs at an age, to six digits."""
    rule = ruleset.events[kind]
    days = Decimal(age // timedelta(microseconds=1)) / _DAY
    half_lives = _POWERS.divide(days, rule.half_life or ruleset.half_life)
    return (rule.points * _POWERS.power(Decimal("0.5"), half_lives)).quantize(_MICRO)


def _ignored(ruleset: BehaviourScores, event: Event, at: datetime) -> Ignored | None:
    if event.at > at:
        return "later"
    if event.kind not in ruleset.events:
        return "kind"
    if _is_robot(event, ruleset.ignore.agents):
        return "robot"
    return "ourselves" if _is_ours(event, ruleset.ignore) else None


def _over(ruleset: BehaviourScores, event: Event, zone: tzinfo, room: dict[tuple[str, object], int]) -> Ignored | None:
    """Whether enough of this kind were counted on that day, and counts it otherwise."""
    most = ruleset.events[event.kind].most_per_day
    if most is None:
        return None
    day = (event.kind, event.at.astimezone(zone).date())
    left = room.get(day, most)
    room[day] = left - 1
    return None if left > 0 else "daily_cap"


def _is_robot(event: Event, agents: Sequence[str]) -> bool:
    agent = (event.agent or "").casefold()
    return any(word.casefold() in agent for word in agents)


def _is_ours(event: Event, ours: EventFilter) -> bool:
    domain = (event.actor or "").rpartition("@")[2].casefold()
    if any(domain == each.casefold() or domain.endswith(f".{each.casefold()}") for each in ours.domains):
        return True
    try:
        address = ip_address(event.address or "")
    except ValueError:
        return False
    return any(address in ip_network(each) for each in ours.networks)
