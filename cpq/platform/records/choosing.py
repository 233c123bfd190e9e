"""Of two records for the same thing: which value of each field stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from cpq.platform.records.origin import Origin
from cpq.quote_json import Json

Side = Literal["survivor", "merged"]


@dataclass(frozen=True, slots=True)
class Half:
    """One of the two, by its values and where they come from."""

    values: Mapping[str, Json]
    origins: Mapping[str, Origin]


def taken(fields: Collection[str], survivor: Half, merged: Half, said: Mapping[str, Side]) -> tuple[str, ...]:
    """The fields that are taken from the one that is merged: those that were said, and of the rest what stands by `better`."""
    sides = {name: said.get(name) or better(name, survivor, merged) for name in fields}
    return tuple(name for name in fields if sides[name] == "merged" and survivor.values[name] != merged.values[name])


def better(name: str, survivor: Half, merged: Half) -> Side:
    """Something rather than nothing; what a person confirmed rather than what none did; the newer; else the survivor's."""
    mine, theirs = _rank(name, survivor), _rank(name, merged)
    return "merged" if theirs > mine else "survivor"


def _rank(name: str, half: Half) -> tuple[bool, bool, str]:
    origin = half.origins.get(name, {})
    there = half.values.get(name) not in (None, "", [], {})
    return there, origin.get("confirmed") is True, str(origin.get("at") or "")
