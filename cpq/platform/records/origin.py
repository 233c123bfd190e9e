"""Where the value of a field comes from, and which value gives way to which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cpq.quote_json import Json

SourceKind = Literal["person", "import", "form", "registry", "rule"]
_MACHINES: frozenset[SourceKind] = frozenset({"import", "form", "registry", "rule"})


@dataclass(frozen=True, slots=True)
class Source:
    """Who or what says a value: a person who edits, a file, a web form, a register of companies, a rule. `detail` names it.

    `confidence` is from 0 to 100; `confirmed` says that a person vouches for it.
    """

    kind: SourceKind
    detail: str | None = None
    confidence: int = 100
    confirmed: bool = False

    @property
    def is_machine(self) -> bool:
        return self.kind in _MACHINES


Origin = Mapping[str, Json]
"""Of one field, as it is kept with the record: source, detail, confidence, confirmed, at, by; and what machines offered instead, if they did."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Which of the values that were said are taken, and the origins of all fields afterwards."""

    taken: Mapping[str, Json]
    origins: Mapping[str, Origin]


def weigh(
    said: Mapping[str, Json],
    now: Mapping[str, Json],
    origins: Mapping[str, Origin],
    source: Source,
    at: datetime,
    by: str,
) -> Weighed:
    """Takes what was said, but no machine's word against a person's who confirmed: it is kept as `offered`, for somebody to decide.

    A machine's empty value never takes a value away, and one that it has said before changes nothing, not even when it was said.
    """
    taken: dict[str, Json] = {}
    after = dict(origins)
    for field, value in said.items():
        origin = origins.get(field, {})
        if source.is_machine and origin and value in (now.get(field), _offered(origin)):
            continue
        if source.is_machine and _stands(now.get(field), value, origin):
            if value is not None and value != now.get(field):
                after[field] = {**origin, "offered": {"value": value, **_origin(source, at, by)}}
            continue
        taken[field] = value
        after[field] = _origin(source, at, by)
    return Weighed(taken, after)


def _offered(origin: Origin) -> Json:
    """What a machine offered last; None where none did."""
    offered = origin.get("offered")
    return offered["value"] if isinstance(offered, dict) else None


def _stands(present: Json, value: Json, origin: Origin) -> bool:
    return value is None or (present is not None and origin.get("confirmed") is True)


def _origin(source: Source, at: datetime, by: str) -> dict[str, Json]:
    return {
        "source": source.kind,
        "detail": source.detail,
        "confidence": source.confidence,
        "confirmed": source.confirmed,
        "at": at.isoformat(),
        "by": by,
    }
