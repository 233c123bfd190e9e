"""The stages of a deal on two time lines: when it entered them, and when that was known.

Entries are only added. A mistake is taken back by an entry that retracts another one; so the log answers both "where was the deal on
1 March" and "where did we think, on 5 March, that it was".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Entry:
    """One step. `entered` is when the deal came into the stage, `known` when that was written down; `retracts` is the number of an entry
    that was wrong, and has then no stage of its own unless it corrects it.
    """

    number: int
    stage: str | None
    entered: datetime
    known: datetime
    by: str
    reason: str | None = None
    retracts: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay in a stage; `left` is None while it lasts."""

    stage: str
    entered: datetime
    left: datetime | None

    def lasted(self, until: datetime) -> timedelta:
        """How long it lasted, or has lasted by then."""
        return (self.left or until) - self.entered


def holding(log: Iterable[Entry], known: datetime | None = None) -> tuple[Entry, ...]:
    """The entries that hold by what was known at a moment (now, if none is said), in the order of entering; of one moment, of writing."""
    told = [each for each in log if known is None or each.known <= known]
    retracted = _retracted(told)
    held = [each for each in told if each.stage is not None and each.number not in retracted]
    return tuple(sorted(held, key=lambda each: (each.entered, each.number)))


def stage_at(log: Iterable[Entry], moment: datetime, known: datetime | None = None) -> str | None:
    """The stage at a moment by what was known then or later; None before the first."""
    entered = [each for each in holding(log, known) if each.entered <= moment]
    return entered[-1].stage if entered else None


def visits(log: Iterable[Entry], known: datetime | None = None, until: datetime | None = None) -> tuple[Visit, ...]:
    """The stays in stages that had begun by a moment, in order. Entering a stage that the deal is in already begins no new one."""
    found: list[Visit] = []
    for each in holding(log, known):
        if until is not None and each.entered > until:
            break
        stage = each.stage or ""
        if found and found[-1].stage == stage:
            continue
        if found:
            found[-1] = Visit(found[-1].stage, found[-1].entered, each.entered)
        found.append(Visit(stage, each.entered, None))
    return tuple(found)


def _retracted(told: Sequence[Entry]) -> set[int]:
    """Entries that are taken back, unless what took them back was taken back in turn; later ones decide first."""
    gone: set[int] = set()
    for each in sorted(told, key=lambda entry: entry.number, reverse=True):
        if each.retracts is not None and each.number not in gone:
            gone.add(each.retracts)
    return gone
