"""The stage log in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from cpq.opportunities.stage_log import Entry, stage_at, visits
from cpq.opportunities.tables import STAGES
from cpq.opportunities.views import StageEntry, StageLog, StageVisit
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Written:
    """An entry with what is kept beside it: why a deal was lost and to whom, and what a manager let pass."""

    entry: Entry
    loss_reason: str | None = None
    lost_to: str | None = None
    overridden: Any = None


def log_of(connection: Connection, opportunity: str) -> tuple[Written, ...]:
    """Every entry, in the order of writing."""
    query = select(STAGES).where(STAGES.c.opportunity == opportunity).order_by(STAGES.c.number)
    return tuple(_written(row) for row in connection.execute(query).mappings())


def entries_of(log: Sequence[Written]) -> tuple[Entry, ...]:
    """The entries alone."""
    return tuple(each.entry for each in log)


def add(connection: Connection, opportunity: str, written: Written) -> None:
    """Puts an entry in."""
    connection.execute(insert(STAGES).values(opportunity=opportunity, **columns(written)))


def columns(written: Written) -> dict[str, Any]:
    """An entry as a row."""
    names = ("number", "stage", "entered", "known", "by", "reason", "retracts")
    beside = {name: getattr(written, name) for name in ("loss_reason", "lost_to", "overridden")}
    return {name: getattr(written.entry, name) for name in names} | beside


def next_entry(log: Sequence[Written], stage: str | None, entered: datetime, known: datetime, by: str) -> Entry:
    """The entry that follows on a log."""
    return Entry(log[-1].entry.number + 1 if log else 1, stage, entered, known, by)


def _written(row: RowMapping) -> Written:
    names = ("number", "stage", "entered", "known", "by", "reason", "retracts")
    return Written(Entry(**{name: row[name] for name in names}), row["loss_reason"], row["lost_to"], row["overridden"])


def log_view(log: Sequence[Written], at: datetime, known_at: datetime) -> StageLog:
    """The log by what was known at a moment: the stage at another one, the stays up to it, every entry that was known."""
    told = [each for each in log if each.entry.known <= known_at]
    entries = entries_of(told)
    stays = tuple(StageVisit(each.stage, each.entered, each.left) for each in visits(entries, until=at))
    back = {each.retracts: each.number for each in entries if each.retracts is not None}
    shown = tuple(_entry(each, back.get(each.entry.number)) for each in told)
    return StageLog(stage_at(entries, at), at, known_at, stays, shown)


def _entry(written: Written, retracted_by: int | None) -> StageEntry:
    entry = written.entry
    let_pass: dict[str, Any] = written.overridden or {"missing": [], "why": None}
    names = ("number", "stage", "entered", "known", "by", "reason", "retracts")
    return StageEntry(
        **{name: getattr(entry, name) for name in names},
        retracted_by=retracted_by,
        loss_reason=written.loss_reason,
        lost_to=written.lost_to,
        overridden=tuple(Text(**each) for each in let_pass["missing"]),
        override=let_pass["why"],
    )
