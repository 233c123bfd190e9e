"""Opportunities of a file, written batch by batch: whoever is stopped in the middle begins again, and nothing is there twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping, insert, select

from cpq.opportunities.importing.rows import ReadRow, Step
from cpq.opportunities.record import OPPORTUNITY
from cpq.opportunities.service.stages import projection
from cpq.opportunities.stage_log import Entry
from cpq.opportunities.store.stages import Written, columns, log_of
from cpq.opportunities.tables import OPPORTUNITIES, STAGES
from cpq.orders.amounts import minor
from cpq.platform.act import Act
from cpq.platform.records.origin import Source
from cpq.platform.records.store import change, create_many
from cpq.selling.pipeline import Pipeline

BATCH = 200
"""Rows of one transaction."""


@dataclass(frozen=True, slots=True)
class Import:
    """What is the same for every row of a file. `file` names it, `digest` is that of its bytes; `owners` and `accounts` are by name."""

    file: str
    digest: str
    pipeline: Pipeline
    currency: str
    owners: Mapping[str, tuple[str, str | None]]
    accounts: Mapping[str, str]

    def external_id(self, row: ReadRow) -> str:
        """What the row is called; where the file does not say it, by its place in the file."""
        return row.external_id or f"{self.digest[:16]}:{row.number}"


def import_batch(act: Act, rows: Sequence[ReadRow], job: Import) -> Counter[str]:
    """Writes rows: new ones, and what is new of those that are there; counts them as created, changed or unchanged.

    A row that says what is there already changes nothing; what a person confirmed stays, with the file's value kept beside it.
    """
    names = [job.external_id(row) for row in rows]
    query = select(OPPORTUNITIES).where(OPPORTUNITIES.c.external_id.in_(names))
    there = {row["external_id"]: row for row in act.connection.execute(query).mappings()}
    new = [(row, name) for row, name in zip(rows, names, strict=True) if name not in there]
    _create(act, new, job)
    counted = Counter(created=len(new))
    for row, name in zip(rows, names, strict=True):
        if name in there:
            counted["changed" if _changed(act, there[name], row, job) else "unchanged"] += 1
    return +counted


def _create(act: Act, new: Sequence[tuple[ReadRow, str]], job: Import) -> None:
    """Puts opportunities in, with their stages."""
    logs = [_log(act, row, (), row.steps) for row, _ in new]
    values = [_values(act, row, name, log, job) for (row, name), log in zip(new, logs, strict=True)]
    ids = create_many(act, OPPORTUNITY, values, _source(job))
    entries = [{"opportunity": id, **columns(each)} for id, log in zip(ids, logs, strict=True) for each in log]
    if entries:
        act.connection.execute(insert(STAGES), entries)


def _values(act: Act, row: ReadRow, name: str, log: Sequence[Written], job: Import) -> dict[str, Any]:
    owner, team = job.owners.get(row.owner or "", (act.caller.id, act.caller.team))
    said = {**_said(row, job), **projection(job.pipeline, log), "owner": owner, "team": team}
    lists = {"contacts": [], "competitors": [], "tasks_done": [], "products": _products(row)}
    return {**said, **lists, "pipeline": job.pipeline.id, "currency": job.currency, "external_id": name}


def _changed(act: Act, found: RowMapping, row: ReadRow, job: Import) -> bool:
    """Whether the row says something new of an opportunity that is there."""
    log = log_of(act.connection, found["id"])
    new = _log(act, row, log, _new_steps(found, row, log))
    said = _said(row, job)
    if found["primary_quote"] is not None:
        said.pop("amount")  # the quote says it
    after: Mapping[str, Any] = projection(job.pipeline, [*log, *new]) if new else {}
    if new:
        rows = [{"opportunity": found["id"], **columns(each)} for each in new]
        act.connection.execute(insert(STAGES), rows)
    changed = change(act, OPPORTUNITY, found, {**said, **after}, _source(job))
    return bool(new) or changed["version"] != found["version"]


def _new_steps(found: RowMapping, row: ReadRow, log: Sequence[Written]) -> Sequence[Step]:
    """The steps that the log has not; one without a day only where the opportunity is in another stage."""
    known = {(each.entry.stage, each.entry.entered) for each in log}
    return [
        each
        for each in row.steps
        if (each.stage != found["stage"] if each.day is None else (each.stage, moment(each)) not in known)
    ]


def _log(act: Act, row: ReadRow, log: Sequence[Written], steps: Sequence[Step]) -> list[Written]:
    first = log[-1].entry.number + 1 if log else 1
    return [
        Written(
            Entry(number, each.stage, moment(each) if each.day else act.now, act.now, act.caller.id),
            row.loss_reason if each is row.steps[-1] else None,
        )
        for number, each in enumerate(steps, first)
    ]


def moment(step: Step) -> datetime:
    """The beginning of the day of a step."""
    if step.day is None:
        raise ValueError("the step has no day")
    return datetime.combine(step.day, time(), UTC)


def _said(row: ReadRow, job: Import) -> dict[str, Any]:
    account = job.accounts.get(row.account or "")
    amount = None if row.amount is None else minor(row.amount, job.currency)
    closed = row.steps[-1].day if job.pipeline.stages[row.steps[-1].stage].outcome != "open" else None
    return {"name": row.name, "account": account, "amount": amount, "close_date": row.close_date or closed}


def _products(row: ReadRow) -> list[dict[str, Any]]:
    if row.product is None:
        return []
    return [{"product": row.product, "quantity": "1", "price": None}]


def _source(job: Import) -> Source:
    return Source("import", job.file)


def totals(rows: Sequence[ReadRow], pipeline: Pipeline) -> tuple[Counter[str], dict[str, Decimal]]:
    """How many rows are open, won and lost, and what they come to."""
    counted: Counter[str] = Counter()
    amounts: dict[str, Decimal] = {}
    for row in rows:
        outcome = pipeline.stages[row.steps[-1].stage].outcome
        counted[outcome] += 1
        amounts[outcome] = amounts.get(outcome, Decimal(0)) + (row.amount or Decimal(0))
    return counted, amounts
